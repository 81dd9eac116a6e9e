"""What the targets that run processes share, and what each engine has of its own beside its target."""
