"""Who handles a step, and who may start a process, as engines can be told: one person, people, groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from modeler.dialects.losses import Losses
from modeler.dialects.writing import Settings
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node
from runner.feel.translate.variables import Variables
from runner.organization.who import split_who
from runner.rights.model import ProcessRights, Rule

STARTER = "starter"
"""The variable that holds whoever started a case."""


@dataclass(frozen=True)
class People:
    """`assignee`: one known person. `users`, `groups`: who may take it. `field`: the path of a variable that names a
    person, or a list where `several`. `starter`: whoever started the case. `feel`: an expression that gives one.
    All empty: anybody."""

    assignee: str = ""
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    field: str = ""
    several: bool = False
    starter: bool = False
    feel: str = ""


NOBODY = People()


@dataclass(frozen=True)
class Starters:
    """Who may start; both empty: everybody."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def group_of(who: str, settings: Settings) -> str:
    """The group of the server for `role:hr`, `department:fin/**` and the like."""
    plain = who.removesuffix("/**")
    for key in (who, plain):
        if key in settings.groups:
            return settings.groups[key]
    kind, _, own = plain.partition(":")
    own = re.sub(r"[\s,]+", "-", own)
    return own if kind in ("role", "group") else f"{kind}-{own}"


def people_of(node: Node, variables: Variables, settings: Settings, losses: Losses) -> People:
    """Who handles a step, as far as an engine can be told; the rest is a loss."""
    handler, name = node.handler, node.name or node.id
    if handler is None:
        return NOBODY
    if handler.empty != "stop" or handler.same != "self" or handler.distinct != "off":
        losses.add("person-rules", node.id, name)
    params = handler.params
    if params.get("scope") or params.get("within"):
        losses.add("people-limits", node.id, name, who=params.get("who", handler.strategy))
    match handler.strategy:
        case "user" | "role" | "position" | "department" | "group":
            users, groups = _split(split_who(params.get("who", "")), handler.strategy, settings)
            if len(users) == 1 and not groups:
                return People(assignee=users[0])
            if users or groups:
                return People(users=users, groups=groups)
        case "starter":
            return People(starter=True)
        case "field" | "starterChoice" | "previousChoice":
            path = params.get("path") or (f"choices.{node.id}" if handler.strategy != "field" else "")
            if path:
                return _of_field(path, variables)
        case "expression":
            if params.get("feel", "").strip():
                return People(feel=params["feel"].strip().removeprefix("=").strip())
    group = settings.groups.get(handler.strategy)
    if group is not None:
        return People(groups=(group,))
    losses.add("people", node.id, name, strategy=handler.strategy)
    return NOBODY


def _of_field(path: str, variables: Variables) -> People:
    known = variables[path]
    if known.type == "context":  # the name is kept beside the id
        return People(field=f"{path}.id")
    return People(field=path, several=known.type != "string")


def _split(named: Iterable[str], kind: str, settings: Settings) -> tuple[tuple[str, ...], tuple[str, ...]]:
    users: list[str] = []
    groups: list[str] = []
    for one in named:
        who = one if ":" in one else f"{kind}:{one}"
        if who.startswith("user:"):
            users.append(who.partition(":")[2])
        else:
            groups.append(group_of(who, settings))
    return tuple(dict.fromkeys(users)), tuple(dict.fromkeys(groups))


def starters_of(bundle: Bundle, graph: Graph, settings: Settings, losses: Losses, *, shown: bool) -> Starters:
    """Who may start a process, of its own rules, those of its category and of the workspace; `shown`: whether the
    engine shows it at least."""
    starting, tell = starting_of(bundle, graph, losses)
    if starting:
        name = graph.name or graph.process
        losses.add("starters" if shown else "starters-gone", graph.process, name, who=", ".join(starting))
    tell()
    return Starters(*_split(starting, "user", settings))


def starting_of(bundle: Bundle, graph: Graph, losses: Losses) -> tuple[list[str], Callable[[], None]]:
    """Whoever may start a process, as the model writes it (empty: everybody), and what tells the losses of all its
    other rights."""
    name = graph.name or graph.process
    levels: list[ProcessRights] = [graph.rights, bundle.rights]
    levels += [one for one in bundle.rights.categories if one.category == graph.category]
    allow = [rule for level in levels for rule in level.allow]
    deny = [rule for level in levels for rule in level.deny]

    def tell() -> None:
        if denied := _who(deny):
            losses.add("starters-denied", graph.process, name, who=", ".join(denied))
        if any(rule.action != "start" for rule in (*allow, *deny)):
            losses.add("rights", graph.process, name)
        if graph.readers:
            losses.add("readers", graph.process, name)

    return _who(allow), tell


def _who(rules: Iterable[Rule]) -> list[str]:
    return list(dict.fromkeys(rule.who for rule in rules if rule.action == "start"))
