"""The process inventory and workspace-wide verbs."""
