"""What the desk of inpainting is made of: the lanes, the mask it keeps, and what it asks the other threads."""
