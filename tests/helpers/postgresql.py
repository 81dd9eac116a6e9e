"""A PostgreSQL server of the tests' own, in a folder of its own; none where the programs for it are missing."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

USER = "slipway"
OTHERS = ("postgres", "nobody")
"""The server refuses to run as the administrator: then it runs as one of these."""


def programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, or None."""
    for folder in (Path(shutil.which("pg_ctl") or "").parent, *sorted(Path("/usr/lib/postgresql").glob("*/bin"))):
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder
    return None


def runner_user() -> str | None:
    """Who runs the server: None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in OTHERS if name in known)


@contextmanager
def a_server(bin_folder: Path) -> Iterator[str]:
    """The URL of an empty database, while it is needed."""
    folder, user = Path(mkdtemp(prefix="slipway-pg-")), runner_user()
    if user is not None:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(  # the server's own programs
            [str(bin_folder / program), *arguments], check=True, user=user, cwd=folder, capture_output=True,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"},
        )  # fmt: skip

    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off"
    try:
        run("initdb", "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
