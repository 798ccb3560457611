"""Everything SirenDesk can do, without a window: signals, fields, training, measuring, files."""
