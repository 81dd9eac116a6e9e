"""The seven places of the window."""
