"""Codes of processes (流程编码): `HQ-FIN-EXP-003-AP` and what is read out of it.

A code stays for life; the version moves beside it. The rule stands in `dictionary.json` under `processCodes`: what
each part may be, and which codes are reserved or retired. A retired code is never given again.

Levels are those common in Chinese practice: L1 domain, L2 group, L3 process, then variants `.01` (L4), activities
`.01.02` (L5) and tasks `.01.02.03` (L6).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from runner.core.i18n import N_, LocalText, listed, pick
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.data.dictionary import Dictionary
from runner.data.process_codes import KeptCode, ProcessCodes

declare(
    {
        "process-code.form": (
            N_("{code} is not a code of a process: it reads like {pattern}."),
            N_("For example {example}."),
        ),
        "process-code.part": (
            N_("{part} in {code} is none of the known ones: {known}."),
            N_("Choose one of them, or add it to the rule of process codes."),
        ),
        "process-code.taken": (
            N_("{code} belongs to the process {name} already."),
            N_("The next free one is {free}."),
        ),
        "process-code.reserved": (
            N_("{code} is reserved for {name}."),
            N_("The next free one is {free}."),
        ),
        "process-code.retired": (
            N_("{code} belonged to {name}, which is retired; a retired code is never given again."),
            N_("The next free one is {free}."),
        ),
    }
)

PATTERN = "{org}-{domain}-{group}-{number}-{type}"
TYPES: Mapping[str, str] = {"AP": N_("approval"), "EX": N_("execution"), "CO": N_("collaboration")}
_TEXT = re.compile(
    r"(?P<org>[A-Z][A-Z0-9]*)-(?P<domain>[A-Z][A-Z0-9]*)"
    r"(?:-(?P<group>[A-Z][A-Z0-9]*)(?:-(?P<number>\d+)-(?P<type>[A-Z]+)(?P<below>(?:\.\d{2,3}){0,3}))?)?"
)


@dataclass(frozen=True)
class ProcessCode:
    """A code taken apart. `level` 1 to 6; parts below the level are empty."""

    org: str
    domain: str
    group: str = ""
    number: int = 0
    type: str = ""
    below: tuple[int, ...] = ()
    width: int = 3

    @property
    def level(self) -> int:
        """1 domain, 2 group, 3 process, 4 variant, 5 activity, 6 task."""
        return 1 if not self.group else 2 if not self.type else 3 + len(self.below)

    def __str__(self) -> str:
        parts = [self.org, self.domain]
        if self.group:
            parts.append(self.group)
        if self.type:
            parts += [str(self.number).zfill(self.width), self.type]
        return "-".join(parts) + "".join(f".{one:02d}" for one in self.below)


@dataclass(frozen=True)
class CodeBook:
    """All codes of a workspace: what they may be, which are kept, and those `taken`: file -> code and name."""

    rule: ProcessCodes = field(default_factory=lambda: ProcessCodes(strict=False))
    taken: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def reserved(self) -> dict[str, KeptCode]:
        """The reserved ones."""
        return {one.code: one for one in self.rule.reserved}

    @property
    def retired(self) -> dict[str, KeptCode]:
        """The retired ones."""
        return {one.code: one for one in self.rule.retired}

    def codes(self) -> set[str]:
        """Every code that cannot be given to somebody new."""
        return {code for code, _name in self.taken.values()} | set(self.reserved) | set(self.retired)


def parse_code(text: str, rule: ProcessCodes | None = None) -> ProcessCode | None:
    """A code taken apart; None for a text that does not read like one. Parts are not looked up."""
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    number = match["number"] or ""
    width = (rule or ProcessCodes()).width
    if number and (len(number) < width or (len(number) > width and number.startswith("0"))):
        return None
    below = tuple(int(one) for one in (match["below"] or "").split(".") if one)
    made = ProcessCode(match["org"], match["domain"], match["group"] or "", int(number or 0), match["type"] or "",
                       below, width)  # fmt: skip
    return made if str(made) == text else None


def check_code(book: CodeBook, code: str, file: str = "") -> Problem | None:
    """Why a process may not have a code; None: it may. `file` is the process that asks, whose own code is no
    hindrance."""
    rule, parsed = book.rule, parse_code(code, book.rule)
    if rule.strict:
        if parsed is None or parsed.level < 3:
            return _problem("form", code=code, pattern=PATTERN, example=_example(rule))
        for part, known in (
            (parsed.org, rule.orgs), (parsed.domain, rule.domains), (parsed.group, rule.groups),
            (parsed.type, rule.types or TYPES),
        ):  # fmt: skip
            if known and part not in known:
                return _problem("part", code=code, part=part, known=listed(known))
    free = next_code(book, code)
    owner = next(
        (name or other for other, (taken, name) in book.taken.items() if taken == code and other != file), ""
    )
    if owner:
        return _problem("taken", code=code, name=owner, free=free)
    for kind, kept in (("retired", book.retired), ("reserved", book.reserved)):
        own = book.taken.get(file, ("", ""))[0] == code
        if code in kept and not own:
            return _problem(kind, code=code, name=kept[code].name or "–", free=free)
    return None


def _problem(kind: str, /, **params: str) -> Problem:
    return Problem(f"process-code.{kind}", params=params, field="code")


def _example(rule: ProcessCodes) -> str:
    def first(table: Mapping[str, LocalText], other: str) -> str:
        return next(iter(table), other)

    made = ProcessCode(first(rule.orgs, "HQ"), first(rule.domains, "FIN"), first(rule.groups, "EXP"), 3,
                       first(rule.types or TYPES, "AP"), (), rule.width)  # fmt: skip
    return str(made)


def next_code(book: CodeBook, like: str) -> str:
    """The next free code of the same family: numbers that were ever given are passed over. Empty where the text has
    no number to count on."""
    parsed = parse_code(like, book.rule)
    if parsed is not None and parsed.level >= 3:
        family = replace(parsed, below=())
        known = [other for code in book.codes() if (other := parse_code(code, book.rule)) is not None]
        same = [one.number for one in known if (one.org, one.domain, one.group) == (family.org, family.domain,
                                                                                    family.group)]  # fmt: skip
        return str(replace(family, number=max([*same, family.number if not same else 0]) + 1))
    numbers = list(re.finditer(r"\d+", like))
    if not numbers:
        return f"{like}-2" if like else ""
    last, taken, found = numbers[-1], book.codes(), like
    count = int(last.group())
    while found in taken or found == like:
        count += 1
        found = like[: last.start()] + str(count).zfill(len(last.group())) + like[last.end() :]
    return found


def place_of(code: str, rule: ProcessCodes) -> list[tuple[int, str, str]]:
    """Where a process stands by its code: level, code and name of each level above and of its own."""
    parsed = parse_code(code, rule)
    if parsed is None:
        return []
    names = {1: rule.domains.get(parsed.domain, ""), 2: rule.groups.get(parsed.group, "")}
    steps = [ProcessCode(parsed.org, parsed.domain), ProcessCode(parsed.org, parsed.domain, parsed.group)]
    if parsed.level >= 3:
        steps += [replace(parsed, below=parsed.below[:depth]) for depth in range(len(parsed.below) + 1)]
    return [(one.level, str(one), pick(names.get(one.level, ""))) for one in steps[: parsed.level]]


# ---------------------------------------------------------------------- verbs


def set_codes(dictionary: Dictionary, codes: ProcessCodes) -> Dictionary:
    """The dictionary with another rule of process codes."""
    return dictionary.model_copy(update={"process_codes": codes})


def keep_code(
    codes: ProcessCodes, kind: Literal["reserved", "retired"], code: str, name: str, day: date
) -> ProcessCodes:
    """The rule with a code kept as `reserved` (for whom) or `retired` (whose it was). One that is kept so stays as it
    is; a retired one is no longer reserved."""
    changes: dict[str, Any] = {}
    rows: list[KeptCode] = getattr(codes, kind)
    if not any(row.code == code for row in rows):
        changes[kind] = [*rows, KeptCode(code=code, name=name, since=day.isoformat())]
    if kind == "retired" and any(row.code == code for row in codes.reserved):
        changes["reserved"] = [row for row in codes.reserved if row.code != code]
    return codes.model_copy(update=changes)


def release_reserved(codes: ProcessCodes, code: str) -> ProcessCodes:
    """The rule with a code given free that was reserved."""
    return codes.model_copy(update={"reserved": [row for row in codes.reserved if row.code != code]})
