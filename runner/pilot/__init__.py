"""Trying a process out: process tests, the random tester, coverage, recorded runs."""
