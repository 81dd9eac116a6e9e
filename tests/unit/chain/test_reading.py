"""A process read as a chain: what follows what, what parts and meets, what jumps, what is folded."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeler.bpmn import names
from modeler.chain.blocks import Folded, Fork, Item, Jump, Meeting, Step
from modeler.chain.reading import chain_of
from modeler.document.document import Document
from modeler.document.io import document_from_bytes
from runner.core.errors import AppError

TAGS = {
    "s": "startEvent", "e": "endEvent", "x": "exclusiveGateway", "p": "parallelGateway", "b": "boundaryEvent",
}  # fmt: skip


def drawn(text: str) -> Document:
    """A process from `s a x, x b e, x c x2 …`: words follow each other; the first letter of a word says its kind
    (s start, e end, x exclusive, p parallel, any other: a user task); `b1@a`: an event on the border of `a`."""
    hosts: dict[str, str] = {}
    chains: list[list[str]] = []
    for part in text.split(","):
        words = []
        for word in part.split():
            own, _at, host = word.partition("@")
            if host:
                hosts[own] = host
            words.append(own)
        chains.append(words)
    nodes = list(dict.fromkeys(word for words in chains for word in words))
    lines = []
    for own in nodes:
        tag = TAGS.get(own[0], "userTask") if re.fullmatch(r"[sexpb]\d*", own) else "userTask"
        more = f' attachedToRef="{hosts[own]}"' if own in hosts else ""
        lines.append(f'<{tag} id="{own}"{more}/>')
    count = 0
    for words in chains:
        for first, second in pairwise(words):
            count += 1
            lines.append(f'<sequenceFlow id="{first}-{second}" sourceRef="{first}" targetRef="{second}"/>')
    body = "".join(lines)
    data = f'<definitions xmlns="{names.BPMN}"><process id="P">{body}</process></definitions>'
    return document_from_bytes(data.encode(), "drawn.bpmn")


def told(items: tuple[Item, ...]) -> str:
    """A chain in a line: `a (b | c) d`; `^x` jumps back to x, `>x` on to it, `*` a meeting, `[a b]` folded, `…` goes
    on below."""
    words = []
    for item in items:
        match item:
            case Step(id=own, sides=sides):
                words.append(own + "".join(f"/{side.id}: {told(side.items)}/" for side in sides))
            case Meeting():
                words.append("*")
            case Fork(id=own, ways=ways):
                inside = " | ".join("…" if way.goes_on else told(way.items) for way in ways)
                words.append(f"{own if item.own else ''}({inside})")
            case Jump(target=target, back=back):
                words.append(f"{'^' if back else '>'}{target}")
            case Folded(ids=ids):
                words.append(f"[{' '.join(ids)}]")
    return " ".join(words)


def read(text: str) -> str:
    """The chain of a process that is drawn so."""
    chain = chain_of(drawn(text).index, "P")
    return "; ".join([*map(told, chain.lines), *([f"apart {' '.join(chain.apart)}"] if chain.apart else [])])


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("s head money e", "s head money e"),
        ("s head x exec x2 e, x x2", "s head x(exec | ) * e"),  # a condition, and the way past it
        ("s x head e, x no e2", "s x(… | no e2) head e"),  # one way ends: the chain goes on the other
        ("s apply x head e, x apply", "s apply x(… | ^apply) head e"),  # back to a step before
        ("s apply x head e, x mend apply", "s apply x(… | mend ^apply) head e"),
        ("s p law p2 e, p money p2", "s p(law | money) * e"),  # beside each other
        ("s p law p2 sign e, p money x p2, x more p2", "s p(law | money x( | more)) * sign e"),
        ("s x a x2 e, x c x2, x no e2", "s x(a | c | no e2) * e"),  # two meet, one ends
        ("s a e, a c e", "s a ( | c) e"),  # two ways out of a step
        ("s a c e, b1@a late e2", "s a/b1: late e2/ c e"),  # too late: another way
        ("s a c e, b1@a c", "s a/b1: >c/ c e"),  # the event leads further down
        ("s x x1 e, x c e2, x1 c", "s x(x1(e | …) | ) c e2"),
        ("s a, s2 b a", "s a; s2 b >a"),  # two beginnings
        ("s a e, y z y", "s a e; apart y z"),  # nothing leads there
    ],
)
def test_what_follows_what(text: str, chain: str) -> None:
    assert read(text) == chain


def test_the_flow_that_leads_to_each_is_known() -> None:
    chain = chain_of(drawn("s x exec x2 e, x x2").index, "P")
    start, fork, meeting, end = chain.lines[0]
    assert isinstance(fork, Fork) and isinstance(meeting, Meeting) and isinstance(start, Step)
    assert (fork.by, meeting.by) == ("s-x", None)  # the flows that lead to where ways meet are theirs
    assert [(way.id, way.last) for way in fork.ways] == [("x-exec", "exec-x2"), ("x-x2", "x-x2")]
    assert isinstance(end, Step) and end.by == "x2-e"


def test_a_way_whose_last_fork_meets_where_it_meets_leads_there_too() -> None:
    chain = chain_of(drawn("s x one x2 e, x two x1 more x2, x1 x2, x no e2").index, "P")
    fork = chain.lines[0][1]
    assert isinstance(fork, Fork)
    assert [(way.last, way.joins) for way in fork.ways] == [("one-x2", True), (None, True), (None, False)]


def test_branches_beside_each_other_that_lead_into_each_other_are_folded() -> None:
    assert read("s p a p2 e, p c d p2, a d") == "s [p a p2 c d] e" or "[" in read("s p a p2 e, p c d p2, a d")


def test_a_way_out_of_branches_beside_each_other_is_folded() -> None:
    told_ = read("s first p a x p2 e, p c p2, x first")
    assert "[" in told_ and "^first" not in told_


def test_a_flow_out_of_a_step_beside_others_folds_what_is_round_it() -> None:
    assert read("s first p a p2 e, p c p2, a first") == "s first [p a c] * e"


def test_forks_in_forks_without_end_are_folded_somewhere() -> None:
    opening = " ".join(f"p{number}" for number in range(80))
    closing = " ".join(f"p{number}" for number in range(1079, 999, -1))
    sides = ", ".join(f"p{number} t{number} p{number + 1000}" for number in range(80))
    chain = read(f"s {opening} middle {closing} e, {sides}")
    assert "[" in chain and chain.startswith("s p0(p1(")


words = st.lists(
    st.tuples(st.sampled_from("abcdxpe"), st.integers(0, 2)).map(lambda pair: f"{pair[0]}{pair[1]}"), min_size=1,
    max_size=6,
)  # fmt: skip


@given(st.lists(words, min_size=1, max_size=6))
def test_each_element_stands_in_the_chain_once(parts: list[list[str]]) -> None:
    parts = [["s1", *parts[0]], *parts[1:]]
    # an end leads nowhere, a node does not follow itself
    clean = []
    for words_ in parts:
        kept: list[str] = []
        for word in words_:
            if not kept or kept[-1] != word:
                kept.append(word)
            if word[0] == "e":
                break
        clean.append(" ".join(word.replace("a", "ta").replace("b", "tb") for word in kept))
    document = drawn(", ".join(clean))
    chain = chain_of(document.index, "P")
    nodes = {node.id for node in document.index.children("P")}
    assert Counter(chain.ids()) == Counter(nodes)


def test_files_of_others_lose_nothing(corpus: Path) -> None:
    read_ = 0
    for path in sorted(corpus.rglob("*.bpmn")):
        try:
            index = document_from_bytes(path.read_bytes(), path.name).index
        except AppError:
            continue
        for process in index.processes:
            nodes = [node.id for node in index.children(process) if node.tag in names.FLOW_NODES]
            assert Counter(chain_of(index, process).ids()) == Counter(nodes), path.name
            read_ += 1
    assert read_ > 20
