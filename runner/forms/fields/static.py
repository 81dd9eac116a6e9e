"""What only shows something: text and the other presentation components of form-js."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.forms.field import FieldKind

FIELDS = [
    FieldKind("text", "text", N_("Static text"), "static", properties=("text", "hide"), holds=False, offered=39),
    FieldKind("html", "html", N_("HTML"), "static", holds=False),
    FieldKind("image", "image", N_("Picture"), "static", holds=False),
    FieldKind("dataTable", "table", N_("Table to read"), "static", holds=False),
    FieldKind("documentPreview", "documentPreview", N_("Document preview"), "static", holds=False),
    FieldKind("iframe", "iframe", N_("Web page"), "static", holds=False),
    FieldKind("separator", "separator", N_("Line"), "static", holds=False),
    FieldKind("spacer", "spacer", N_("Space"), "static", holds=False),
    FieldKind("button", "button", N_("Button"), "static", holds=False),
    FieldKind("unknown", "unknown", N_("Unknown field"), "static", holds=False),
]
