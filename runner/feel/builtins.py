"""What is told about each function of the language: one line, and an example with what it gives.

The editor, help and the portability levels read `catalog`; a test evaluates every example.
"""

from __future__ import annotations

from dataclasses import dataclass

from runner.core.i18n import N_, tr
from runner.feel.calls import FUNCTIONS, BuiltIn, Origin

__all__ = ["Entry", "catalog", "entry_of"]


@dataclass(frozen=True)
class Entry:
    """One function: its name, the ways to call it, where it comes from, and an example with its result.

    `deterministic` is false for those that are known and refused, since a run could not be repeated.
    """

    name: str
    signatures: tuple[str, ...]
    origin: Origin
    family: str
    text: str
    example: str
    result: str
    deterministic: bool = True

    @property
    def doc(self) -> str:
        """What it gives, in the language of the user: for the edge only."""
        return tr(self.text)


def catalog() -> tuple[Entry, ...]:
    """All functions of the language, by family and then as the standard lists them."""
    return tuple(_entry(FUNCTIONS[name]) for name in FUNCTIONS)


def entry_of(name: str) -> Entry | None:
    """The function called so, or None."""
    found = FUNCTIONS.get(name)
    return None if found is None else _entry(found)


def _entry(function: BuiltIn) -> Entry:
    text, example, result = _TEXTS[function.id]
    ways = tuple(f"{function.id}({way.text})" for way in function.signatures)
    family = function.signatures[0].call.__module__.rpartition(".")[2]
    steady = function.id not in ("uuid", "random number")
    return Entry(function.id, ways, function.source, family, text, example, result, steady)


