"""Expressions that try to hang, to fill the memory, or to reach the program behind the language."""

from __future__ import annotations

_DOUBLED = "{" + ", ".join(f"a{index}: [a{index - 1}, a{index - 1}]" for index in range(1, 60)).replace(
    "[a0, a0]", "[1, 2]"
)
_LONG = "count(" + " + ".join(["x"] * 1500) + ")"

HOSTILE: dict[str, str] = {
    "doubled lists as a text": f"string({_DOUBLED}}}.a59)",
    "doubled lists compared": f"{_DOUBLED}}}.a59 = {_DOUBLED}}}.a59",
    "doubled lists flattened": f"flatten({_DOUBLED}}}.a59)",
    "doubled lists and their type": f"{_DOUBLED}}}.a59 instance of {'list<' * 58}number{'>' * 58}",
    "doubled lists as JSON": f"to json({_DOUBLED}}}.a59)",
    "doubled lists as the answer": f"{_DOUBLED}}}.a59",
    "long lists appended": "for i in 1..100000 return append(partial, i)",
    "large lists in a loop": "for i in 1..100000 return insert before([1], 1, [i, for k in 1..9 return k])",
    "texts cut in a loop": 'for i in 1..100000 return substring(string join(for j in 1..9999 return "aaaaaaaa"), 2)',
    "wide lists in a loop": f"for i in 1..100000 return [{', '.join(['i'] * 2000)}]",
    "a long body in a loop": f"for x in 1..100000 return {' + '.join(['x'] * 2000)}",
    "a long body in a filter": f"(for x in 1..100000 return x)[{' + '.join(['item'] * 1000)} > 0]",
    "wide contexts in a loop": "for i in 1..100000 return {" + ", ".join(f"k{n}: i" for n in range(900)) + "}",
    "sorting by a slow function": "sort(for i in 1..100000 return modulo(i * 7919, 100003), function(x, y) x < y)",
    "distinct values of many": "distinct values(for i in 1..100000 return i)",
    "all pairs": "for i in 1..100000 return count((for j in 1..i return j)[item = i])",
    "recursion on both sides": "{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1), r: f(40)}.r",
    "recursion through sort": "{f: function(n) sort([1, 2, 3], function(x, y) f(n + 1)), r: f(1)}.r",
    "a pattern that scans again and again": 'split(string join(for i in 1..99999 return "aaaaaaaaaa"), "a.*b|a")',
    "a pattern of many states": 'extract(string join(for i in 1..99999 return "abababab"), "([ab]{0,500})*c")',
    "nested repetitions": 'matches("aaaaaaaaaaaaaaaaaaaaaaaa", "((((a{0,30}){0,30}){0,30}){0,30})b")',
    "a replacement that grows": 'replace(string join(for i in 1..9999 return "aaaaaaaaaa"), "a", "bbbbbbbbbbbbbb")',
    "a large power of a large number": "(10 ** 6000) ** 9999",
    "a root of many digits": "(9999999999999999999999999999999999 ** 0.0001) ** 9999",
    "rounding to far places": "decimal(1 / 3, 6000) + round up(10 ** 6000, -6000)",
    "a far year": 'date("999999999-12-31") + duration("P999999999Y")',
    "days to a far year": 'for d in @"-999999999-01-01"..@"999999999-01-01" return d',
    "working days to a far year": 'working days("0001-01-01", "9999-12-31")',
    "deep JSON": 'from json(string join(for i in 1..5000 return "["))',
    "a chain of paths": "x" + ".a" * 4900,
    "a chain of filters": "[1]" + "[1]" * 3000,
    "a chain of calls": "f" + "()" * 4900,
    "a chain of ifs": "if a then 1 else " * 500 + "1",
    "a chain of negations": "-" * 9000 + "1",
    "a chain of powers": "2" + " ** 2" * 2000,
    "format text of Python": '"{0.__class__}" + string(x)',
    "an attribute of a function": "abs.__globals__",
    "an attribute of a call": '(function(x) x).call.__globals__',
    "a name of the program": "[__builtins__, __import__, self, frame, run]",
    "a key of the program": "x[__class__ = 1].__dict__",
}  # fmt: skip
