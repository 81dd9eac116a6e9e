"""Event log, durations and durations' figures."""
