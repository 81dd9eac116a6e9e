"""What the worker process may take of the machine."""

from __future__ import annotations

SECONDS = 30.0
"""Real time for the automatic steps of one command."""
MEMORY = 4 * 1024**3
"""Bytes of address space of the worker; what needs more fails, and nothing of its command is kept."""


def limit_memory(most: int = MEMORY) -> bool:
    """Let this process take at most so many bytes; False where the operating system has no such limit (Windows)."""
    try:
        import resource
    except ImportError:
        return False
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    return True
