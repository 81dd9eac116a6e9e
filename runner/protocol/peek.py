"""A look at a store of cases without starting a worker: how many cases a process has, and how many came to an end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def rehearsed_cases(store: Path, process: str) -> tuple[int, int]:
    """Cases of a process in a store file, and those among them that ended; (0, 0) for what cannot be read.

    Opens the file for reading only, so that a worker that writes to it is not disturbed.
    """
    if not store.is_file():
        return 0, 0
    try:
        with closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            query = "SELECT COUNT(*), COUNT(ended) FROM instance WHERE process = ?"
            every, ended = connection.execute(query, (process,)).fetchone()
            return int(every), int(ended)
    except sqlite3.Error:
        return 0, 0
