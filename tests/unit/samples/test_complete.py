"""The four processes that are complete have what one of their kind is asked for: fields, rights, enough tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from modeler.document.io import open_document
from runner.forms.schema import Form, places

OFFICE = Path(__file__).parents[3] / "resources/samples/office"
FIELDS = {
    "expense": (
        "no applicant department project costCentre costCentreOwner kind invoiceKind reason trip lines lines.day"
        " lines.invoice lines.amount lines.tax lines.paper total advance payable account attachments budgetLeft"
        " approved subject voucherNo paymentNo"
    ),
    "purchase": (
        "no applicant department kind urgent budgetItem needBy single reason singleReason lines lines.code lines.item"
        " lines.quantity lines.unit lines.price lines.amount total attachments quotes quotes.quoteFrom"
        " quotes.quotePrice quotes.delivery quotes.score supplier contractNeeded budgetLeft orderNo auditOpinion"
    ),
    "contract": (
        "no applicant department name kind counterparty creditCode standard period amount currency taxRate stages"
        " stages.stage stages.percent stages.due text version sealKind copies related riskNote signed archiveNo"
    ),
    "leave": "type period days reason handover handoverNote agent attachments balance hrRemark",
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_complete_process_has_its_fields_rights_on_them_and_tests(name: str) -> None:
    form = Form.model_validate_json((OFFICE / f"forms/{name}.form").read_text("utf-8"))
    paths = {one.path for one in places(form.components)}
    assert not set(FIELDS[name].split()) - paths
    assert 12 <= len(list((OFFICE / "cases").glob(f"{name}-*.json"))) <= 20
    assert list((OFFICE / "scenarios").glob(f"{name}-*.json"))
    document = open_document(OFFICE / f"processes/{name}.bpmn")
    own = {path for path in paths if "." not in path}
    for node in document.index.nodes.values():
        rows = node.extension.get("fields")
        if isinstance(rows, list):
            given = {str(row["path"]) for row in rows}
            assert given - {"applicant", "department", "no"} <= own, node.id
            for later in ("approved", "subject", "voucherNo", "contractNeeded", "budgetItem"):
                assert later not in own or later in given, (node.id, later)
    document.close()


def test_each_band_of_expenses_adds_somebody() -> None:
    organization = json.loads((OFFICE / "organization.json").read_text("utf-8"))
    matrix = next(one for one in organization["matrices"] if one["id"] == "expense")
    rows = [row for row in matrix["rows"] if not {"processes", "departments", "companies"} & set(row)]
    assert [row.get("from", "0") for row in rows] == ["0", "1000.01", "5000.01", "20000.01"]
    assert "executive" in rows[1]["approvers"] and "user:chen" in rows[2]["approvers"]
    assert "position:general-manager" in rows[3]["approvers"]
