"""Complex gateways: some of several branches are enough."""

from __future__ import annotations

from collections.abc import Iterator

from tests.helpers.graphs import A, event
from tests.unit.engine_coverage.play import Model, model


def _some(activation: str, branches: str = "ABC") -> A:
    made = (
        A().start().fork("f").node("complexGateway", "c", activation={"text": activation}).user("D").chain("S", "f")
    )
    for step in branches:
        made.user(step).chain("f", step, "c")
    return made.chain("c", "D")


def _joined() -> Iterator[Model]:
    yield model("complex/two-of-three", "Two of three branches are enough; the last is taken in.",
                _some("activationCount >= 2"), """
        start : S f A B C > A B C
        do A  :           > B C
        do B  : c D       > C D
        do C  :           > D
        do D  :           >
        = completed
    """)  # fmt: skip
    yield model("complex/one-of-three", "The first of three branches goes on; the others are taken in.",
                _some("activationCount >= 1"), """
        start : S f A B C > A B C
        do B  : c D       > A C D
        do D  :           > A C
        do A  :           > C
        do C  :           >
        = completed
    """)  # fmt: skip
    yield model(
        "complex/all",
        "All branches are wanted.",
        _some("activationCount = 3"),
        """
        start : S f A B C > A B C
        do C  :           > A B
        do A  :           > B
        do B  : c D       > D
    """,
    )
    yield model(
        "complex/data",
        "How many are enough is in the data.",
        _some("activationCount >= enough"),
        """
        start enough=2 : S f A B C > A B C
        do C           :           > A B
        do B           : c D       > A D
    """,
    )
    yield model("complex/condition", "A condition on data lets it go on at once.",
                _some("activationCount >= 3 or urgent"), """
        start urgent=false : S f A B C > A B C
        do A               :           > B C
        do B urgent=true   : c D       > C D
    """)  # fmt: skip
    yield model("complex/never", "Too few branches are an incident, and can be helped over.",
                _some("activationCount >= 4"), """
        start  : S f A B C > A B C
        do A   :           > B C
        do B   :           > C
        do C   :           > c
        = incident run.stuck
        skip c : c D       > D
    """)  # fmt: skip
    yield model("complex/broken", "A condition that cannot be worked out is an incident.",
                _some("activationCount >= ("), """
        start : S f A B C > A B C
        do A  :           > B C c
        = incident run.expression
    """)  # fmt: skip
    made = A().start().xor("m").fork("f").node("complexGateway", "c", activation={"text": "activationCount >= 1"})
    made.user("A").user("B").user("D").xor("x", "x_E").end().chain("S", "m", "f", "A", "c", "D", "x")
    made.chain("f", "B", "c").flow("x", "m", "again").flow("x", "E")
    yield model(
        "complex/again",
        "In a loop it begins anew once all of the round have come.",
        made,
        """
        start            : S m f A B > A B
        do A             : c D       > B D
        do B             :           > D
        do D again=true  : x m f A B > A B
        do B             : c D       > A D
        do A             :           > D
        do D again=false : x E       >
        = completed E
    """,
    )
    made = A().start().fork("f").node("complexGateway", "c", activation={"text": "activationCount >= 2"})
    made.user("A").user("B").user("C").xor("x", "x_E1").end("E1").user("D").chain("S", "f", "A", "c", "D")
    made.chain("f", "B", "c").chain("f", "C", "x").flow("x", "c", "come").flow("x", "E1")
    yield model(
        "complex/other-way",
        "A late branch that goes another way is not waited for.",
        made,
        """
        start            : S f A B C > A B C
        do A             :           > B C
        do B             : c D       > C D
        do C come=false  : x E1      > D
        do D             :           >
        = completed E1
    """,
    )
    made = _some("activationCount >= 1", "AB")
    made.nodes = [node for node in made.nodes if node.id != "D"]
    made.end("D", event=event("terminate"))
    yield model(
        "complex/terminates",
        "What is still to come may be ended instead.",
        made,
        """
        start : S f A B > A B
        do A  : c D     >
        = completed D
    """,
    )


def _split() -> Iterator[Model]:
    for value, steps in ((9, "A B"), (4, "B"), (1, "C")):
        made = A().start().node("complexGateway", "c", default="c_C").user("A").user("B").user("C").chain("S", "c")
        made.flow("c", "A", "n > 5").flow("c", "B", "n > 3").flow("c", "C")
        yield model(
            f"complex/split/{value}",
            "It splits as an inclusive one does.",
            made,
            f"""
            start n={value} : S c {steps} > {steps}
        """,
        )
    made = A().start().fork("f").node("complexGateway", "c", activation={"text": "activationCount >= 2"}).user("A")
    made.user("B").user("C").user("D").user("X").chain("S", "f", "A", "c").chain("f", "B", "c").chain("f", "C", "c")
    made.flow("c", "D", "n > 1").flow("c", "X", "n > 2")
    says = "It joins some and splits by conditions; nothing goes out for who comes late."
    yield model("complex/split/behind", says,
                made, """
        start n=5 : S f A B C > A B C
        do A      :           > B C
        do B      : c D X     > C D X
        do C      :           > D X
    """)  # fmt: skip


MODELS = [*_joined(), *_split()]
