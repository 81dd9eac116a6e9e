"""Pure geometry of every outline."""
