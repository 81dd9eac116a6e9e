"""Reading a BPMN file: the guarded reader, and what makes a file BPMN."""

from __future__ import annotations

from lxml import etree

from modeler.bpmn import names
from runner.core.errors import FormatError
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.xml import Limits, read_xml

declare(
    {
        "bpmn.not-bpmn": (
            N_("{file} is XML but not BPMN 2.0: its outermost element, line {line}, is {found}."),
            N_("Choose a file whose outermost element is definitions of BPMN 2.0."),
        )
    }
)


def parse_bpmn(data: bytes, file: str, limits: Limits | None = None) -> etree._Element:
    """The root element of a BPMN file; `file` is the name used in errors.

    Raises `FormatError`: the codes of the guarded reader, or `bpmn.not-bpmn`.
    """
    root = read_xml(data, file, limits).getroot()
    if root.tag != names.q("definitions"):
        namespace, local = names.split(root.tag)
        found = f"{local} ({namespace})" if namespace else local
        raise FormatError("bpmn.not-bpmn", file=file, line=root.sourceline, found=found)
    return root
