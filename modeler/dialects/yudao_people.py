"""Who handles a step and who may start, as yudao (RuoYi-Vue-Pro) is told: the number of a strategy, and whom.

The server counts people, roles, posts, departments and groups; a model names them. What is written names them as
`KIND:NAME`, which the publisher replaces by numbers (`modeler.publish.engines.yudao_people`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from modeler.dialects.juel import Juel
from modeler.dialects.losses import Losses
from modeler.dialects.people import starting_of
from modeler.dialects.writing import Settings
from runner.bundle.bundle import Bundle
from runner.bundle.graph import Graph, Node
from runner.organization.who import split_who

KINDS = {"role": 10, "department": 20, "position": 22, "user": 30, "group": 40}
"""A kind of people -> the strategy that asks them."""
APPROVER_CHOOSES, STARTER_CHOOSES, STARTER = 34, 35, 36
HEAD, HEADS = 37, 38
FIELD, FIELD_HEAD, EXPRESSION = 50, 51, 60
_ALL_LEVELS = "100"
_LIMITS = ("scope", "within", "min", "max")
_MARKS = re.compile(r"[,|:%\s]")


@dataclass(frozen=True)
class Candidates:
    """The number of a strategy and its parameter."""

    strategy: int
    param: str = ""


@dataclass(frozen=True)
class Starters:
    """Who may start, as `KIND:NAME`; both empty: everybody."""

    users: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


def token(who: str, settings: Settings) -> str:
    """`KIND:NAME` for whoever a model names, called as the environment calls them; what it says with a kind of its
    own (`department:HR`) is of that kind."""
    deep = who.endswith("/**")
    plain = who.removesuffix("/**")
    kind, _, name = plain.partition(":")
    told = next((settings.groups[key] for key in (who, plain) if key in settings.groups), None)
    if told is not None:
        other, colon, named = told.partition(":")
        kind, name = (other, named) if colon and other in KINDS else (kind, told)
    written = _MARKS.sub(lambda mark: quote(mark[0], safe=""), name)
    return f"{kind}:{written}" + ("/**" if deep and kind == "department" else "")


def candidates_of(node: Node, juel: Juel, settings: Settings, losses: Losses, *, first: bool) -> Candidates | None:
    """The rule of a step; None where the server has none like it, which is told. `first`: nobody handles a step
    before it."""
    handler, name = node.handler, node.name or node.id
    if handler is None:
        losses.add("people-none", node.id, name, strategy="–")
        return None
    params = handler.params
    if any(params.get(one) for one in _LIMITS):
        losses.add("people-limits", node.id, name, who=params.get("who", handler.strategy))
    match handler.strategy:
        case "user" | "role" | "position" | "department" | "group":
            return _named(node, split_who(params.get("who", "")), handler.strategy, settings, losses)
        case "starter":
            return Candidates(STARTER)
        case "departmentHead" | "consecutiveHeads" | "fieldDepartmentHead":
            return _heads(node, losses)
        case "starterChoice" | "previousChoice":
            return _chosen(node, losses, first=first)
        case "field":
            return _of_field(node, losses)
        case "expression":
            feel = params.get("feel", "").strip().removeprefix("=").strip()
            text = juel.value(feel, node.id, name, "people-expression") if feel else None
            if text:
                losses.add("people-numbers", node.id, name, text=feel)
                return Candidates(EXPRESSION, text)
    mapped = settings.groups.get(handler.strategy)
    if mapped is not None:
        return _named(node, [mapped], "role", Settings(), losses)
    losses.add("people-none", node.id, name, strategy=handler.strategy)
    return None


def _named(node: Node, whom: Iterable[str], kind: str, settings: Settings, losses: Losses) -> Candidates | None:
    tokens = list(dict.fromkeys(tokens_of(whom, kind, settings)))
    kinds = {one.partition(":")[0] for one in tokens}
    if len(kinds) == 1 and kinds <= set(KINDS):
        return Candidates(KINDS[kinds.pop()], ",".join(tokens))
    code = "people-mixed" if len(kinds) > 1 else "people-none"
    told = {"who": ", ".join(tokens)} if len(kinds) > 1 else {"strategy": ", ".join(kinds) or "–"}
    losses.add(code, node.id, node.name or node.id, **told)
    return None


def tokens_of(whom: Iterable[str], kind: str, settings: Settings) -> Iterator[str]:
    """Those of a list as `KIND:NAME`; who says no kind is of this one."""
    for one in whom:
        yield token(one if ":" in one or one == "starter" else f"{kind}:{one}", settings)


def _heads(node: Node, losses: Losses) -> Candidates | None:
    """Heads are counted upwards from the department of the starter, or from one that a field names."""
    handler, name = node.handler, node.name or node.id
    if handler is None:
        return None
    params, upwards = handler.params, handler.strategy == "consecutiveHeads"
    text = params.get("upTo" if upwards else "level") or (_ALL_LEVELS if upwards else "1")
    odd = next((f"{key}={params[key]}" for key in ("untilRole",) if upwards and params.get(key)), "")
    if not upwards and params.get("short") == "empty":
        odd = "short=empty"
    if text == "top":
        text = _ALL_LEVELS
    if odd or not (text.isascii() and text.isdigit() and int(text) > 0):
        losses.add("people-level", node.id, name, text=odd or text)
        return None
    if handler.strategy != "fieldDepartmentHead":
        return Candidates(HEADS if upwards else HEAD, text)
    if text != "1":  # above the first level the server asks all heads on the way, too
        losses.add("people-level", node.id, name, text=text)
        return None
    field = _of_field(node, losses)
    return field and Candidates(FIELD_HEAD, f"{field.param}|1")


def _of_field(node: Node, losses: Losses) -> Candidates | None:
    path = node.handler.params.get("path", "") if node.handler is not None else ""
    if not path.isidentifier():
        losses.add("people-none", node.id, node.name or node.id, strategy=path or "–")
        return None
    losses.add("people-numbers", node.id, node.name or node.id, text=path)
    return Candidates(FIELD, path)


def _chosen(node: Node, losses: Losses, *, first: bool) -> Candidates | None:
    """Whoever is chosen is asked for by the server itself, where a case starts or a step before ends."""
    if node.handler is None or node.handler.strategy == "starterChoice":
        return Candidates(STARTER_CHOOSES)
    if first:
        losses.add("people-first", node.id, node.name or node.id)
        return None
    return Candidates(APPROVER_CHOOSES)


def starters_of(bundle: Bundle, graph: Graph, settings: Settings, losses: Losses) -> Starters:
    """Who may start a process: people, or those of departments; the server looks at nobody else where people are
    named."""
    starting, tell = starting_of(bundle, graph, losses)
    tell()
    tokens = [one for one in tokens_of(starting, "user", settings) if not one.startswith("starter:")]
    name = graph.name or graph.process
    for kind in dict.fromkeys(one.partition(":")[0] for one in tokens):
        if kind not in ("user", "department"):
            losses.add("starters-kind", graph.process, name, who=kind)
    users = tuple(dict.fromkeys(one for one in tokens if one.startswith("user:")))
    departments = tuple(dict.fromkeys(one for one in tokens if one.startswith("department:")))
    if users and departments:
        losses.add("starters-mixed", graph.process, name, who=", ".join(departments))
    return Starters(users, departments)
