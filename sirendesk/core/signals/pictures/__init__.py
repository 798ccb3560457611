"""What stands behind reading and writing picture files: pixels, colour profiles, and the PNG's own format."""
