"""Values and requests of the service, and the worker's client."""
