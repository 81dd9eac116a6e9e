"""Working calendars, holidays and working time."""
