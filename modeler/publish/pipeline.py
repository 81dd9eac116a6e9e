"""Publishing, step by step: resolve, convert, lint, connect, plan, deploy, authorize, verify, record.

Each step is a function that takes what the one before gave; `plan` and `publish` walk them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from modeler.publish import ledger
from modeler.publish.authorizing import NO_RIGHTS, RightsPlan, authorize, look, restored, reverse, told_in_receipt
from modeler.publish.changes import Changes, changes_between
from modeler.publish.environments import Environment, trust_problem
from modeler.publish.exporting import export
from modeler.publish.issuing import About, issue, make_receipt, record
from modeler.publish.mapping import mapped, mapping_problems, settings_of
from modeler.publish.permissions import UNSAID, Doubts
from modeler.publish.receipt import PlanItem, Receipt
from modeler.publish.resolving import Resolved, resolve
from modeler.publish.smoke import try_out, wants_trial
from modeler.publish.target import PublishRefused, ServerState, Shipment, Waits
from modeler.publish.version import rank
from modeler.publish.wire.plain import plain_problems
from runner.bundle.archive import SIGNATURE, read_package
from runner.core import atomic
from runner.core.errors import PublishError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

Step = Literal["resolve", "convert", "lint", "connect", "plan", "deploy", "authorize", "verify", "try", "record"]

STEPS: dict[Step, str] = {
    "resolve": N_("Find the server"),
    "convert": N_("Prepare the package"),
    "lint": N_("Check the package for the server"),
    "connect": N_("Reach the server"),
    "plan": N_("Compare with the server"),
    "deploy": N_("Put the package there"),
    "authorize": N_("Say who may do what"),
    "verify": N_("Read it back and compare"),
    "try": N_("Try a case"),
    "record": N_("Write the receipt"),
}
"""The steps in their order, with their names for people (English source texts)."""

declare(
    {
        "publish.not-in-order": (
            N_("{name} was not published: {problem}"),
            N_("Mend what is listed and publish again."),
        ),
        "publish.drifted": (
            N_("What {server} holds as version {version} of {name} is not what was published from here."),
            N_("Somebody changed it there. Ask before you publish over it; the new version stands beside it."),
        ),
        "publish.foreign": (
            N_("Somebody else deployed a later version of {process} at {server}."),
            N_("New cases run that one. Ask before you publish over it."),
        ),
        "publish.older-runs": (
            N_("Version {version} of {name} is lower than {latest}, which is published already."),
            N_("New cases will run the lower version, because it comes last."),
        ),
        "publish.no-note": (
            N_("{environment} asks for a note: why is it published?"),
            N_("Write it beside the button, or with --note. Nothing was published."),
        ),
        "publish.not-enforced": (
            N_("{server} does not check who may do what: the permissions are written and stop nobody."),
            N_("Whoever manages the server can switch authorization and authentication on."),
        ),
        "publish.nothing-to-undo": (
            N_("There is nothing of {name} at {server} that could be undone."),
            N_("Look at the plan: it says what is there."),
        ),
        "publish.written-otherwise": (
            N_("Version {version} of {name} is published already; only how its files are written differs."),
            N_("There is nothing to do. Publishing leaves what is there as it is."),
        ),
        "publish.older": (
            N_("Version {version} of {name} is lower than {latest}, which is published already."),
            N_("It is published beside it; the latest stays the latest."),
        ),
        "publish.mismatch": (
            N_("{server} gives back other bytes for version {version} of {name} than were sent."),
            N_("Do not use what lies there; look at the server's disk and publish a new version."),
        ),
    }
)

_TOLD_AS_IT_IS = frozenset(
    ("publish.version-taken", "publish.unsigned", "publish.untrusted", "publish.unmapped", "publish.no-address")
)
"""Problems that are a whole refusal in themselves."""

Progress = Callable[[Step], None]


@dataclass(frozen=True)
class Undoing:
    """What undoing would do: `version` goes, `back_to` is the latest again (None: nothing is there any more), and
    `running` cases of `version` are there; `rights`: the permissions that are put back."""

    target: str
    name: str
    version: str
    back_to: str | None
    running: int
    server: ServerState
    environment: Environment | str | None = None
    rights: RightsPlan = NO_RIGHTS


@dataclass(frozen=True)
class Plan:
    """What publishing would do: an item a resource, the problems that stand against it, and the state of
    the server that it was made on; `changes` says how members differ from those of the latest version there.
    `unchanged`: this is published as this version, in these very bytes or written otherwise. `remapped`: the bytes
    are there, but roles or addresses are called otherwise since, so that the engine is given its files again.
    `rights`: what becomes of who may do what; `there`: these very bytes are, whatever is to be done besides."""

    target: str
    environment: str | None
    shipment: Shipment
    server: ServerState
    items: tuple[PlanItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False
    changes: Changes = field(default_factory=dict)
    remapped: bool = False
    rights: RightsPlan = NO_RIGHTS
    there: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing forbids it."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def plan(
    package: Path | bytes,
    target: str,
    environment: Environment | str | None = None,
    *,
    progress: Progress | None = None,
) -> Plan:
    """What publishing that package (`.slip`) to that address would change, without changing anything.

    Raises `FormatError` for a package that is not whole, `PublishError` and `FileError`.
    """
    tell = progress or (lambda step: None)
    tell("resolve")
    with resolve(target, environment).kept() as resolved:
        return _planned(resolved, package, tell)


def _planned(resolved: Resolved, package: Path | bytes, tell: Progress) -> Plan:
    tell("convert")
    shipment = convert(package, resolved.kind.dialect, resolved.profile)
    tell("lint")
    problems = [*plain_problems(resolved.kind, resolved.target), *lint(resolved, shipment)]
    tell("connect")
    resolved.connection.greet()
    tell("plan")
    return compare(resolved, shipment, problems)


def publish(
    package: Path | bytes,
    target: str,
    environment: Environment | str | None = None,
    *,
    who: str | None = None,
    note: str = "",
    came_from: str = "",
    smoke: bool | None = None,
    agreed: Plan | None = None,
    progress: Progress | None = None,
) -> Receipt:
    """Publish that package to that address; the receipt says whether it was new or there already, why (`note`), and
    which environment it was promoted from (`came_from`). `smoke`: whether a case is tried afterwards (None: as the
    environment says); what became of it stands in the receipt.

    With `agreed`, the plan somebody looked at, a server that has moved on since raises `PublishError`
    (`publish.conflict`). Raises `PublishRefused` when the package is not in order or the version is
    taken by other contents, `FormatError` for a package that is not whole, `PublishError`, `FileError`.
    """
    tell = progress or (lambda step: None)
    tell("resolve")
    trial = wants_trial(environment if isinstance(environment, Environment) else None, target, smoke)
    with resolve(target, environment).kept() as resolved:
        current = _planned(resolved, package, tell)
        return _published(resolved, current, About(who, note.strip(), came_from), agreed, tell, trial=trial)


def _published(
    resolved: Resolved, current: Plan, about: About, agreed: Plan | None, tell: Progress, *, trial: bool
) -> Receipt:
    target = resolved.target
    name, version = current.shipment.name, current.shipment.version
    if agreed is not None and dict(agreed.server.versions) != dict(current.server.versions):
        raise PublishError("publish.conflict", name=name, server=resolved.connection.server)
    if agreed is not None and agreed.rights.before != current.rights.before:
        raise PublishError("publish.rights-moved", server=resolved.connection.server)
    _refuse(current)
    if current.unchanged:
        kept = (
            resolved.connection.receipt(name, version)
            or ledger.published(target, name, version, current.shipment.digest)
            or make_receipt(resolved, current, about)
        )
        if (
            kept.id not in {entry.id for entry in ledger.entries(target, name)}
            and kept.server == resolved.connection.server
        ):
            record(target, kept)  # deployed by a run that ended before it could write
        return _tried(resolved, current, kept.model_copy(update={"state": "unchanged"}), tell, wanted=trial)
    if resolved.profile is not None and resolved.profile.note and not about.note:
        raise PublishRefused("publish.no-note", environment=resolved.profile.title)
    receipt = _put(resolved, current, about, tell)
    tell("authorize")
    authorize(resolved.connection, current.rights)
    tell("verify")
    if not verify(resolved, current.shipment):
        receipt = receipt.model_copy(update={"read_back": False})
    receipt = _tried(resolved, current, receipt, tell, wanted=trial)
    tell("record")
    record(target, receipt)
    return receipt


def _tried(resolved: Resolved, current: Plan, receipt: Receipt, tell: Progress, *, wanted: bool) -> Receipt:
    """With what became of a trial case, where one is wanted."""
    if not wanted:
        return receipt
    tell("try")
    return receipt.model_copy(update={"smoke": try_out(resolved.connection, current.shipment)})


def _put(resolved: Resolved, current: Plan, about: About, tell: Progress) -> Receipt:
    """Deploy, and the receipt of it; where the bytes are there and only the permissions differ, the receipt alone:
    that of a run that ended before it came to them, or another one of the same publication."""
    if not current.there or current.remapped:
        tell("deploy")
        if isinstance(resolved.connection, Waits):
            resolved.connection.waiting = partial(tell, "deploy")
        return deploy(resolved, current, about)
    shipment = current.shipment
    kept = resolved.connection.receipt(shipment.name, shipment.version)
    known = {entry.id for entry in ledger.entries(resolved.target)}
    if kept is not None and kept.id not in known and kept.server == resolved.connection.server:
        return kept
    return make_receipt(resolved, current, about)


def undoing(target: str, name: str, environment: Environment | str | None = None) -> Undoing:
    """What undoing the latest version of a package would do, without doing it. Raises `PublishRefused`
    (`publish.nothing-to-undo`) and `PublishError`."""
    with resolve(target, environment).kept() as resolved:
        resolved.connection.greet()
        server = resolved.connection.state(name)
        if server.latest is None:
            raise PublishRefused("publish.nothing-to-undo", name=name, server=resolved.connection.server)
        return Undoing(
            target,
            name,
            server.latest,
            _before(resolved, name, server),
            resolved.connection.running(name, server.latest),
            server,
            environment,
            restored(resolved.connection, _receipt_of(resolved, name, server.latest)),
        )


def undo(agreed: Undoing, *, who: str | None = None) -> Receipt:
    """Undo what somebody looked at. Raises `PublishError` (`publish.conflict`) where the server has moved on
    since, and what the server refuses."""
    with resolve(agreed.target, agreed.environment).kept() as resolved:
        return _undone(resolved, agreed, who)


def _undone(resolved: Resolved, agreed: Undoing, who: str | None) -> Receipt:
    found = resolved.connection.state(agreed.name)
    if (dict(found.versions), found.latest) != (dict(agreed.server.versions), agreed.version):
        raise PublishError("publish.conflict", name=agreed.name, server=resolved.connection.server)
    back = restored(resolved.connection, _receipt_of(resolved, agreed.name, agreed.version))
    authorize(resolved.connection, back)  # first: an undoing that ends half way is asked for again
    try:
        resolved.connection.undo(agreed.name, agreed.version, agreed.back_to)
    except PublishRefused:
        authorize(resolved.connection, reverse(back))
        raise
    receipt = issue(
        resolved, who, package=agreed.name, version=agreed.back_to or "", previous=agreed.version, state="undone",
        digest=found.versions.get(agreed.back_to or "", ""), **told_in_receipt(back),
    )  # fmt: skip
    record(agreed.target, receipt)
    return receipt


def _receipt_of(resolved: Resolved, name: str, version: str) -> Receipt | None:
    """The receipt of the last publication of a version: of the ledger, or the one that is kept beside it there."""
    for entry in reversed(ledger.entries(resolved.target, name)):
        if (entry.version, entry.state) == (version, "published"):
            return entry
    return resolved.connection.receipt(name, version)


def _before(resolved: Resolved, name: str, server: ServerState) -> str | None:
    """The version that was the latest before this one: of a repository the highest that is left, of an engine as the
    ledger has it, else the next lower one."""
    there = set(server.versions) - server.withdrawn - {server.latest}
    if not resolved.kind.runs_last:
        return max(there, key=rank, default=None)
    for entry in reversed(ledger.entries(resolved.target, name)):
        if entry.version == server.latest and entry.state == "published":
            return entry.previous if entry.previous in there else None
    lower = [one for one in there if server.latest is not None and rank(one) < rank(server.latest)]
    return max(lower, key=rank, default=None)


def convert(package: Path | bytes, dialect: str | None = None, environment: Environment | None = None) -> Shipment:
    """The checked package, with what it is in a dialect, roles and addresses called as they are there. Raises
    `FileError`, and `FormatError` for a package that is not whole."""
    data = package if isinstance(package, bytes) else atomic.read_bytes(package)
    file = None if isinstance(package, bytes) else str(package)
    checked = read_package(data, file=file)
    if dialect is None:
        return Shipment(checked, data)
    written = export(mapped(checked, environment), dialect, settings_of(environment))
    return Shipment(checked, data, written.files, written.losses)


def lint(resolved: Resolved, shipment: Shipment) -> list[Problem]:
    """What that server would not take, what its environment does not, and what its dialect cannot say."""
    refused = trust_problem(resolved.profile, shipment.package.signed_by, shipment.name, shipment.version)
    own = [Problem(refused.code, params=refused.params)] if refused is not None else []
    own += mapping_problems(shipment.package.bundle, resolved.profile)
    return [*own, *resolved.connection.check(shipment), *shipment.losses]


def compare(resolved: Resolved, shipment: Shipment, problems: list[Problem]) -> Plan:
    """The plan: the package's members beside those of the latest version there."""
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Plan(resolved.target, resolved.environment, shipment, ServerState(), problems=tuple(problems))
    server = resolved.connection.state(shipment.name)
    found = list(problems)
    there = server.versions.get(shipment.version)
    texts = {"name": shipment.name, "version": shipment.version}
    drifted = _drifted_versions(resolved, shipment.name, server)
    changes = _changes(resolved, shipment, server, drifted)
    items = _items(shipment, server, server.latest in drifted, changes)
    is_same = there == shipment.digest
    if there is not None and not is_same:
        is_same = server.latest == shipment.version and all(item.state == "same" for item in items)
        is_same = is_same and SIGNATURE not in changes
        code = "publish.written-otherwise" if is_same else "publish.version-taken"
        found.append(Problem(code, Severity.INFO if is_same else Severity.ERROR, params=texts))
    for version in drifted:
        params = {**texts, "version": version, "server": resolved.connection.server}
        found.append(Problem("publish.drifted", Severity.WARNING, params=params))
    for process in server.foreign:
        params = {"process": process, "server": resolved.connection.server}
        found.append(Problem("publish.foreign", Severity.WARNING, params=params))
    highest = max(server.versions, key=rank, default=None)
    if highest is not None and there is None and rank(shipment.version) < rank(highest):
        code = "publish.older-runs" if resolved.kind.runs_last else "publish.older"
        found.append(Problem(code, Severity.WARNING, params={**texts, "latest": highest}))
    is_in_force = server.latest == shipment.version if resolved.kind.runs_last else True
    is_there, exact = is_same and is_in_force and shipment.version not in server.withdrawn, there == shipment.digest
    remapped = is_there and exact and _is_remapped(resolved, shipment)
    rights = look(resolved.connection, resolved.kind.dialect, shipment.package.bundle, resolved.profile)
    found += _about_rights(resolved, rights)
    return Plan(
        resolved.target,
        resolved.environment,
        shipment,
        server,
        tuple(items),
        tuple(found),
        unchanged=is_there and (not exact or (not remapped and rights.same)),
        changes=changes,
        remapped=remapped,
        rights=rights,
        there=is_there and exact,
    )


