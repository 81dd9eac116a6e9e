"""The one public facade of the runner."""
