"""Two states of a file of decisions are told apart by rules and columns, never by lines."""

from __future__ import annotations

from modeler.compare.decisions import compare_decisions
from modeler.compare.differences import Aspect, Difference
from modeler.compare.told import what_differs
from runner.decisions.read import read_decisions

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <inputData id="amount" name="amount"/>
  <decision id="who" name="Who signs">
    <decisionTable id="t" hitPolicy="FIRST">
      <input id="i"><inputExpression id="ie" typeRef="number"><text>amount</text></inputExpression></input>
      <output id="o" name="signer" typeRef="string"/>
      <rule id="r1"><inputEntry id="a"><text>&gt; 5000</text></inputEntry>
        <outputEntry id="b"><text>"head"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="c"><text>-</text></inputEntry>
        <outputEntry id="e"><text>"leader"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""


def compared(after: str) -> tuple[Difference, ...]:
    return compare_decisions(read_decisions(TABLE.encode(), "a"), read_decisions(after.encode(), "b"))


def test_the_same_decisions_written_another_way_have_no_difference() -> None:
    assert compared(TABLE.replace("\n", "\n\n").replace('hitPolicy="FIRST"', "hitPolicy = 'FIRST'")) == ()


def test_a_cell_is_told_with_its_rule_before_and_after() -> None:
    (one,) = compared(TABLE.replace("&gt; 5000", "&gt; 8000"))
    assert (one.kind, one.id, one.type, one.name) == ("changed", "who", "decision", "Who signs")
    assert one.aspects == (Aspect("rule", '1: > 5000 | "head"', '1: > 8000 | "head"'),)
    assert what_differs(one) == 'Rule: 1: > 5000 | "head" → 1: > 8000 | "head"'


def test_a_rule_that_comes_one_that_goes_and_their_order_are_told() -> None:
    rule = TABLE[TABLE.index('<rule id="r2">') : TABLE.index("    </decisionTable>")]
    (gone,) = compared(TABLE.replace(rule, ""))
    assert gone.aspects == (Aspect("rule", '2: - | "leader"', ""),)
    other = rule.replace("r2", "r3").replace('"c"', '"c3"').replace('"e"', '"e3"').replace("-<", "0<")
    (come,) = compared(TABLE.replace(rule, rule + other))
    assert come.aspects == (Aspect("rule", "", '3: 0 | "leader"'),)
    (moved,) = compared(TABLE.replace(rule, "").replace('<rule id="r1">', rule + '<rule id="r1">'))
    assert moved.aspects == (Aspect("order"),)


def test_columns_policy_and_whole_decisions_are_told() -> None:
    (one,) = compared(TABLE.replace('hitPolicy="FIRST"', 'hitPolicy="UNIQUE"').replace('"signer"', '"person"'))
    assert [aspect.what for aspect in one.aspects] == ["policy", "column"]
    added = '<decision id="x" name="New"><literalExpression id="l"><text>1</text></literalExpression></decision>'
    (new,) = compared(TABLE.replace("</definitions>", added + "</definitions>"))
    assert (new.kind, new.id) == ("added", "x")
    with_literal = TABLE.replace("</definitions>", added + "</definitions>")
    before = read_decisions(with_literal.encode(), "a")
    after = read_decisions(with_literal.replace("<text>1<", "<text>2<").encode(), "b")
    (changed,) = compare_decisions(before, after)
    assert changed.aspects == (Aspect("logic", "1", "2"),)
