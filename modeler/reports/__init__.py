"""Documents made from a model or its results."""
