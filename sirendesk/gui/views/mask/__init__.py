"""The mask canvas: paint what is missing on the picture."""
