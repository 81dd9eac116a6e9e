"""What random hands made opens in bpmn-js without a warning that the untouched file would not get too."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from modeler.document.io import document_from_bytes, new_document, to_bytes
from tests.helpers.acts import random_act
from tests.helpers.bpmnjs import import_warnings

_BLANKS, _ACTS = 60, 120
_LANE_NOTE = re.compile(r"element <bpmn:Lane .*> referenced by <bpmn:Association .*>(#\w+)? not yet drawn")
"""bpmn-js draws lanes after the lines of their process: a note on a lane, which the standard allows, is told as not
yet drawn, also in files of its own."""


def worked_on(data: bytes, seed: int) -> bytes:
    """The file after some random acts."""
    doc = document_from_bytes(data, "random", seed=seed)
    rng = random.Random(seed)
    for _act in range(_ACTS):
        random_act(doc, rng, failures=0.0)
    return to_bytes(doc)


@pytest.mark.soak
def test_random_work_opens_in_bpmn_js_without_a_new_warning(corpus: Path, tmp_path: Path) -> None:
    sources = {f"blank-{seed}": to_bytes(new_document(seed=seed)) for seed in range(_BLANKS)}
    sources |= {one.stem: one.read_bytes() for one in sorted((corpus / "miwg-reference").glob("*.bpmn"))}
    files = []
    for seed, (name, data) in enumerate(sources.items()):
        for kind, content in (("before", data), ("after", worked_on(data, seed))):
            file = tmp_path / f"{name}.{kind}.bpmn"
            file.write_bytes(content)
            files.append(file)
    told = {
        name: [one for one in found if not _LANE_NOTE.match(one)] for name, found in import_warnings(files).items()
    }
    before = {name: set(told[f"{name}.before.bpmn"]) for name in sources}
    new = {name: found for name in sources if (found := set(told[f"{name}.after.bpmn"]) - before[name])}
    assert not new
