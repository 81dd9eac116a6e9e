"""The document: one XML tree, changed by transactions only."""
