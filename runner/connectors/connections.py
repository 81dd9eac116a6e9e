"""How the systems of a workspace are reached from this machine (`.slipway/connections.json`, never packed).

A model names a system and an operation. Whether a stand-in answers, a recording, or the system itself is said here
alone, and the system itself is asked only on hosts that the user has allowed in the settings (`connect.hosts`):
a workspace that came from elsewhere cannot allow itself anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from runner.connectors.hosts import allowed_hosts, host_of
from runner.core import settings
from runner.data.model import Value, read_value

FILE = "connections.json"
RECORDINGS = "recordings.json"


class Recorded(Value):
    """A recorded answer: for calls of `operation` whose fields agree with all of `when`."""

    operation: str
    when: dict[str, Any] = {}
    result: Any = None
    failure: str | None = None
    code: str | None = None


class Authentication(Value):
    """How a system is told who asks: a bearer token, user and password (HTTP Basic), or a header of its own.
    `secret` is the name of the token or password in the keyring of the operating system."""

    kind: Literal["bearer", "basic", "header"]
    secret: str
    user: str = ""
    header: str = ""


class Connection(Value):
    """How one system is reached. `url` is its http or https address; `timeout` in seconds, `backoff` seconds before
    the first repetition (each further one waits twice as long); `retry` how often what a step asks is repeated where
    the step itself says no more; `max_bytes` the largest answer. `headers` are plain texts; `secrets` maps a header
    to the name of a secret in the keyring of the operating system. `record`: what the system itself answers is kept,
    to be taken over as recorded answers."""

    use: str = "mock"
    url: str = ""
    headers: dict[str, str] = {}
    secrets: dict[str, str] = {}
    authentication: Authentication | None = None
    timeout: float = Field(default=10.0, gt=0, le=300)
    backoff: float = Field(default=1.0, ge=0, le=3600)
    retry: int = Field(default=0, ge=0, le=9)
    max_bytes: int = Field(default=1024 * 1024, ge=1, le=64 * 1024 * 1024)
    answers: list[Recorded] = []
    record: bool = False


class Connections(Value):
    """Connections by the code of their system; who is not named is answered by a mock. `environments` (name -> system
    -> connection) say it otherwise for a test system, a productive one and so on; `environment` is the one in use,
    and what it does not name is reached as usual. Empty: everything is."""

    format_version: Literal[1] = 1
    systems: dict[str, Connection] = {}
    environments: dict[str, dict[str, Connection]] = {}
    environment: str = ""

    def in_use(self) -> dict[str, Connection]:
        """All connections as they hold now."""
        return {**self.systems, **self.environments.get(self.environment, {})}

    def of(self, system: str) -> Connection:
        """How a system is reached."""
        return self.in_use().get(system) or Connection()

    def changed(self, system: str, connection: Connection) -> Connections:
        """With another connection of a system, in the environment that is in use."""
        if self.environment not in self.environments:
            return self.model_copy(update={"systems": {**self.systems, system: connection}})
        own = {**self.environments[self.environment], system: connection}
        return self.model_copy(update={"environments": {**self.environments, self.environment: own}})

    def renamed(self, code: str, new: str) -> Connections:
        """With a system under another code, in every environment."""

        def under(found: dict[str, Connection]) -> dict[str, Connection]:
            return {new if key == code else key: value for key, value in found.items()}

        environments = {name: under(found) for name, found in self.environments.items()}
        return self.model_copy(update={"systems": under(self.systems), "environments": environments})


@dataclass(frozen=True)
class Reach:
    """What may be reached: the connections of a workspace and the hosts that the user allows. Answers are recorded
    in `recordings`."""

    connections: Connections
    hosts: frozenset[str] = frozenset()
    recordings: Path | None = None

    def real(self) -> tuple[list[str], list[str]]:
        """The systems whose connection asks for the system itself: those whose host is allowed, and the others."""
        asked = [(code, host_of(one.url)) for code, one in self.connections.in_use().items() if one.use == "http"]
        return (
            [code for code, host in asked if host in self.hosts],
            [code for code, host in asked if host not in self.hosts],
        )


NOWHERE = Reach(Connections())
"""Only stand-ins answer."""


def read_connections(path: Path) -> Connections:
    """The connections in a file; none where there is no file. Raises `FileError` and `FormatError`."""
    from runner.core.atomic import read_bytes

    return read_value(Connections, read_bytes(path), str(path)) if path.is_file() else Connections()


def reach_stamp(store: str) -> tuple[tuple[int, int], ...]:
    """Changes when what `reach_beside` reads of that store may say something else."""
    path = _beside(store)
    found = []
    for one in (path, settings.Settings().path) if path is not None else ():
        try:
            facts = one.stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((facts.st_mtime_ns, facts.st_size))
    return tuple(found)


def _beside(store: str) -> Path | None:
    place = store.partition(":///")[2]
    return Path(place).parent / FILE if place else None


def reach_beside(store: str) -> Reach:
    """The connections that lie beside a store of cases (`sqlite:///…`), and the user's hosts; nowhere for a store in
    memory. Raises `FileError` and `FormatError`."""
    path = _beside(store)
    if path is None or not path.is_file():
        return NOWHERE
    return Reach(read_connections(path), allowed_hosts(settings.Settings()), path.with_name(RECORDINGS))
