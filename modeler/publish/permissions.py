"""Who may do what with a published process: the rights of the model, and the records of a server that stand for
them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from modeler.dialects.writing import Settings
from modeler.publish.receipt import Permission
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.rights.model import Action, ProcessRights, Rule

UNSAID = "publish.no-authorizations"
"""That a server shows no records: its connection raises that where it has none."""

declare(
    {
        "publish.may-not-authorize": (
            N_("{server} lets {user} deploy, but not say who may start: {message}"),
            N_("Ask who manages the server for the right to manage authorizations; nobody may do more than before."),
        ),
        "publish.rights-undone": (
            N_("The permissions at {server} could not be changed, and are again what they were: {cause}"),
            N_("The version is there, but not in the ledger yet. Publish it again; nothing is done twice."),
        ),
        "publish.rights-half": (
            N_("The permissions at {server} were changed in part and could not be put back: {cause}"),
            N_("Nobody has a right that neither the old nor the new ones give. Publish again as soon as it answers."),
        ),
        UNSAID: (
            N_("{server} shows no authorizations to this account: who may do what is not written there."),
            N_("Whoever manages the server can say who may start, or let this account read authorizations."),
        ),
        "publish.enforced-unsure": (
            N_("{server} does not say whether it checks who may do what; the permissions are written all the same."),
            N_("Camunda 8 says so from 8.10 on. Whoever manages the server knows whether authorizations are on."),
        ),
        "publish.rights-moved": (
            N_("Somebody else changed the permissions at {server} meanwhile."),
            N_("Look at the plan again, then publish again."),
        ),
    }
)

Fate = Literal["enforced", "shown", "carried", "lost"]
"""What becomes of a right on a server: it is held to, it is shown and stops nobody, it lies there in the package, or
the server knows nothing of it."""

EVERYBODY = "*"


@dataclass(frozen=True)
class Right:
    """A right of the model at one process: `who` as the model writes it, or `*`; `allowed` is False for a denial;
    `scope` limits it to certain cases (empty: all)."""

    process: str
    action: Action
    who: str
    allowed: bool = True
    scope: str = ""


@dataclass(frozen=True)
class RightLine:
    """A right in a plan: what becomes of it there, and whether it is new."""

    right: Right
    fate: Fate
    state: Literal["new", "same"] = "same"


@dataclass(frozen=True)
class Wanted:
    """What a server is to hold: the records, and of each right of the model what becomes of it, with what of a record
    stands for it (None: nothing does). `kept`: permissions on a process that stay with whoever has them."""

    permissions: tuple[Permission, ...]
    fates: tuple[tuple[Right, Fate, Permission | None], ...]
    kept: frozenset[tuple[str, str]] = frozenset()


@runtime_checkable
class Authorizes(Protocol):
    """A connection to a server that keeps permissions of its own. Every call may raise `PublishError`."""

    def wanted(self, rights: Sequence[Right], settings: Settings) -> Wanted:
        """The records that stand for these rights there, as far as they can; what is enforced is as good as it gets,
        whatever the server is set to."""

    def enforces(self) -> bool:
        """Whether the server holds to its records: authorization is on, and it asks who somebody is."""

    def permissions(self, processes: Sequence[str]) -> tuple[Permission, ...]:
        """The records on these processes, sorted."""

    def authorize(self, processes: Sequence[str], before: Sequence[Permission], after: Sequence[Permission]) -> None:
        """Make the records on these processes be `after`, or leave them as they were. What is less than before comes
        first, so that at no moment anybody may more than `before` or `after` says. Raises `PublishError`
        (`publish.rights-moved`) where they are no longer `before`."""


@runtime_checkable
class Doubts(Protocol):
    """A server that does not always say whether it holds to its records."""

    def is_sure(self) -> bool:
        """Whether it did, when it was asked last."""


def rights_of(bundle: Bundle) -> tuple[Right, ...]:
    """The rights of every process of a package that runs; where no rule says who may start, everybody may."""
    found: dict[Right, None] = {}
    for graph in bundle.graphs.values():
        if not graph.executable:
            continue
        allow, deny = _rules(bundle, graph)
        if not any(rule.action == "start" for rule in allow):
            found[Right(graph.process, "start", EVERYBODY)] = None
        for rules, allowed in ((allow, True), (deny, False)):
            for rule in rules:
                scope = "" if rule.action == "start" or rule.scope in (None, "all") else str(rule.scope)
                found[Right(graph.process, rule.action, rule.who, allowed, scope)] = None
    return tuple(found)


def processes_of(bundle: Bundle) -> tuple[str, ...]:
    """The ids of the processes that run, sorted."""
    return tuple(sorted(graph.process for graph in bundle.graphs.values() if graph.executable))


def _rules(bundle: Bundle, graph: Graph) -> tuple[list[Rule], list[Rule]]:
    levels: list[ProcessRights] = [graph.rights, bundle.rights]
    levels += [one for one in bundle.rights.categories if one.category == graph.category]
    return [rule for one in levels for rule in one.allow], [rule for one in levels for rule in one.deny]


def sort_key(one: Permission) -> tuple[str, ...]:
    """A key that puts records into one order."""
    return one.process, one.kind, one.who, *one.permissions


def ordered(found: Iterable[Permission]) -> tuple[Permission, ...]:
    """Records in one order, whatever order they came in."""
    return tuple(sorted(found, key=sort_key))
