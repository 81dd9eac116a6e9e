"""From an address to a connection, and the line that it speaks over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from modeler.publish.environments import Environment
from modeler.publish.target import Connection, PublishRefused, TargetKind
from modeler.publish.targets import TARGETS
from modeler.publish.wire.line import Line
from modeler.publish.wire.plain import check_plain
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "publish.unknown-target": (
            N_("{address} is no address that can be published to."),
            N_("Write the kind of target, a colon and the place, for example folder:/srv/processes. Known: {known}."),
        ),
    }
)


@dataclass(frozen=True)
class Resolved:
    """A server that was found: `target` is the address as written, `environment` the profile's id, `profile` what the
    workspace says of it, where it says something; `line` is what its connection speaks over."""

    target: str
    environment: str | None
    connection: Connection
    kind: TargetKind
    profile: Environment | None = None
    line: Line = field(default_factory=Line)

    @contextmanager
    def kept(self) -> Iterator[Resolved]:
        """A run: the line is kept until its end."""
        with self.line.kept():
            yield self


def resolve(target: str, environment: Environment | str | None = None) -> Resolved:
    """The server behind an address `kind:place`. Raises `PublishError` (`publish.unknown-target`,
    `publish.plain-http`); nothing is asked of the server yet."""
    kind, colon, place = target.partition(":")
    if not colon or kind not in TARGETS:
        raise PublishRefused("publish.unknown-target", address=target, known=", ".join(TARGETS))
    check_plain(TARGETS[kind], target)
    profile = environment if isinstance(environment, Environment) else None
    told = environment.id or None if isinstance(environment, Environment) else environment
    line = Line(profile.security if profile is not None else None)
    with line.used():
        connection = TARGETS[kind].connect(place)
    return Resolved(target, told, connection, TARGETS[kind], profile, line)
