"""Types, coercion, dictionary elements and code lists."""