# fmt: off
_TEXTS: dict[str, tuple[str, str, str]] = {
    "number": (N_("The number that a text means; grouping and decimal separators may be named."),
        'number("1,000.5", ",", ".")', "1000.5"),
    "string": (N_("The text of a value."),
        'string(@"2026-03-02")', '"2026-03-02"'),
    "date": (N_("A date from a text, from year, month and day, or the day of an instant."),
        "date(2026, 3, 2)", '@"2026-03-02"'),
    "time": (N_("A time of day from a text, from its parts, or out of an instant."),
        "time(9, 30, 0)", '@"09:30:00"'),
    "date and time": (N_("An instant from a text, from date and time, or seen in another time zone."),
        'date and time("2026-03-02T09:00:00")', '@"2026-03-02T09:00:00"'),
    "duration": (N_("A duration from its ISO 8601 text."),
        'duration("P2DT3H")', '@"P2DT3H"'),
    "years and months duration": (N_("The whole months between two dates."),
        'years and months duration(@"2024-01-31", @"2026-03-02")', '@"P2Y1M"'),
    "range": (N_("The range that a text means."),
        'range("[1..3]")', "[1..3]"),
    "from json": (N_("The value that a JSON text holds."),
        "from json(\"{\\\"a\\\": [1, true]}\")", "{a: [1, true]}"),
    "to json": (N_("The JSON text of a value; dates and durations as ISO 8601 texts."),
        "to json({a: [1, true]})", "\"{\\\"a\\\": [1, true]}\""),
    "to base64": (N_("The text in Base64, by way of UTF-8."),
        'to base64("FEEL")', '"RkVFTA=="'),
    "from base64": (N_("The text that Base64 stands for, read as UTF-8."),
        'from base64("RkVFTA==")', '"FEEL"'),
    "not": (N_("True for false, false for true, null for anything else."),
        "not(false)", "true"),
    "is": (N_("Whether two values are the same in type, value and time zone."),
        'is(@"09:00:00", @"09:00:00Z")', "false"),
    "get value": (N_("The entry of a context under a key, or down a list of keys."),
        'get value({a: {b: 2}}, ["a", "b"])', "2"),
    "get entries": (N_("The entries of a context as a list of key and value."),
        "get entries({a: 1})", '[{key: "a", value: 1}]'),
    "context": (N_("A context made of entries with key and value."),
        'context([{key: "a", value: 1}])', "{a: 1}"),
    "context put": (N_("The context with an entry added or replaced."),
        'context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    "context merge": (N_("All entries of several contexts; later ones win."),
        "context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
    "is defined": (N_("Whether a value is there, that is not null."),
        "is defined({a: 1}.a)", "true"),
    "get or else": (N_("The value, or the other one where it is null."),
        "get or else(null, 5)", "5"),
    "assert": (N_("The value where the condition holds; else null, with the cause as a warning."),
        'assert(5, 5 > 3, "too small")', "5"),
    "uuid": (N_("Refused: it gives another value each time, so a run could not be repeated."),
        "uuid()", "null"),
    "random number": (N_("Refused: it gives another value each time, so a run could not be repeated."),
        "random number()", "null"),
    "abs": (N_("The value without its sign; also of a duration."),
        "abs(-3)", "3"),
    "floor": (N_("The next lower number, whole or with so many places."),
        "floor(1.57, 1)", "1.5"),
    "ceiling": (N_("The next higher number, whole or with so many places."),
        "ceiling(-1.5)", "-1"),
    "decimal": (N_("Rounded to so many places, a half to the even digit."),
        "decimal(2.5, 0)", "2"),
    "round up": (N_("Rounded away from zero to so many places."),
        "round up(5.5, 0)", "6"),
    "round down": (N_("Rounded towards zero to so many places."),
        "round down(-5.5, 0)", "-5"),
    "round half up": (N_("Rounded to so many places, a half away from zero."),
        "round half up(2.5, 0)", "3"),
    "round half down": (N_("Rounded to so many places, a half towards zero."),
        "round half down(2.5, 0)", "2"),
    "modulo": (N_("The rest of a division, with the sign of the divisor."),
        "modulo(-7, 3)", "2"),
    "sqrt": (N_("The square root."),
        "sqrt(16)", "4"),
    "log": (N_("The natural logarithm."),
        "log(1)", "0"),
    "exp": (N_("The number e to this power."),
        "exp(0)", "1"),
    "odd": (N_("Whether a whole number is odd."),
        "odd(5)", "true"),
    "even": (N_("Whether a whole number is even."),
        "even(5)", "false"),
    "substring": (N_("A part of a text from a place on, counted from 1, or from the end with -1."),
        'substring("foobar", 3, 3)', '"oba"'),
    "string length": (N_("The number of characters."),
        'string length("中文")', "2"),
    "upper case": (N_("The text in capitals."),
        'upper case("aB")', '"AB"'),
    "lower case": (N_("The text in small letters."),
        'lower case("aB")', '"ab"'),
    "substring before": (N_("What stands before a text."),
        'substring before("foobar", "bar")', '"foo"'),
    "substring after": (N_("What stands after a text."),
        'substring after("foobar", "ob")', '"ar"'),
    "contains": (N_("Whether a text occurs in it."),
        'contains("foobar", "ob")', "true"),
    "starts with": (N_("Whether it begins with a text."),
        'starts with("foobar", "fo")', "true"),
    "ends with": (N_("Whether it ends with a text."),
        'ends with("foobar", "r")', "true"),
    "matches": (N_("Whether a pattern occurs in it."),
        'matches("foobar", "^fo*b")', "true"),
    "replace": (N_("The text with what a pattern finds replaced; $1 stands for a group."),
        'replace("abc", "(b)", "[$1]")', '"a[b]c"'),
    "split": (N_("The pieces between what a pattern finds."),
        'split("a;b;;c", ";")', '["a", "b", "", "c"]'),
    "string join": (N_("The texts of a list put together, with a delimiter between."),
        'string join(["a", "b"], ", ")', '"a, b"'),
    "extract": (N_("All parts of a text that a pattern finds."),
        'extract("this is 12 and 34", "[0-9]+")', '["12", "34"]'),
    "trim": (N_("The text without space around it."),
        'trim("  a b ")', '"a b"'),
    "is blank": (N_("Whether a text holds nothing but space."),
        'is blank("  ")', "true"),
    "min": (N_("The least of the values."),
        "min(3, 1, 2)", "1"),
    "max": (N_("The greatest of the values."),
        "max(3, 1, 2)", "3"),
    "sum": (N_("The sum of numbers or durations."),
        "sum([1, 2, 3])", "6"),
    "mean": (N_("The average."),
        "mean([1, 2, 3])", "2"),
    "product": (N_("The product of numbers."),
        "product([2, 3, 4])", "24"),
    "median": (N_("The value in the middle."),
        "median([8, 2, 5])", "5"),
    "stddev": (N_("The standard deviation of a sample."),
        "stddev([2, 4, 6])", "2"),
    "mode": (N_("The values that occur most often."),
        "mode([6, 3, 9, 6])", "[6]"),
    "count": (N_("The number of items."),
        "count([1, 2, 3])", "3"),
    "all": (N_("Whether all items are true."),
        "all([true, false])", "false"),
    "any": (N_("Whether any item is true."),
        "any([true, false])", "true"),
    "list contains": (N_("Whether an item is in a list."),
        "list contains([1, 2], 2)", "true"),
    "sublist": (N_("So many items from a place on."),
        "sublist([1, 2, 3, 4], 2, 2)", "[2, 3]"),
    "append": (N_("The list with items added at its end."),
        "append([1], 2, 3)", "[1, 2, 3]"),
    "concatenate": (N_("Several lists put one after another."),
        "concatenate([1], [2, 3])", "[1, 2, 3]"),
    "insert before": (N_("The list with an item put in before a place."),
        "insert before([1, 3], 2, 2)", "[1, 2, 3]"),
    "remove": (N_("The list without the item at a place."),
        "remove([1, 2, 3], 2)", "[1, 3]"),
    "list replace": (N_("The list with an item replaced, by its place or by a function that says which."),
        "list replace([1, 2, 3], 2, 5)", "[1, 5, 3]"),
    "reverse": (N_("The list from its end to its beginning."),
        "reverse([1, 2, 3])", "[3, 2, 1]"),
    "index of": (N_("The places at which an item stands."),
        "index of([1, 2, 1], 1)", "[1, 3]"),
    "union": (N_("The items of several lists, each once."),
        "union([1, 2], [2, 3])", "[1, 2, 3]"),
    "distinct values": (N_("The items without repetition."),
        "distinct values([1, 2, 1])", "[1, 2]"),
    "flatten": (N_("The items of lists inside of lists in one list."),
        "flatten([1, [2, [3]]])", "[1, 2, 3]"),
    "sort": (N_("The items in order, or as a function says which comes first."),
        "sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
    "duplicate values": (N_("The items that occur more than once."),
        "duplicate values([1, 2, 1])", "[1]"),
    "partition": (N_("The list in pieces of a given size."),
        "partition([1, 2, 3], 2)", "[[1, 2], [3]]"),
    "is empty": (N_("Whether a list has no items."),
        "is empty([])", "true"),
    "now": (N_("The instant of the evaluation, by the clock of the case."),
        'now() > @"2020-01-01T00:00:00Z"', "true"),
    "today": (N_("The day of the evaluation, by the clock of the case."),
        'today() > @"2020-01-01"', "true"),
    "day of week": (N_("The name of the weekday."),
        'day of week(@"2026-03-02")', '"Monday"'),
    "day of year": (N_("The number of the day in its year."),
        'day of year(@"2026-03-02")', "61"),
    "week of year": (N_("The number of the week by ISO 8601."),
        'week of year(@"2026-03-02")', "10"),
    "month of year": (N_("The name of the month."),
        'month of year(@"2026-03-02")', '"March"'),
    "last day of month": (N_("The last day of the month."),
        'last day of month(@"2026-02-05")', '@"2026-02-28"'),
    "before": (N_("Whether a point or range ends before another begins."),
        "before([1..3], 4)", "true"),
    "after": (N_("Whether a point or range begins after another ends."),
        "after(5, [1..3])", "true"),
    "meets": (N_("Whether a range ends where another begins."),
        "meets([1..3], [3..5])", "true"),
    "met by": (N_("Whether a range begins where another ends."),
        "met by([3..5], [1..3])", "true"),
    "overlaps": (N_("Whether two ranges have something in common."),
        "overlaps([1..4], [3..6])", "true"),
    "overlaps before": (N_("Whether a range overlaps another and begins before it."),
        "overlaps before([1..4], [3..6])", "true"),
    "overlaps after": (N_("Whether a range overlaps another and ends after it."),
        "overlaps after([3..6], [1..4])", "true"),
    "finishes": (N_("Whether a point or range ends together with a range."),
        "finishes(5, [1..5])", "true"),
    "finished by": (N_("Whether a range ends together with a point or range."),
        "finished by([1..5], 5)", "true"),
    "includes": (N_("Whether a range holds a point or range."),
        "includes([1..5], 3)", "true"),
    "during": (N_("Whether a point or range lies within a range."),
        "during(3, [1..5])", "true"),
    "starts": (N_("Whether a point or range begins together with a range."),
        "starts(1, [1..5])", "true"),
    "started by": (N_("Whether a range begins together with a point or range."),
        "started by([1..5], 1)", "true"),
    "coincides": (N_("Whether two points or ranges are the same."),
        "coincides([1..5], [1..5])", "true"),
    "working days": (N_("The working days from one day to another, both counted, by the calendar of the workspace."),
        'working days("2026-03-02", "2026-03-06")', "5"),
    "working time": (N_("The working time between two instants, by the calendar of the workspace."),
        'working time("2026-03-02T09:00:00", "2026-03-02T10:30:00")', '@"PT1H30M"'),
    "working hours": (N_("The working hours between two instants as a number, by the calendar of the workspace."),
        'working hours("2026-03-02T09:00:00", "2026-03-02T10:30:00")', "1.5"),
    "大写": (N_("An amount of money in Chinese capitals, rounded to the cent."),
        "大写(1680.32)", '"壹仟陆佰捌拾元叁角贰分"'),
    "chinese amount": (N_("An amount of money in Chinese capitals, rounded to the cent."),
        "chinese amount(100)", '"壹佰元整"'),
}
# fmt: on
