"""Filling holes without a network: low rank, in the whole picture or among similar patches. METHODS lists the ways."""

METHODS = ("svd", "soft-svd", "patches", "factors", "naive-factors")
