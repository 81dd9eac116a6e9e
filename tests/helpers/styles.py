"""The same small process written in many ways, as other programs do."""

from __future__ import annotations

import codecs

from tests.helpers.builders import a_process

_SCRIPT = "<bpmn:script><![CDATA[a < b && c]]></bpmn:script>"


def _plain() -> str:
    return (
        a_process(name="Ablauf")
        .with_start()
        .with_task("A", "scriptTask", _SCRIPT)
        .with_task("B")
        .with_boundary("T", "B")
        .with_gateway("G", attributes='default="G_End"')
        .with_end()
        .with_lane("L1", "Start", "A")
        .with_lane("L2", "B", "G", "End")
        .text()
    )


def _own_lines(text: str) -> str:
    return text.replace(' name="', '\n         name="').replace(' targetRef="', '\n\t\ttargetRef="')


def styles() -> dict[str, bytes]:
    """Name of the style -> the file."""
    plain = _plain()
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body = plain.removeprefix(declaration)
    chinese = plain.replace('name="A"', 'name="请假申请"').replace('name="B"', 'name="部门主管"')

    def encoded(text: str, name: str, codec: str | None = None) -> bytes:
        return text.replace("UTF-8", name).encode(codec or name)

    return {
        "plain": plain.encode(),
        "crlf": plain.replace("\n", "\r\n").encode(),
        "single-quotes": plain.replace('"', "'").encode(),
        "spaced-ends": plain.replace("/>", " />").encode(),
        "bom": codecs.BOM_UTF8 + chinese.encode(),
        "utf-16": encoded(chinese, "UTF-16"),
        "utf-16-be": codecs.BOM_UTF16_BE + encoded(chinese, "UTF-16", "utf-16-be"),
        "latin-1": encoded(plain.replace('name="B"', 'name="Prüfung"'), "ISO-8859-1"),
        "latin-1-ascii": encoded(plain, "ISO-8859-1"),
        "windows-1252": encoded(plain.replace('name="B"', 'name="Größe – 3 €"'), "windows-1252"),
        "gb18030": encoded(chinese, "GB18030"),
        "gb2312": encoded(chinese, "GB2312"),
        "no-declaration": body.encode(),
        "outside": (
            declaration + "\n<!-- top é -->\r\n<?note x?>\n" + body.rstrip() + "\n\n<!-- end --> <?fin?>\n\n"
        ).encode(),
        "own-lines": _own_lines(plain).encode(),
        "one-line": plain.replace("\n", "").encode(),
        "tabs": plain.replace("  ", "\t").encode(),
        "blank-lines": plain.replace("</bpmn:startEvent>\n", "</bpmn:startEvent>\n\n\n").encode(),
        "comments": plain.replace(
            '    <bpmn:userTask id="B"', '    <!-- B\n comes -->\n    <?pi a?><bpmn:userTask id="B"'
        ).encode(),
        "references": plain.replace('name="A"', 'name="1 &gt; 0 &#228; &quot;&apos;"').encode(),
        "default-namespace": plain.replace("<bpmn:", "<")
        .replace("</bpmn:", "</")
        .replace("xmlns:bpmn=", "xmlns=")
        .encode(),
        "declared-again": plain.replace(
            "<bpmndi:BPMNPlane ", '<bpmndi:BPMNPlane xmlns:d2="http://www.omg.org/spec/DD/20100524/DC" '
        )
        .replace("<dc:Bounds", "<d2:Bounds")
        .encode(),
        "foreign": plain.replace(
            '<bpmn:process id="P"',
            '<acme:box xmlns="urn:inner" acme:a="1"><x y=\'"\'/>tail &amp; more</acme:box>\n  <bpmn:process id="P"',
        ).encode(),
        "pairs": plain.replace(
            '<dc:Bounds x="200"', '<dc:Bounds id="odd"  x = "200"'
        )
        .replace("<bpmn:timerEventDefinition/>", "<bpmn:timerEventDefinition></bpmn:timerEventDefinition >")
        .encode(),
    }  # fmt: skip
