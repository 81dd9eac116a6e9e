"""Process tests, coverage and remarks."""
