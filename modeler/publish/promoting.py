"""The same signed bytes from one environment to the next."""

from __future__ import annotations

from dataclasses import dataclass

from modeler.publish import ledger
from modeler.publish.environments import Environment
from modeler.publish.pipeline import Plan, plan, publish
from modeler.publish.receipt import Receipt
from modeler.publish.resolving import resolve
from modeler.publish.target import Connection, PublishRefused
from runner.core import atomic
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "promote.same": (
            N_("{name} cannot be promoted from {environment} to itself."),
            N_("Choose another environment."),
        ),
        "promote.nowhere": (
            N_("The environment {environment} has no address yet."),
            N_("Give it one in the workspace."),
        ),
        "promote.not-there": (
            N_("{name} {version} is not in force in {environment}."),
            N_("Publish it there first, try it, then promote it."),
        ),
        "promote.no-receipt": (
            N_("Nothing proves that {name} {version} was published to {environment}: no receipt names these bytes."),
            N_("Publish it there with this program first, then promote it."),
        ),
    }
)


@dataclass(frozen=True)
class Promotion:
    """What would go on: the very bytes that are in force in `source`, the receipt that proves it, and what putting
    them into `to` would change."""

    source: Environment
    to: Environment
    package: bytes
    receipt: Receipt
    plan: Plan

    @property
    def version(self) -> str:
        """The version."""
        return self.plan.shipment.version


def promoting(name: str, source: Environment, to: Environment, version: str | None = None) -> Promotion:
    """What promoting a version (None: the one in force in `source`) would do, without doing it.

    Raises `PublishRefused` (`promote.…`) where the version is not in force there or no receipt proves that it was
    published there, `PublishError` (`publish.mismatch`) where the bytes there are not those of the receipt.
    """
    if source.id == to.id or source.address == to.address:
        raise PublishRefused("promote.same", name=name, environment=source.title)
    for one in (source, to):
        if not one.address:
            raise PublishRefused("promote.nowhere", environment=one.title)
    with resolve(source.address, source).kept() as resolved:
        receipt, data = _in_force(resolved.connection, source, name, version)
    return Promotion(source, to, data, receipt, plan(data, to.address, to))


def _in_force(connection: Connection, source: Environment, name: str, version: str | None) -> tuple[Receipt, bytes]:
    """The bytes that are to go on, and what proves that they were published there."""
    connection.greet()
    state = connection.state(name)
    wanted = version or state.latest or ""
    if wanted not in state.versions or wanted in state.withdrawn or _undone(source, name, wanted):
        raise PublishRefused("promote.not-there", name=name, version=wanted or "–", environment=source.title)
    receipt = _proof(connection, source, name, wanted, state.versions[wanted])
    data = connection.fetch(name, wanted)
    if atomic.digest(data) != receipt.digest:
        raise PublishError("publish.mismatch", server=connection.server, version=wanted, name=name)
    return receipt, data


def promote(agreed: Promotion, *, note: str = "", who: str | None = None) -> Receipt:
    """Do what somebody looked at; the receipt says where the bytes came from. Raises as `publish` does."""
    return publish(
        agreed.package, agreed.to.address, agreed.to,
        who=who, note=note, came_from=agreed.source.id, agreed=agreed.plan,
    )  # fmt: skip


def _proof(connection: Connection, source: Environment, name: str, version: str, digest: str) -> Receipt:
    """The receipt of these bytes: in the ledger of this machine, or the one that is kept beside them there."""
    for entry in reversed(ledger.entries(source.address)):
        if (entry.package, entry.version, entry.digest) == (name, version, digest) and entry.state != "undone":
            return entry
    kept = connection.receipt(name, version)
    if kept is not None and (kept.package, kept.version, kept.digest) == (name, version, digest):
        return kept
    raise PublishRefused("promote.no-receipt", name=name, version=version, environment=source.title)


def _undone(source: Environment, name: str, version: str) -> bool:
    """Whether the last that happened to a version there is that it was undone."""
    for entry in reversed(ledger.entries(source.address)):
        if entry.package == name and version in (entry.version, entry.previous if entry.state == "undone" else None):
            return entry.state == "undone" and entry.version != version
    return False
