"""The approval view in the window: cards below each other, ways beside each other."""
