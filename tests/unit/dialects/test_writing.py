"""What holds for every writer: total, deterministic, the source untouched, every loss named and listed."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from lxml import etree

from modeler.bpmn import names
from modeler.dialects.losses import CONCEPTS, KINDS, concept_of, effect_of
from modeler.dialects.writing import WRITERS, Settings, Written
from runner.core.problem import Severity
from tests.helpers.dialect_catalog import MODELS
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, flow, node

_done: dict[tuple[str, str], Written] = {}


def written(writer: str, model: str) -> Written:
    """The files of a model, made once."""
    key = (writer, model)
    if key not in _done:
        _done[key] = WRITERS[writer].write(MODELS[model].package, Settings())
    return _done[key]


def unpacked(found: Written) -> dict[str, bytes]:
    """The files, out of the archive where there is one."""
    files = dict(found.files)
    for name in [name for name in files if name.endswith(".bar")]:
        with zipfile.ZipFile(io.BytesIO(files.pop(name))) as archive:
            files |= {one: archive.read(one) for one in archive.namelist()}
    return files


def bpmn(found: Written) -> etree._Element:
    """The one BPMN file."""
    files = unpacked(found)
    return etree.fromstring(next(data for name, data in files.items() if name.endswith((".bpmn", ".bpmn20.xml"))))


def element(found: Written, own: str) -> etree._Element:
    """An element of the one BPMN file."""
    return next(item for item in bpmn(found).iter() if item.get("id") == own)


@pytest.mark.parametrize("name", MODELS)
def test_our_own_runner_walks_every_model_to_its_end(name: str) -> None:
    result = MODELS[name].run()
    assert (result.status, [str(one) for one in result.differences]) == ("completed", [])
    assert set(MODELS[name].path) >= {"S"}


def test_there_are_models_enough() -> None:
    assert len(MODELS) >= 40


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", MODELS)
def test_a_written_model_has_files_or_a_refusal_and_nothing_of_ours(writer: str, name: str) -> None:
    found = written(writer, name)
    assert bool(found.files) is found.ok
    for file, data in unpacked(found).items():
        assert b"urn:slipway" not in data, file
        assert file.endswith(".form") or b"slip:" not in data, file
    for loss in found.losses:
        assert loss.file or (loss.element or "?") in MODELS[name].text, loss
        assert "{" not in loss.message.replace("${", "").replace("{label", "")
        assert str(effect_of(loss)) in WRITERS[writer].support[concept_of(loss)], (loss.code, effect_of(loss))


@pytest.mark.parametrize("writer", WRITERS)
def test_every_concept_has_a_line_of_what_becomes_of_it(writer: str) -> None:
    assert set(WRITERS[writer].support) == set(CONCEPTS)


def test_refusals_are_errors_and_what_changes_nothing_is_told_quietly() -> None:
    severities = {"refused": Severity.ERROR, "weaker": Severity.WARNING, "dropped": Severity.INFO}
    found = [loss for writer in WRITERS for name in MODELS for loss in written(writer, name).losses]
    assert all(loss.severity is severities[effect_of(loss)] for loss in found)
    assert {kind.concept for kind in KINDS.values()} <= set(CONCEPTS)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", ["service", "form", "decision", "for-role"])
def test_the_same_package_gives_the_same_bytes_and_is_not_changed(writer: str, name: str) -> None:
    package = MODELS[name].package
    before = dict(package.bundle.sources), package.bundle.hash
    again = WRITERS[writer].write(package, Settings())
    assert dict(again.files) == dict(written(writer, name).files)
    assert again.losses == written(writer, name).losses
    assert (dict(package.bundle.sources), package.bundle.hash) == before


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", MODELS)
def test_ids_are_unique_and_flows_lead_where_they_led(writer: str, name: str) -> None:
    found = written(writer, name)
    if not found.ok:
        return
    root = bpmn(found)
    ids = [item.get("id") for item in root.iter() if names.bpmn_local(item.tag) and item.get("id")]
    assert len(ids) == len(set(ids))
    wanted = set(re.findall(r'sequenceFlow id="(\w+)"', MODELS[name].text))
    flows = {item.get("id") for item in root.iter(names.q("sequenceFlow"))}
    assert wanted <= flows
    for item in root.iter(names.q("sequenceFlow")):
        assert {item.get("sourceRef"), item.get("targetRef")} <= set(ids)


ODD = 'x\' + "${y}"'
"""Text that would end a literal in any of the languages."""


@pytest.mark.parametrize("writer", WRITERS)
def test_names_and_texts_of_a_model_stay_texts(writer: str) -> None:
    plain = ODD.replace('"', "&quot;")
    verdicts = f'<slip:verdict id="{plain}" label="Yes" result="agree"/><slip:verdict id="no" result="reject"/>'
    task = ext(
        '<slip:handler strategy="user" who="user:li"/>', f'<slip:approval vote="any">{verdicts}</slip:approval>'
    )
    asks = ext(f'<slip:service kind="a"><slip:out name="{plain}" value="1"/></slip:service>')
    body = (
        S
        + node("userTask", "A", task)
        + node("exclusiveGateway", "G", default="G_E")
        + node("serviceTask", "B", asks)
    )
    body += E + chain("S", "A", "G") + flow("G", "B", 'A_result = "agree"') + flow("G", "E") + chain("B", "E")
    found = WRITERS[writer].write(DialectModel("odd", {"P": body}).package, Settings())
    texts = (
        [text for item in bpmn(found).iter() for text in (item.text or "", *item.attrib.values())] if found.ok else []
    )
    for text in texts:
        if "verdict" in text and "x'" in text:
            assert "x\\'" in text or '"x\' + \\"' in text or "'x\\'" in text, text
    if writer == "spiffworkflow":
        assert ("export.mapping", "B") in [(loss.code, loss.element) for loss in found.losses]
