"""Ad-hoc sub-processes: whoever runs one picks what is done next."""

from __future__ import annotations

from collections.abc import Iterator

from runner.bundle.graph import AdHoc, Expression
from tests.helpers.graphs import A, error, event, message, timer
from tests.unit.engine_coverage.play import Model, model


def _free(until: str | None = None, **more: object) -> A:
    """Two steps to pick from, and one behind the first of them."""
    value = {**more, **({"completion": Expression(text=until)} if until else {})}
    made = A().start().node("adHocSubProcess", "P", ad_hoc=AdHoc.model_validate(value) if value else None)
    made.scope = "P"
    return made.user("A").user("B").user("C").chain("A", "C").up().end().chain("S", "P", "E")


def _picked() -> Iterator[Model]:
    yield model(
        "ad-hoc/any-order",
        "Steps are picked in any order, and more than once.",
        _free(),
        """
        start    : S P > P
        pick P B : B   > B P
        do B     :     > P
        pick P A : A   > A P
        do A     : C   > C P
        pick P B : B   > B C P
        do B     :     > C P
        do C     :     > P
        pick P P : E   >
        = completed E
    """,
    )
    yield model(
        "ad-hoc/several-at-once",
        "Several steps are picked at once.",
        _free(),
        """
        start      : S P > P
        pick P A B : A B > A B P
        do B       :     > A P
        do A       : C   > C P
    """,
    )
    yield model(
        "ad-hoc/none",
        "Whoever runs it may do nothing in it.",
        _free(),
        """
        start    : S P > P
        pick P P : E   >
        = completed E
    """,
    )
    yield model(
        "ad-hoc/ends-when-through",
        "What runs when it is ended is waited for.",
        _free(),
        """
        start    : S P > P
        pick P A : A   > A P
        pick P P :     > A
        do A     : C   > C
        do C     : E   >
        = completed E
    """,
    )
    made = A().start().node("adHocSubProcess", "P").end().chain("S", "P", "E")
    yield model("ad-hoc/empty", "One without steps is passed.", made, "start : S P E >\n= completed E")


def _sequential() -> Iterator[Model]:
    yield model("ad-hoc/sequential/one", "One step at a time: nothing is offered while one runs.",
                _free(ordering="sequential"), """
        start    : S P > P
        pick P A : A   > A
        do A     : C   > C
        do C     :     > P
        pick P P : E   >
        = completed E
    """)  # fmt: skip
    yield model("ad-hoc/sequential/queue", "Of several picked at once each has its turn.",
                _free(ordering="sequential"), """
        start      : S P > P
        pick P A B : A   > A
        do A       : C   > C
        do C       : B   > B
        do B       :     > P
    """)  # fmt: skip
    yield model("ad-hoc/sequential/last", "Ended while steps wait for their turn: they are done first.",
                _free(ordering="sequential"), """
        start      : S P > P
        pick P A P : A   > A
        do A       : C   > C
        do C       : E   >
        = completed E
    """)  # fmt: skip
    yield model("ad-hoc/sequential/condition", "One at a time until the condition holds; the rest is left out.",
                _free("enough", ordering="sequential"), """
        start            : S P > P
        pick P B A       : B   > B
        do B enough=true : E   >
        = completed E
    """)  # fmt: skip


