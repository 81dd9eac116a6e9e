"""Random texts for the expression language: 1,060,000 of them, and no exception but its own.

    python -m tests.soak.feel_soak [scale]      the whole count, or a part of it

A run that was ended goes on where it stopped, unless the language or this file has changed since.
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from runner.core.atomic import write_bytes
from runner.feel import FeelBudgetError, FeelSyntaxError, compile_unary_tests, evaluate, parse, read, to_json
from runner.feel.calls import FUNCTIONS
from tests.helpers.hostile import HOSTILE

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "soak.json"
STATE = ROOT / "build" / "feel-soak-state.json"
PORTION = 2_000
"""After so many texts it is written down how far the run is."""
COUNTS = {"characters": 500_000, "tokens": 400_000, "expressions": 150_000, "mutations": 10_000}

_ATOM_TEXT = (
    'a b c x 1 2 0 -1 1.5 1e400 9999999999999999999999999999999999 true false null "t" "" "2026-03-02" "PT1H" '
    '@"2026-03-02" @"-9999-01-01" @"99999-12-31T23:59:59.999999999Z" @"09:00:00@Asia/Shanghai" @"P1D" @"-P1Y2M" '
    '@"PT0.000000001S" [] {} [1,2,3] {a:1,b:{c:2}} [{a:1},{a:2}] [1..3] ]1..3[ (<5) (!=1) item partial ? 金额 now()'
)
_WORD_TEXT = (
    "( ) [ ] { } , : . -> ' \" @ // /* */ ； \\u0000 \ud800 list< context< range< number > date_and_time "
    "if then else for in return some every satisfies between instance of function external not string_length"
)
_OPERATOR_TEXT = "+ - * / ** = != < <= > >= and or in .."
_ATOMS, _SIGNS, _WORDS = (text.split() for text in (_ATOM_TEXT, _OPERATOR_TEXT, _WORD_TEXT))
_TOKENS = [*_ATOMS, *_SIGNS, *(word.replace("_", " ") for word in _WORDS)]
_SIGNS_OF_TEXT = "ab1.-+*/()[]{}<>=!,:\"'@? \n\t\\中，é_#$%&;|~^\x00\u200b\U0001f6a2\ud800"
_CONTEXT = {"a": 1, "b": "text", "c": [1, {"a": 2.5}], "x": {"a": None, "b": [1, 2]}, "金额": 88}


def characters(rng: random.Random) -> str:
    """Any characters."""
    return "".join(rng.choice(_SIGNS_OF_TEXT) for _ in range(rng.randint(0, 30)))


def tokens(rng: random.Random) -> str:
    """Any tokens in any order."""
    return " ".join(rng.choice(_TOKENS) for _ in range(rng.randint(1, 14)))


def expressions(rng: random.Random, depth: int = 3) -> str:
    """A text that is an expression."""
    if not depth or rng.random() < 0.2:
        return rng.choice(_ATOMS)

    def part() -> str:
        return expressions(rng, depth - 1)

    kind = rng.randrange(12)
    if kind < 3:
        return f"({part()} {rng.choice(_SIGNS[:-1])} {part()})"
    if kind < 6:
        arguments = ", ".join(part() for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4))))
        return f"{rng.choice(_NAMES)}({arguments})"
    return (
        f"[{part()}, {part()}]", f"{{a: {part()}, b: {part()}}}", f"({part()})[{part()}]", f"({part()}).{part()[:3]}",
        f"for x in {part()} return {part()}", f"some x in {part()} satisfies {part()}",
    )[kind - 6] if rng.random() < 0.7 else rng.choice((
        f"if {part()} then {part()} else {part()}", f"(function(x, y) {part()})({part()}, {part()})",
        f"{part()} between {part()} and {part()}", f"{part()} in ({part()}, {part()})", f"[{part()}..{part()}]",
        f"({part()} instance of list<number>)", f"sort({part()}, function(x, y) {part()})",
    ))  # fmt: skip


def mutations(rng: random.Random) -> str:
    """An expression or a hostile one with something taken out, doubled or put in."""
    text = rng.choice(list(HOSTILE.values()))[:300] if rng.random() < 0.3 else expressions(rng)
    for _ in range(rng.randint(1, 4)):
        at, to = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        text = (
            text[:at] + rng.choice(("", text[at:to] * 2, rng.choice(_TOKENS), rng.choice(_SIGNS_OF_TEXT))) + text[to:]
        )
    return text


_NAMES = sorted(FUNCTIONS)
_KINDS: dict[str, Callable[[random.Random], str]] = {
    "characters": characters, "tokens": tokens, "expressions": expressions, "mutations": mutations,
}  # fmt: skip


def try_text(text: str) -> None:
    """Read, evaluate and write out one text; what is not the language's own exception goes through."""
    reading = read(text)
    try:
        parse(text)
        assert not reading.errors, "the tolerant parser finds errors where there are none"
    except (FeelSyntaxError, FeelBudgetError):
        assert reading.errors, "the tolerant parser finds no errors where there are some"
    with suppress(FeelSyntaxError, FeelBudgetError):
        result = evaluate(text, _CONTEXT)
        to_json(result.value)
        assert all(warning.column is not None for warning in result.warnings), "a warning without a place"
    with suppress(FeelSyntaxError, FeelBudgetError):
        compile_unary_tests(text)(3, _CONTEXT)


def main(scale: float) -> int:
    """Run all kinds; adds one row a kind to `build/soak.json` and prints it. The number of failures."""
    done = _done(scale)
    for kind in _KINDS:
        state = done["kinds"].setdefault(kind, {"count": 0, "failures": 0, "seconds": 0.0})
        wanted = max(int(COUNTS[kind] * scale), 1)
        while state["count"] < wanted:
            _portion(kind, state, min(wanted, state["count"] + PORTION))
            STATE.parent.mkdir(exist_ok=True)
            write_bytes(STATE, json.dumps(done).encode())
    rows = [row for row in _rows() if not str(row["name"]).startswith("expression language, random")]
    for kind, state in done["kinds"].items():
        row = {
            "name": f"expression language, random {kind}",
            "count": state["count"],
            "failures": state["failures"],
            "seconds": round(state["seconds"], 1),
            "per second": round(state["count"] / state["seconds"]),
        }
        print(row)
        rows.append(row)
    OUT.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    STATE.unlink()
    return sum(state["failures"] for state in done["kinds"].values())


def _portion(kind: str, state: dict[str, Any], until: int) -> None:
    start = time.perf_counter()
    for number in range(state["count"], until):
        text = _KINDS[kind](random.Random(f"{kind} {number}"))
        try:
            try_text(text)
        except Exception:  # noqa: BLE001  # the point of the run
            state["failures"] += 1
            if state["failures"] <= 3:
                print(f"{kind} {number}: {text!r}\n{traceback.format_exc(limit=-3)}", file=sys.stderr)
    state["count"] = until
    state["seconds"] += time.perf_counter() - start


def _done(scale: float) -> dict[str, Any]:
    """How far a run of the same sources and scale came that was ended; nothing where there is none."""
    files = [*sorted((ROOT / "runner" / "feel").rglob("*.py")), Path(__file__)]
    of = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest() + f" x {scale}"
    if STATE.is_file():
        found: dict[str, Any] = json.loads(STATE.read_text("utf-8"))
        if found["of"] == of:
            return found
    return {"of": of, "kinds": {}}


def _rows() -> list[dict[str, object]]:
    return json.loads(OUT.read_text("utf-8")) if OUT.is_file() else []


if __name__ == "__main__":
    sys.exit(1 if main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0) else 0)
