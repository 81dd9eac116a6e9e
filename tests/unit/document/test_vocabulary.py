"""What a process says of its own variables, and whether there may be others."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.document.contents import contents_of
from modeler.document.io import document_from_bytes
from modeler.document.semantics import details_of
from modeler.document.vocabulary import process_vocabulary
from runner.feel.vocabulary import Vocabulary
from tests.unit.lint.models import END, START, block, flow, in_process, workspace

NOTIFY = '<slip:service kind="notify"><slip:in name="subject" value="1"/></slip:service>'


def words(folder: Path, service: str, tag: str = "sendTask") -> Vocabulary:
    body = f'{START}<bpmn:{tag} id="B">{block(service)}</bpmn:{tag}>\n{END}{flow("S", "B")}{flow("B", "E")}'
    document = document_from_bytes(in_process(body).encode(), "model.bpmn")
    contents = contents_of(document, workspace(folder))
    found = process_vocabulary(list(document.index.nodes.values()), lambda own: details_of(document, own), contents)
    document.close()
    return found


@pytest.mark.parametrize(
    ("service", "closed"),
    [
        (NOTIFY, True),
        ('<slip:service kind="http"><slip:out name="ok" value="result.ok"/></slip:service>', True),
        ('<slip:service kind="http"/>', False),
        ('<slip:service kind="http"/><slip:mock result="{rate: 2}"/>', False),
        ("", False),
    ],
)
def test_only_a_service_whose_answer_is_unknown_leaves_room_for_other_names(
    service: str, closed: bool, tmp_path: Path
) -> None:
    assert words(tmp_path / "w", service).closed is closed


def test_what_a_mock_answers_is_known_where_nothing_is_taken_out_of_it(tmp_path: Path) -> None:
    mock = '<slip:mock result="{rate: 2, source: &quot;a&quot;}"/>'
    taken = '<slip:service kind="http"><slip:out name="ok" value="rate"/></slip:service>'
    assert {"rate", "source"} <= set(words(tmp_path / "a", f'<slip:service kind="http"/>{mock}').top)
    assert not {"rate", "source"} & set(words(tmp_path / "b", taken + mock).top)
    assert "rate" not in words(tmp_path / "c", '<slip:service kind="http"/><slip:mock result="{rate:"/>').top