def _about_rights(resolved: Resolved, rights: RightsPlan) -> list[Problem]:
    """What is to be known where the server does not hold to the permissions, or is not known to."""
    if rights.enforced is not False and not rights.unsaid:
        return []
    code = UNSAID if rights.unsaid else "publish.not-enforced"
    if not rights.unsaid and isinstance(resolved.connection, Doubts) and not resolved.connection.is_sure():
        code = "publish.enforced-unsure"
    return [Problem(code, Severity.INFO, params={"server": resolved.connection.server})]


def _is_remapped(resolved: Resolved, shipment: Shipment) -> bool:
    """Whether the engine was given other roles and addresses than the environment names now."""
    if resolved.kind.dialect is None:
        return False
    kept = resolved.connection.receipt(shipment.name, shipment.version)
    named = resolved.profile or Environment(id="")
    return kept is not None and (kept.roles, kept.endpoints) != (named.roles, named.endpoints)


def deploy(resolved: Resolved, current: Plan, about: About | str | None = None) -> Receipt:
    """Put the package there, whole or not at all. Raises `PublishError`."""
    receipt = make_receipt(resolved, current, about)
    resolved.connection.deploy(current.shipment, current.server, receipt)
    return receipt


def verify(resolved: Resolved, shipment: Shipment) -> bool:
    """Read the published bytes back and compare; False where the server gives none back, and what it answered stands
    alone. Raises `PublishError` (`publish.mismatch`)."""
    return _fetch(resolved, shipment.name, shipment.version, shipment.digest) is not None


