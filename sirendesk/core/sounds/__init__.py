"""What is about sounds alone."""
