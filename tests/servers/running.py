"""Builds and runs real servers on a free port of loopback: engines of a folder each with a pom, in memory, and stores
of files out of an environment of Python of their own (`servers` of pyproject.toml)."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "servers"
PINS = ROOT / "packaging" / "constraints-servers.txt"
_BUILD_SECONDS = 900
_START_SECONDS = 240


@dataclass(frozen=True)
class Kind:
    """A server that can be brought up. `path` leads to its interface and `ready` answers once it is up; `options` are
    what it is started with, `folder` what it is built from (empty: the one of its id). `module` is one of Python that
    serves (`{port}` and `{folder}` stand in `options`); without one it is an engine of Java."""

    id: str
    title: str
    path: str
    ready: str
    options: tuple[str, ...] = ()
    folder: str = ""
    module: str = ""

    @property
    def is_engine(self) -> bool:
        """Whether it runs what is deployed there; the others keep files."""
        return not self.module


KINDS = {
    kind.id: kind
    for kind in (
        Kind("operaton", "Operaton 1.0.3", "/engine-rest", "/version"),
        Kind(
            "guarded",
            "Operaton 1.0.3 with authorization",
            "/engine-rest",
            "/version",
            folder="operaton",
            options=(
                "--servers.guarded=true",
                "--operaton.bpm.authorization.enabled=true",
                "--operaton.bpm.admin-user.id=admin",
                "--operaton.bpm.admin-user.password=secret",
            ),
        ),
        Kind("flowable", "Flowable 7.2.0", "/process-api", "/management/engine"),
        Kind(
            "webdav",
            "WsgiDAV 4.4.0",
            "",
            "/",
            module="wsgidav.server.server_cli",
            options=(
                "--host",
                "127.0.0.1",
                "--port",
                "{port}",
                "--root",
                "{folder}",
                "--auth",
                "anonymous",
                "--server",
                "cheroot",
                "--no-config",
                "-q",
            ),
        ),
        Kind("s3", "Moto 5.2.5", "", "/moto-api/", module="moto.server", options=("-H", "127.0.0.1", "-p", "{port}")),
    )
}


@dataclass
class Server:
    """A server that runs. `url` is the address of its interface, without a slash at the end."""

    kind: Kind
    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Gone at once, as when the power fails."""
        self.process.kill()
        self.process.wait(30)


def missing() -> str:
    """Why no engine can be built on this machine; empty where they can."""
    lacking = [name for name in ("java", "mvn") if shutil.which(name) is None]
    return f"no {' and no '.join(lacking)} on this machine" if lacking else ""


class NotBuiltError(Exception):
    """A server could not be built here: what it is made of cannot be had."""


def built(kind: Kind) -> Path:
    """The program of an engine, built at the first call. Raises `NotBuiltError` with Maven's own words."""
    if reason := missing():
        raise NotBuiltError(f"{kind.title} was not built: {reason}")
    own = kind.folder or kind.id
    folder, program = Path(__file__).parent / own, BUILT / own / "server.jar"
    sources = [path for path in folder.rglob("*") if path.is_file()]
    if not program.exists() or program.stat().st_mtime < max(path.stat().st_mtime for path in sources):
        done = subprocess.run(
            ["mvn", "-q", "-B", "package"],
            cwd=folder, capture_output=True, text=True, timeout=_BUILD_SECONDS, check=False,
        )  # fmt: skip
        if done.returncode:
            said = [line for line in done.stdout.splitlines() if "[ERROR]" in line]
            raise NotBuiltError(f"{kind.title} was not built: {' '.join(said[:2]) or done.stderr[-500:]}")
    return program


def prepared() -> Path:
    """The Python that has the stores, prepared at the first call. Raises `NotBuiltError` with the words of pip."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    folder, names = BUILT / "python", extras["servers"]
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, told = folder / "stamp", hashlib.sha256(PINS.read_bytes() + " ".join(names).encode()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == told:
        return python
    for words in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-c", str(PINS), *names],
    ):
        done = subprocess.run(words, capture_output=True, text=True, timeout=_BUILD_SECONDS, check=False)
        if done.returncode:
            raise NotBuiltError(f"The stores of files were not prepared: {done.stderr.strip()[-500:]}")
    stamp.write_text(told, "utf-8")
    return python


@contextmanager
def running(kind: Kind, *, options: Sequence[str] = (), port: int = 0) -> Iterator[Server]:
    """That server, up for as long as the block lasts. `options` are those of Spring Boot (`--name=value`)."""
    port = port or free_port()
    words = _java(kind, port, options) if kind.is_engine else _python(kind, port)
    with (_own_folder(kind) / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT)
        try:
            server = Server(kind, f"http://127.0.0.1:{port}{kind.path}", process)
            _wait(server)
            yield server
        finally:
            process.kill()
            process.wait(30)


def _java(kind: Kind, port: int, options: Sequence[str]) -> list[str]:
    return [
        "java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-jar", str(built(kind)), "--server.address=127.0.0.1",
        f"--server.port={port}", f"--spring.datasource.url=jdbc:h2:mem:{kind.id}-{port};DB_CLOSE_DELAY=-1",
        *kind.options, *options,
    ]  # fmt: skip


def _python(kind: Kind, port: int) -> list[str]:
    folder = _own_folder(kind) / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = (one.format(port=port, folder=folder) for one in kind.options)
    return [str(prepared()), "-m", kind.module, *told]


def _own_folder(kind: Kind) -> Path:
    return BUILT / (kind.folder or kind.id)


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(server: Server) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise RuntimeError(f"{server.kind.title} ended while it started: see {BUILT / server.kind.id}")
        try:
            if httpx.get(server.url + server.kind.ready, timeout=5, trust_env=False).status_code < 500:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError(f"{server.kind.title} did not answer within {_START_SECONDS} s")
