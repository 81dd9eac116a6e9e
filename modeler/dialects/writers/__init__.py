"""One file per engine that is written for."""