def _until() -> Iterator[Model]:
    yield model(
        "ad-hoc/condition/holds",
        "It is over when its condition holds after a step.",
        _free("enough"),
        """
        start             : S P > P
        pick P B          : B   > B P
        do B enough=false :     > P
        pick P B          : B   > B P
        do B enough=true  : E   >
        = completed E
    """,
    )
    yield model("ad-hoc/condition/cancels", "What still runs when its condition holds is taken away.",
                _free("enough"), """
        start            : S P > P
        pick P A B       : A B > A B P
        do B enough=true : E   >
        = completed E
    """)  # fmt: skip
    yield model("ad-hoc/condition/keeps", "What still runs when its condition holds is waited for, where it says so.",
                _free("enough", cancel_remaining=False), """
        start            : S P > P
        pick P A B       : A B > A B P
        do B enough=true :     > A
        do A             : C   > C
        do C             : E   >
        = completed E
    """)  # fmt: skip
    yield model("ad-hoc/condition/behind", "The condition is asked after a step before what follows it is done.",
                _free("enough"), """
        start            : S P > P
        pick P A         : A   > A P
        do A enough=true : E   >
        = completed E
    """)  # fmt: skip
    says = "Where there is a condition nobody ends it by hand."
    yield model("ad-hoc/condition/not-by-hand", says, _free("enough"), """
        start        : S P > P
        pick P A     : A   > A P
        do A         : C   > C P
        do C         :     > P
    """)  # fmt: skip


def _drawn() -> Iterator[Model]:
    made = _free("enough")
    made.more = {"drawing": True}
    yield model(
        "ad-hoc/drawing",
        "In a drawing, where nothing sets the condition, it is ended by hand, too.",
        made,
        """
        start    : S P > P
        pick P P : E   >
        = completed E
    """,
    )


def _around() -> Iterator[Model]:
    for kind, trigger, act in (("timer", timer("PT1H"), "wait 1h"), ("message", message("m"), "message m")):
        made = _free().boundary("Q", "P", trigger).user("X").chain("Q", "X")
        yield model(
            f"ad-hoc/border/{kind}",
            f"A {kind} on its border takes it away with all that runs.",
            made,
            f"""
            start    : S P > P
            pick P A : A   > A P
            {act}    : Q X > X
        """,
        )
        made = _free().boundary("Q", "P", trigger, interrupting=False).user("X").chain("Q", "X")
        yield model(
            f"ad-hoc/beside/{kind}",
            f"A {kind} on its border lets it go on.",
            made,
            f"""
            start    : S P > P
            {act}    : Q X > P X
            pick P P : E   > X
        """,
        )
    made = _free()
    made.scope = "P"
    made.boundary("Q", "A", timer("PT1H")).user("X").chain("Q", "X")
    yield model(
        "ad-hoc/inner-border",
        "A step inside is taken away on its own border.",
        made,
        """
        start    : S P > P
        pick P A : A   > A P
        wait 1h  : Q X > P X
        do X     :     > P
    """,
    )
    made = _free()
    made.scope = "P"
    made.sub("V", event_sub_process=True).start("V1", event=message("m")).user("X").chain("V1", "X").up()
    yield model(
        "ad-hoc/event-sub-process",
        "An event sub-process inside that interrupts is the last of it.",
        made,
        """
        start     : S P    > P
        pick P A  : A      > A P
        message m : V V1 X > X
        do X      : E      >
        = completed E
    """,
    )
    made = _free()
    made.scope = "P"
    made.node("exclusiveGateway", "x").node("intermediateThrowEvent", "T", event=event("escalation", code="y"))
    made.chain("C", "T").up().boundary("Q", "P", event("escalation", code="y")).user("X").chain("Q", "X")
    made.nodes = [node for node in made.nodes if node.id != "x"]
    yield model(
        "ad-hoc/escalation",
        "An escalation thrown inside is caught on its border.",
        made,
        """
        start    : S P > P
        pick P A : A   > A P
        do A     : C   > C P
        do C     : T Q X > X
    """,
    )
    made = _free()
    made.scope = "P"
    made.node("serviceTask", "Y", service={"mock": {"failureRate": 1}}).up()
    made.boundary("Q", "P", error()).user("X").chain("Q", "X")
    yield model(
        "ad-hoc/error",
        "A service that fails inside is caught on its border.",
        made,
        """
        start    : S P   > P
        pick P Y : Y Q X > X
    """,
    )


MODELS = [*_picked(), *_sequential(), *_until(), *_drawn(), *_around()]
