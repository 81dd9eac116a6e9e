"""Routing, docking, cropping, snapping and label placement as pure functions."""
