"""What is drawn over the model."""
