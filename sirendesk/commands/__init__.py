"""The commands of the command line, one file each; none of them knows Qt except `window` and `demo`, which start it."""
