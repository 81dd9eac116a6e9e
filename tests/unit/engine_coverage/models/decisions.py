"""Decisions of DMN files."""

from __future__ import annotations

from runner.bundle.graph import DecisionUse, Mapping, Service
from tests.helpers.decisions import decision, dmn, given, knowledge, literal, table
from tests.helpers.graphs import A, error, loop, mock
from tests.unit.engine_coverage.play import Model, model

LEVELS = ('< 1000 -> "clerk"', '[1000..5000] -> "head"', '> 5000 -> "director"')


def _line(result: str = "level", shape: str = "", kind: str = "businessRuleTask", **more: object) -> A:
    use = DecisionUse.model_validate({"ref": "d1", "result": result, "shape": shape})
    return A().start().node(kind, "A", decision=use, **more).end().chain("S", "A", "E")


def _file(*rules: str, policy: str = "UNIQUE", aggregation: str = "", outputs: tuple[str, ...] = ("who",)) -> bytes:
    logic = table(["amount"], outputs, rules or LEVELS, policy, aggregation)
    return dmn(given("i1", "amount", "number"), decision("d1", "level", logic, "i1"))


MODELS: list[Model] = [
    model("decision/table", "A table is asked, and its answer goes into the variable.", _line(), """
        start amount=6200 : S A E >
        ? level="director"
        = completed E
    """, decisions=_file()),
    model("decision/by-name", "A decision is found by its name as well.",
          A().start().node("businessRuleTask", "A", decision=DecisionUse(ref="level", result="x")).end()
          .chain("S", "A", "E"), """
        start amount=1 : S A E >
        ? x="clerk"
    """, decisions=_file()),
    model("decision/names", "Without a variable each answer is one of its own name.", _line(""), """
        start amount=7 : S A E >
        ? who="li" days=3
    """, decisions=_file('- -> "li" | 3', outputs=("who", "days"))),
    model("decision/record", "Several answers are one record in the variable.", _line(), """
        start amount=7 : S A E >
        ? level={"who":"li","days":3}
    """, decisions=_file('- -> "li" | 3', outputs=("who", "days"))),
    model("decision/list", "A collecting table gives the list of all answers that fit.", _line(), """
        start amount=7 : S A E >
        ? level=["a","b"]
    """, decisions=_file('> 1 -> "a"', '> 2 -> "b"', '> 9 -> "c"', policy="COLLECT")),
    model("decision/empty-list", "A collecting table without a rule that fits gives an empty list.", _line(), """
        start amount=0 : S A E >
        ? level=[]
        = completed E
    """, decisions=_file('> 1 -> "a"', policy="COLLECT")),
    model("decision/sum", "A table adds up what its rules say.", _line(), """
        start amount=7 : S A E >
        ? level=30
    """, decisions=_file("> 1 -> 10", "> 2 -> 20", policy="COLLECT", aggregation="SUM")),
    model("decision/shape-entries", "Of a list of records the step wants the values.", _line(shape="entries"), """
        start amount=7 : S A E >
        ? level=["a","b"]
    """, decisions=_file('> 1 -> "a"', '> 2 -> "b"', policy="RULE ORDER")),
    model("decision/shape-records", "A single answer is wanted as a list of records.", _line(shape="records"), """
        start amount=7 : S A E >
        ? level=[{"who":"clerk"}]
    """, decisions=_file()),
    model("decision/shape-several", "One value is wanted and several come: an incident.", _line(shape="entry"), """
        start amount=7 : S A > A
        = incident run.decision
    """, decisions=_file('> 1 -> "a"', '> 2 -> "b"', policy="RULE ORDER")),
    model("decision/graph", "A decision asks what it requires, and knowledge that it calls.", _line(), """
        start amount=5 : S A E >
        ? level=22
    """, decisions=dmn(
        given("i1", "amount"), knowledge("k1", "double", ["n"], literal("n * 2")),
        decision("d2", "more", literal("amount + 6"), "i1"),
        decision("d1", "level", literal("double(more)"), "d2", "k1"),
    )),
    model("decision/free", "A table that declares no inputs takes them from the case.", _line(), """
        start amount=5 : S A E >
        ? level="low"
    """, decisions=dmn(decision("d1", "level", table(["amount"], ["who"], ['< 10 -> "low"', '>= 10 -> "high"'])))),
    model("decision/inputs", "What the step passes on stands before the variables of the case.",
          _line(service=Service(inputs=[Mapping(name="amount", value="net * 2")])), """
        start amount=1 net=3000 : S A E >
        ? level="director" amount=1
    """, decisions=_file()),
    model("decision/outputs", "The step takes what it wants out of the answer.",
          _line(service=Service(outputs=[Mapping(name="boss", value='"the " + result')])), """
        start amount=1 : S A E >
        ? boss="the\\u0020clerk"
    """, decisions=_file()),
    model("decision/no-rule", "No rule fits: an incident that says so; with other data it is decided.", _line(), """
        start amount=1 : S A > A
        = incident run.decision
        retry A amount=20 : E >
        ? level="a"
        = completed E
    """, decisions=_file('> 10 -> "a"')),
    model("decision/no-rule-by-hand", "No rule fits: the answer is given by hand.", _line(), """
        start amount=1 : S A > A
        skip A : E >
        = completed E
    """, decisions=_file('> 10 -> "a"')),
    model("decision/no-rule-caught", "No rule fits, and an error event on the border catches it.",
          _line().node("boundaryEvent", "B", attached_to="A", event=error("no-rule")).end("F").chain("B", "F"), """
        start amount=1 : S A B F >
        = completed F
    """, decisions=_file('> 10 -> "a"')),
    model("decision/overlap", "Two rules fit where one may: an incident.", _line(), """
        start amount=30 : S A > A
        = incident run.decision
    """, decisions=_file('> 10 -> "a"', '> 20 -> "b"')),
    model("decision/overlap-caught", "Two rules fit where one may, and the border catches it.",
          _line().node("boundaryEvent", "B", attached_to="A", event=error("overlap")).end("F").chain("B", "F"), """
        start amount=30 : S A B F >
        = completed F
    """, decisions=_file('> 10 -> "a"', '> 20 -> "b"')),
    model("decision/differ", "Rules that have to agree do not: an incident.", _line(), """
        start amount=30 : S A > A
        = incident run.decision
    """, decisions=_file('> 10 -> "a"', '> 20 -> "b"', policy="ANY")),
    model("decision/unreadable", "A cell cannot be read: an incident.", _line(), """
        start amount=30 : S A > A
        = incident run.decision
    """, decisions=_file("> > -> 1")),
    model("decision/missing", "The decision is not there: somebody gives the answer.", _line(), """
        start amount=30 : S A > A
        do A level="x" : E >
        ? level="x"
        = completed E
    """),
    model("decision/missing-mock", "The decision is not there: the stand-in answers.", _line(service=mock('"x"')), """
        start amount=30 : S A E >
        ? level="x"
    """),
    model("decision/service-task", "A service task may ask a decision.", _line(kind="serviceTask"), """
        start amount=30 : S A E >
        ? level="clerk"
    """, decisions=_file()),
    model("decision/at-once", "Runs of a loop are decided one by one, each with its item.",
          _line("", loop=loop("parallel", collection="list", item="amount", output="all", output_item="who")), """
        start list=[1,2000,9000] : S A E >
        ? all=["clerk","head","director"]
    """, decisions=_file()),
    model("decision/then-gateway", "A gateway behind it goes by what was decided.",
          A().start().node("businessRuleTask", "A", decision=DecisionUse(ref="d1", result="level")).xor("G", "no")
          .user("B").user("C").chain("S", "A", "G").flow("G", "B", 'level = "head"').flow("G", "C", flow_id="no"), """
        start amount=2000 : S A G B > B
    """, decisions=_file()),
]  # fmt: skip
