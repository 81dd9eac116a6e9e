"""The table of rules: who against action, on one of three levels, with what comes down from the levels above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from modeler.rights.edit import Side
from runner.rights.check import LEVELS, Level
from runner.rights.model import Action, ProcessRights, Rule, Scope

ACTIONS: tuple[Action, ...] = get_args(Action)
SCOPES: tuple[Scope, ...] = get_args(Scope)
SIDES: tuple[Side, ...] = ("allow", "deny")
CHOICES: tuple[str, ...] = tuple(
    side if scope is None else f"{side}:{scope}" for side in SIDES for scope in (None, *SCOPES)
)
"""What one rule says in a cell: `allow`, `deny`, or one of them with a scope after a colon."""


def parse_cell(text: str) -> list[tuple[Side, Scope | None]] | None:
    """The rules in a cell's text, several with spaces between; empty: none. None for what is no such text."""
    found: list[tuple[Side, Scope | None]] = []
    for word in text.split():
        name, _colon, limit = word.partition(":")
        side = next((one for one in SIDES if one == name), None)
        scope = next((one for one in SCOPES if one == limit), None)
        if side is None or (limit and scope is None):
            return None
        found.append((side, scope))
    return found


def cell_text(rights: ProcessRights, who: str, action: Action) -> str:
    """What the rules of a level say of somebody and an action, as `parse_cell` reads it."""
    return " ".join(
        side if rule.scope is None else f"{side}:{rule.scope}"
        for side, rule in _all(rights)
        if rule.who == who and rule.action == action
    )


def _all(rights: ProcessRights) -> Iterator[tuple[Side, Rule]]:
    yield from (("allow", rule) for rule in rights.allow)
    yield from (("deny", rule) for rule in rights.deny)


@dataclass(frozen=True)
class RuleCell:
    """What stands in a cell (`parse_cell`); `level`: where it is written, None where nothing is."""

    text: str
    level: Level | None


class RuleTable:
    """Rows are those for whom a rule is written on the edited level or above, and `more` who have none yet."""

    def __init__(self, levels: Mapping[Level, ProcessRights], edited: Level, more: Sequence[str] = ()) -> None:
        self.edited = edited
        seen = [level for level in LEVELS[LEVELS.index(edited) :] if level in levels]
        self._texts: dict[tuple[Level, str, Action], list[str]] = {}
        rows: dict[str, None] = {}
        for level in seen:
            for side, rule in _all(levels[level]):
                rows.setdefault(rule.who)
                word = side if rule.scope is None else f"{side}:{rule.scope}"
                self._texts.setdefault((level, rule.who, rule.action), []).append(word)
        self._seen = seen
        self.rows = tuple(dict.fromkeys([*rows, *more]))

    def cell(self, who: str, action: Action) -> RuleCell:
        """The own rules, else those of the nearest level above."""
        for level in self._seen:
            words = self._texts.get((level, who, action))
            if words:
                return RuleCell(" ".join(words), level)
        return RuleCell("", None)


def with_rule_cells(rights: ProcessRights, cells: Mapping[tuple[str, Action], str]) -> ProcessRights:
    """The rules of a level with other cells, (who, action) -> text. A cell's rules stand where its first one stood.
    Raises `ValueError` for a text that says nothing."""
    wanted: dict[tuple[str, Action], list[tuple[Side, Scope | None]]] = {}
    for key, text in cells.items():
        parsed = parse_cell(text)
        if parsed is None:
            raise ValueError(text)
        wanted[key] = parsed
    sides: dict[str, list[Rule]] = {}
    for side in SIDES:
        kept: list[Rule] = []
        done: set[tuple[str, Action]] = set()
        for rule in rights.allow if side == "allow" else rights.deny:
            key = rule.who, rule.action
            if key not in wanted:
                kept.append(rule)
            elif key not in done:
                done.add(key)
                kept += _made(key, side, wanted[key])
        for key, rules in wanted.items():
            if key not in done:
                kept += _made(key, side, rules)
        sides[side] = kept
    return rights.model_copy(update=sides)


def _made(key: tuple[str, Action], side: Side, rules: Sequence[tuple[Side, Scope | None]]) -> list[Rule]:
    scopes = dict.fromkeys(scope for found, scope in rules if found == side)
    return [Rule(action=key[1], who=key[0], scope=scope) for scope in scopes]
