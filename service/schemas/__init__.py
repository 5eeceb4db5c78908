"""Records that only HTTP needs; one file a resource."""
