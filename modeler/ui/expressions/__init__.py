"""Writing expressions: the editor, and rows of field, operator and value for people who do not type."""
