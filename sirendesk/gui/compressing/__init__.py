"""The parts of compressing a picture in the window: its encoder, its rivals, the patch whose rank is turned."""
