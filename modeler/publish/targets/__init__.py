"""One file per publish target."""
