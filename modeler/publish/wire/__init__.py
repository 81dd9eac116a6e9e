"""How a server is reached: requests, trust, names and tokens."""
