"""Activities that are done several times: at once, in a row, while a condition holds."""

from __future__ import annotations

from collections.abc import Iterator

from runner.bundle.graph import Loop
from tests.helpers.graphs import A, loop, script
from tests.unit.engine_coverage.play import Model, model

_HOSTS = {"user": "a step", "sub": "a sub-process", "call": "a called process"}


def _host(kind: str, each: Loop) -> tuple[A, list[A]]:
    made = A().start()
    called: list[A] = []
    if kind == "user":
        made.user("A", loop=each)
    elif kind == "sub":
        made.sub("A", loop=each).user("I").up()
    else:
        made.node("callActivity", "A", called="q", loop=each)
        called = [A("q").user("I")]
    return made.end().chain("S", "A", "E"), called


def _entered(kind: str, times: int) -> str:
    return "A" if kind == "user" else f"A {'I ' * times}"


def _counted() -> Iterator[Model]:
    """By a number, by a list, with a condition that ends it early; at once and in a row."""
    for way, said in (("parallel", "at once"), ("sequential", "in a row")):
        for kind, what in _HOSTS.items():
            step = "A" if kind == "user" else "I"
            at_once = way == "parallel"
            more = "" if at_once or kind == "user" else "I"
            for by, given, data in (
                ("number", {"cardinality": "3"}, ""),
                ("number-from-data", {"cardinality": "n"}, "n=3"),
                ("list", {"collection": "list", "item": "it"}, 'list=["x","y","z"]'),
            ):
                made, called = _host(kind, loop(way, **given))
                first = 3 if at_once else 1
                lines = [f"start {data} : S {_entered(kind, first)} > {f'{step} ' * first}"]
                lines.append(f"do {step} : {more} > {f'{step} ' * (2 if at_once else 1)}")
                lines.append(f"do {step} : {more} > {step}")
                lines += [f"do {step} : E >", "= completed E"]
                says = f"{what.capitalize()} done three times {said}, by a {by.replace('-', ' ')}."
                yield model(f"loop/{way}/{by}/{kind}", says, made, "\n".join(lines), *called)
            made, called = _host(kind, loop(way, cardinality="4", completion="nrOfCompletedInstances >= 2"))
            first = 4 if at_once else 1
            says = f"{what.capitalize()} done {said} ends early where its condition holds."
            yield model(f"loop/{way}/early/{kind}", says, made, f"""
                start : S {_entered(kind, first)} > {f"{step} " * first}
                do {step} : {more} > {f"{step} " * (3 if at_once else 1)}
                do {step} : E >
                = completed E
            """, *called)  # fmt: skip
            for by, given, data in (("no-entry", {"collection": "list"}, "list=[]"),
                                    ("zero", {"cardinality": "0"}, "")):  # fmt: skip
                made, called = _host(kind, loop(way, **given))
                yield model(
                    f"loop/{way}/{by}/{kind}",
                    f"{what.capitalize()} to be done for nobody is passed.",
                    made,
                    f"""
                    start {data} : S A E >
                    = completed E
                """,
                    *called,
                )


def _standard() -> Iterator[Model]:
    for kind, what in _HOSTS.items():
        if kind == "call":
            continue
        step = "A" if kind == "user" else "I"
        more = "" if kind == "user" else "I"
        made, _called = _host(kind, loop("standard", condition="n < 2"))
        yield model(f"loop/standard/while/{kind}", f"{what.capitalize()} is done again while its condition holds.",
                    made, f"""
            start n=0 : S {_entered(kind, 1)} > {step}
            do {step} n=1 : {more} > {step}
            do {step} n=2 : E >
            = completed E
        """)  # fmt: skip
        made, _called = _host(kind, loop("standard", condition="n < 2"))
        yield model(
            f"loop/standard/once-at-least/{kind}",
            f"Asked afterwards, {what} is done once at least.",
            made,
            f"""
            start n=9 : S {_entered(kind, 1)} > {step}
            do {step} : E >
            = completed E
        """,
        )
        made, _called = _host(kind, loop("standard", condition="n < 2", test_before=True))
        yield model(
            f"loop/standard/not-at-all/{kind}",
            f"Asked before, {what} may not be done at all.",
            made,
            """
            start n=9 : S A E >
            = completed E
        """,
        )
        made, _called = _host(kind, loop("standard", condition="true", maximum=2))
        yield model(f"loop/standard/maximum/{kind}", f"{what.capitalize()} is done no more often than its maximum.",
                    made, f"""
            start : S {_entered(kind, 1)} > {step}
            do {step} : {more} > {step}
            do {step} : E >
            = completed E
        """)  # fmt: skip


MODELS: list[Model] = [
    *_counted(),
    *_standard(),
    model("loop/script-in-a-row", "A script done in a row counts up.",
          A().start().node("scriptTask", "A", loop=loop("sequential", cardinality="5"), script=script(n="n+1")).end()
          .chain("S", "A", "E"), """
        start n=0 : S A E >
        ? n=5
        = completed E
    """),
    model("loop/script-at-once", "A script done at once writes the variables of the case.",
          A().start().node("scriptTask", "A", loop=loop("parallel", collection="list", item="it"),
                           script=script(n="n+it")).end().chain("S", "A", "E"), """
        start n=0 list=[1,2,3] : S A E >
        ? n=6
        = completed E
    """),
    model("loop/nested", "What is done twice inside what is done twice is done four times.",
          A().start().sub("P", loop=loop("parallel", cardinality="2"))
          .user("A", loop=loop("parallel", cardinality="2")).up().end().chain("S", "P", "E"), """
        start : S P A A > A A A A
        do A  :   > A A A
        do A  :   > A A
        do A  :   > A
        do A  : E >
        = completed E
    """),
    model("loop/again-in-a-loop", "A step done twice may be come to again.",
          A().start().user("A", loop=loop("parallel", cardinality="2")).xor("g", "g_E").end().chain("S", "A", "g")
          .flow("g", "A", "again").flow("g", "E"), """
        start            : S A > A A
        do A             :     > A
        do A again=true  : g A > A A
        do A             :     > A
        do A again=false : g E >
        = completed E
    """),
]  # fmt: skip
