"""One widget per control name."""
