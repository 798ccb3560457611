"""Forms that are generated from the declarations of options."""
