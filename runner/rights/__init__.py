"""Who may do what to which process, step and field, and why."""
