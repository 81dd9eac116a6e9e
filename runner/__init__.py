"""Run time: usable without the modeler and without a window."""
