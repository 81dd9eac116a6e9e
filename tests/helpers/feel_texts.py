"""Random typed FEEL expressions and values for their variables, nulls included."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from runner.feel.translate.variables import Variable

NUMBERS = st.sampled_from([-7, -2, -1, 0, 0.25, 0.5, 1, 2, 3, 4, 10])
TEXTS = st.sampled_from(["", "a", "b", "ab", "abc", "true", "3", "A b", "it's", "\\"])

VARIABLES = {
    "n": Variable("number"),
    "m": Variable("number"),
    "k": Variable("number", nullable=False),
    "s": Variable("string"),
    "t": Variable("string"),
    "p": Variable("boolean"),
    "q": Variable("boolean"),
    "r": Variable("boolean", nullable=False),
    "l": Variable("list"),
    "o": Variable("context"),
    "o.price": Variable("number"),
    "o.name": Variable("string"),
    "mod": Variable("number"),
    "gone": Variable("number", absent=True),
}


def contexts() -> st.SearchStrategy[dict[str, Any]]:
    """Values for `VARIABLES`; `gone` may be missing altogether."""
    number, text, flag = st.none() | NUMBERS, st.none() | TEXTS, st.sampled_from([None, True, False])
    inner = st.fixed_dictionaries({}, optional={"price": number, "name": text})
    return st.fixed_dictionaries(
        {
            "n": number, "m": number, "k": NUMBERS, "s": text, "t": text, "p": flag, "q": flag,
            "r": st.booleans(), "l": st.none() | st.lists(TEXTS, max_size=3), "o": st.none() | inner, "mod": number,
        },
        optional={"gone": number},
    )  # fmt: skip


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_number_atoms = st.sampled_from(
    ["n", "m", "k", "o.price", "mod", "gone", "0", "1", "2", "-1", "0.5", "3", "count(l)"]
)
_text_atoms = st.sampled_from(["s", "t", "o.name"]) | TEXTS.map(_quoted)


def _numbers(inner: st.SearchStrategy[str], tests: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda x: f"({x[0]} {x[1]} {x[2]})")
        | st.tuples(inner, st.sampled_from(["2", "4", "-2", "0", "k"])).map(lambda x: f"({x[0]} / {x[1]})")
        | inner.map(lambda x: f"-({x})")
        | inner.map(lambda x: f"modulo({x}, 3)")
        | inner.map(lambda x: f"abs({x})")
        | st.tuples(inner, st.sampled_from(["0", "1"])).map(lambda x: f"get or else({x[0]}, {x[1]})")
        | st.tuples(tests, inner, inner).map(lambda x: f"(if {x[0]} then {x[1]} else {x[2]})")
        | _text_atoms.map(lambda x: f"string length({x})")
    )


def _texts(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.tuples(inner, inner).map(lambda x: f"({x[0]} + {x[1]})")
        | inner.map(lambda x: f"upper case({x})")
        | inner.map(lambda x: f"substring({x}, 1, 2)")
    )


_TESTS_OF_NUMBERS = st.sampled_from(["[1..3]", "(0..k]", "(1, 3)", "[1, 2]", "(< 2, > 3)", "(n, 2)", "[n..3)"])
_COMPARED = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])


def _compared(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(values, _COMPARED, values).map(lambda x: f"{x[0]} {x[1]} {x[2]}")


def conditions() -> st.SearchStrategy[str]:
    """FEEL texts that give true, false or null."""
    atoms = st.sampled_from(["p", "q", "r", "true", "false", "p = true", "q = false", "p != true", "p = q", "r != q"])
    simple = _compared(_number_atoms) | _compared(_text_atoms) | atoms
    numbers = st.recursive(_number_atoms, lambda inner: _numbers(inner, simple), max_leaves=4)
    texts = st.recursive(_text_atoms, _texts, max_leaves=3)
    tests = (
        atoms
        | _compared(numbers)
        | _compared(texts)
        | st.tuples(numbers | texts, st.sampled_from(["=", "!="])).map(lambda x: f"{x[0]} {x[1]} null")
        | st.tuples(numbers, numbers, numbers).map(lambda x: f"{x[0]} between {x[1]} and {x[2]}")
        | st.tuples(numbers, _TESTS_OF_NUMBERS).map(lambda x: f"{x[0]} in {x[1]}")
        | texts.map(lambda x: f'{x} in ("a", "ab")')
        | st.tuples(st.sampled_from(["contains", "starts with", "ends with"]), texts, texts).map(
            lambda x: f"{x[0]}({x[1]}, {x[2]})"
        )
        | st.tuples(texts, st.sampled_from(["a|b", "^a", "b$", "^(a|b)$", "[a-b]+"])).map(
            lambda x: f'matches({x[0]}, "{x[1]}")'
        )
        | TEXTS.map(lambda x: f"list contains(l, {_quoted(x)})")
    )
    return st.recursive(
        tests,
        lambda inner: (
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda x: f"({x[0]} {x[1]} {x[2]})")
            | inner.map(lambda x: f"not({x})")
            | st.tuples(inner, inner, inner).map(lambda x: f"(if {x[0]} then {x[1]} else {x[2]})")
        ),
        max_leaves=5,
    )
