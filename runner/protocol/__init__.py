"""What the service says and is asked: values, and the client of the worker process."""
