"""A git repository behind HTTP: `git http-backend` itself, with a fault or a password before it."""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from tests.servers.fake import Answer, Asked, Fake


def bare(folder: Path) -> Path:
    """An empty repository on disk."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True, env=plain())
    return folder


def plain() -> dict[str, str]:
    """An environment in which git reads nobody's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


def ask(folder: Path, *words: str) -> str:
    """What git says about a repository on disk."""
    found = subprocess.run(["git", "--git-dir", folder, *words], check=True, capture_output=True, env=plain())
    return found.stdout.decode()


class FakeGit(Fake):
    """One repository; with `login` (`name:password`) it asks for it."""

    def __init__(self, login: str = "") -> None:
        super().__init__()
        self._aside = tempfile.TemporaryDirectory()
        self.folder = bare(Path(self._aside.name) / "r.git")
        self.login = login

    @contextmanager
    def running(self, prefix: str) -> Iterator[str]:
        """Serve; what lies on disk goes with it."""
        with self._aside, super().running(prefix) as url:
            yield url

    def deployed(self) -> int:
        """Tags of versions."""
        return len(ask(self.folder, "tag", "--list", "model/*").split())

    def counts(self, asked: Asked) -> bool:
        """All of a push, and the first that reads: the others are the same once more."""
        return len(self.asked) == 1 or "git-receive-pack" in (asked.path + asked.query.get("service", ""))

    def answer(self, asked: Asked) -> Answer:
        """As the program answers that web servers call for it."""
        word = base64.b64encode(self.login.encode()).decode()
        if self.login and asked.headers.get("authorization") != f"Basic {word}":
            return Answer(401, headers={"WWW-Authenticate": 'Basic realm="r"'})
        told = {
            "GIT_PROJECT_ROOT": str(self.folder), "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_USER": "li",
            "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": asked.method, "PATH_INFO": asked.path,
            "QUERY_STRING": urlencode(asked.query), "CONTENT_TYPE": asked.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(asked.body)),
            "HTTP_CONTENT_ENCODING": asked.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": asked.headers.get("git-protocol", ""),
        }  # fmt: skip
        ran = subprocess.run(
            ["git", "http-backend"], input=asked.body, capture_output=True, env={**plain(), **told}, check=False
        )
        head, _blank, data = ran.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        status = int(headers.pop("Status", "200 OK").split()[0])
        return Answer(status, data=data, headers=headers)
