"""The checks of a model."""