def _fetch(resolved: Resolved, name: str, version: str, digest: str) -> bytes | None:
    """The bytes of a version, which must be those of that digest; None where the server gives none back."""
    try:
        found = resolved.connection.fetch(name, version)
    except PublishError as error:
        if error.code != "publish.not-told":
            raise
        return None
    if atomic.digest(found) != digest:
        raise PublishError("publish.mismatch", server=resolved.connection.server, version=version, name=name)
    return found


def _refuse(current: Plan) -> None:
    errors = [problem for problem in current.problems if problem.severity is Severity.ERROR]
    if not errors:
        return
    first = errors[0]
    if first.code in _TOLD_AS_IT_IS:
        raise PublishRefused(first.code, problems=current.problems, **first.params)
    name = current.shipment.name
    raise PublishRefused("publish.not-in-order", problems=current.problems, name=name, problem=first.message)


def _changes(resolved: Resolved, shipment: Shipment, server: ServerState, drifted: Sequence[str]) -> Changes:
    """What differs from the latest version there, where that can be read and is what was published."""
    latest = server.latest
    if latest is None or not server.readable or latest in drifted or server.versions.get(latest) == shipment.digest:
        return {}
    before = _fetch(resolved, shipment.name, latest, server.versions[latest])
    return changes_between(before, shipment.data) if before is not None else {}


def _items(shipment: Shipment, server: ServerState, drifted: bool, changes: Changes) -> list[PlanItem]:
    ours = {path: item.sha256 for path, item in shipment.package.manifest.members.items()}
    items: list[PlanItem] = []
    for path in sorted({*ours, *server.members}):
        if path not in server.members:
            state: Literal["new", "changed", "same", "server-only", "drifted"] = "new"
        elif drifted:
            state = "drifted"
        elif path not in ours:
            state = "server-only"
        else:
            state = "same" if ours[path] == server.members[path] or changes.get(path) == () else "changed"
        items.append(PlanItem(resource=path, state=state))
    return items


def _drifted_versions(resolved: Resolved, name: str, server: ServerState) -> list[str]:
    recorded = {
        entry.version: entry.digest
        for entry in ledger.entries(resolved.target, name)
        if entry.server == resolved.connection.server and entry.version
    }
    found = [
        version for version, digest in server.versions.items() if version in recorded and recorded[version] != digest
    ]
    if server.latest is not None and not server.readable and server.latest not in found:
        found.append(server.latest)
    return found
