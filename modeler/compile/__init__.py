"""From document to bundle."""
