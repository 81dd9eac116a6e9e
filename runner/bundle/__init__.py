"""What runs and is published."""
