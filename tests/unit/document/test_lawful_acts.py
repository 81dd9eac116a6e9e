"""After any sequence of commands the file is what the standard wants: its schema, and what no schema says."""

from __future__ import annotations

import pytest

from modeler.document import commands
from modeler.document.io import document_from_bytes
from tests.helpers.acts import RECORD
from tests.helpers.builders import an_approval
from tests.helpers.lawful import faults
from tests.helpers.starts import own_starts
from tests.helpers.walks import broken, shrunk

STARTS = own_starts()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", sorted(STARTS))
def test_a_random_walk_stays_lawful(name: str, seed: int) -> None:
    found = broken(name, STARTS[name], seed, 25)
    assert found is None, str(found)


@pytest.mark.parametrize("name", sorted(STARTS))
def test_a_walk_begins_lawful(name: str) -> None:
    assert faults(document_from_bytes(STARTS[name], name)) == set()


def test_what_is_unlawful_is_seen() -> None:
    doc = an_approval().document()
    with doc.transaction("break"):
        doc.journal.set_attribute(doc.tree.ids["A_B"], "targetRef", "gone")
        doc.journal.set_attribute(doc.tree.ids["G"], "default", "A_B")
        doc.journal.set_attribute(doc.tree.ids["A"], "made", "up")
    said = "; ".join(sorted(faults(doc)))
    for part in (
        "attribute made",
        "targetRef of A_B names gone",
        "incoming of B",
        "the default of G",
        "joins nothing",
    ):
        assert part in said


def test_a_walk_that_fails_is_shrunk_to_the_steps_that_matter() -> None:
    assert shrunk(list(range(40)), lambda steps: 7 in steps and 31 in steps) == [7, 31]


def test_what_was_done_is_told() -> None:
    RECORD.clear()
    broken("approval", STARTS["approval"], 1, 10)
    assert any("(" in line for line in RECORD)
    assert hasattr(commands, RECORD[0].partition("(")[0])
