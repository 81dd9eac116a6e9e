"""People, departments, reporting lines, and who handles a step."""
