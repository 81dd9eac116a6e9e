"""The canvas: one widget of our own, with tiles and sprites."""
