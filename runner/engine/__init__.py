"""The embedded engine: a compiled graph runs as tokens on SpiffWorkflow, in virtual time and by seed."""
