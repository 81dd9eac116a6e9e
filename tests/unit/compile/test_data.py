"""Data sources travel with the process that looks records up in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeler.compile import compile_process
from modeler.compile.data import data_of, read_source, source_names
from modeler.document.io import open_document
from modeler.document.workspace import open_workspace
from runner.bundle.bundle import Bundle
from runner.bundle.transfer import bundle_from_json, bundle_to_json
from runner.core.errors import FormatError
from tests.unit.forms.forms import SUPPLIERS, a_form, field
from tests.unit.lint.models import END, in_process

FORM = a_form(field("lookup", "supplier", own={"source": "suppliers"}))


@pytest.mark.parametrize(("ending", "text"), [
    (".csv", "code,title\nS1,北方钢铁\n"),
    (".json", '{"formatVersion": 1, "columns": [{"key": "code"}, {"key": "title"}],'
              ' "rows": [{"code": "S1", "title": "北方钢铁"}]}'),
])  # fmt: skip
def test_a_source_is_found_beside_the_forms(tmp_path: Path, ending: str, text: str) -> None:
    (tmp_path / f"suppliers{ending}").write_text(text, "utf-8")
    found, problems = data_of({"order": FORM}, tmp_path)
    assert problems == []
    source = found["suppliers"]
    assert (source.id_column, source.show_column) == ("code", "title")
    assert source.record("S1") == {"code": "S1", "title": "北方钢铁"}
    assert source.matching("钢") == source.rows


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    found, problems = data_of({"order": FORM}, tmp_path)
    assert (found, [one.code for one in problems]) == ({}, ["compile.data"])


def test_a_name_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}", "utf-8")
    (tmp_path / "data").mkdir()
    assert read_source("../secret", tmp_path / "data") is None


def test_a_broken_source_is_told(tmp_path: Path) -> None:
    (tmp_path / "suppliers.json").write_text('{"rows": 5}', "utf-8")
    with pytest.raises(FormatError):
        read_source("suppliers", tmp_path)
    assert [one.code for one in data_of({"order": FORM}, tmp_path)[1]] == ["compile.data-unreadable"]


def test_sources_belong_to_what_is_deployed() -> None:
    plain = Bundle("p", {}, {})
    whole = Bundle("p", {}, {}, data={"suppliers": SUPPLIERS})
    assert plain.hash != whole.hash
    assert bundle_from_json(bundle_to_json(whole)).hash == whole.hash


def test_a_data_store_called_like_a_data_source_holds_its_records(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    text = '{"name": {"en": "Suppliers", "zh": "供应商"}, "columns": [{"key": "id"}], "rows": [{"id": "S1"}]}'
    (tmp_path / "data" / "vendors.json").write_text(text, "utf-8")
    (tmp_path / "data" / "plain.csv").write_text("id\n1\n", "utf-8")
    (tmp_path / "data" / "broken.json").write_text("{", "utf-8")
    assert source_names(tmp_path / "data") == {
        "vendors": "vendors", "Suppliers": "vendors", "供应商": "vendors", "plain": "plain", "broken": "broken",
    }  # fmt: skip
    body = "".join(
        f'<bpmn:dataStoreReference id="{own}" name="{name}"/>'
        for own, name in (("A", "供应商"), ("B", "plain"), ("C", "Own"))
    )
    file = tmp_path / "processes" / "one.bpmn"
    file.parent.mkdir()
    file.write_text(in_process('<bpmn:startEvent id="S" name="Begin"/>' + body + END), "utf-8")
    (tmp_path / "workspace.json").write_text('{"formatVersion": 1, "id": "w"}', "utf-8")
    compiled = compile_process(open_document(file), open_workspace(tmp_path))
    made = compiled.bundle
    assert made is not None, compiled.problems
    assert [item.source for item in made.graph.data] == ["vendors", "plain", ""]
    assert made.data["vendors"].rows == [{"id": "S1"}] and set(made.data) == {"vendors", "plain"}
