"""The approval view: a process read as a chain of steps, with what a chain cannot say folded."""
