"""What a yudao server is told of each process: its BPMN with numbers for people, and what stands beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modeler.bpmn import names
from modeler.dialects.yudao_people import KINDS
from modeler.publish.engines.yudao_archive import mark
from modeler.publish.engines.yudao_people import Numbers
from runner.core import atomic
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem
from runner.core.xml import read_xml, write_xml

declare(
    {
        "publish.yudao-key": (
            N_("{process} cannot be the id of a process there."),
            N_("Use letters of the Latin alphabet, digits, dot, hyphen and underscore, a letter first."),
        ),
    }
)

BPMN, BESIDE = ".bpmn", ".json"
_FLOWABLE = "http://flowable.org/bpmn"
_KEY = re.compile(r"[a-zA-Z_][-_.0-9a-zA-Z$]*")
_COUNTED = frozenset(str(number) for number in KINDS.values())
_NAMED = re.compile(r"[（(【]([^（(【）)】]+)[）)】]")
KEPT = (
    "icon", "sort", "processIdRule", "titleSetting", "summarySetting", "processBeforeTriggerSetting",
    "processAfterTriggerSetting", "taskBeforeTriggerSetting", "taskAfterTriggerSetting", "printTemplateSetting",
)  # fmt: skip
"""What is set on the pages of the server and stays as it is there."""


@dataclass(frozen=True)
class Process:
    """One process as the server is told it; `mark` is its description, which says what it was made of."""

    key: str
    xml: str
    told: Mapping[str, Any]
    form: Mapping[str, Any]
    mark: str

    @property
    def content(self) -> str:
        """The digest of its BPMN as it stands in the model."""
        return atomic.digest(self.xml.encode())


def processes_of(files: Mapping[str, bytes], numbers: Numbers, name: str, version: str, digest: str) -> list[Process]:
    """All processes of the files that were written. Raises `NotFound` and `PublishError`."""
    found = []
    for key in keys_of(files):
        beside = json.loads(files[f"{key}{BESIDE}"])
        root = read_xml(files[f"{key}{BPMN}"], f"{key}{BPMN}").getroot()
        for place in _places(root):
            counted = [number for token in _tokens(place) for number in numbers.of(token)]
            place.text = ",".join(str(one) for one in dict.fromkeys(counted))
        xml = write_xml(root).decode()
        told = {own: value for own, value in beside.items() if own != "form"}
        for own in ("startUserIds", "startDeptIds"):
            told[own] = sorted({number for token in told[own] for number in numbers.of(token)})
        form = beside["form"]
        made = json.dumps([told, form, xml], ensure_ascii=False, sort_keys=True).encode()
        said = mark(name, version, digest, atomic.digest(made)[:16])
        found.append(Process(key, xml, {**told, "description": said}, form, said))
    return found


def keys_of(files: Mapping[str, bytes]) -> list[str]:
    """The ids of the processes, sorted."""
    return sorted(name.removesuffix(BPMN) for name in files if name.endswith(BPMN))


def tokens_of(files: Mapping[str, bytes]) -> Iterator[str]:
    """Whoever stands in the files by name (`KIND:NAME`)."""
    for key in keys_of(files):
        for place in _places(read_xml(files[f"{key}{BPMN}"], f"{key}{BPMN}").getroot()):
            yield from _tokens(place)
        beside = json.loads(files[f"{key}{BESIDE}"])
        yield from (*beside["startUserIds"], *beside["startDeptIds"])


def key_problems(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """Ids that the server does not take."""
    for key in keys_of(files):
        if not _KEY.fullmatch(key):
            yield Problem("publish.yudao-key", element=key, params={"process": key}, file=f"{key}{BPMN}")


def problem_of(message: str, process: Process) -> Problem:
    """What the server complains of, at the element that it names by id or name."""
    element = None
    named = set(_NAMED.findall(message))
    for one in read_xml(process.xml.encode(), f"{process.key}{BPMN}").getroot().iter():
        if isinstance(one.tag, str) and one.get("id") and {one.get("id"), one.get("name")} & named:
            element = str(one.get("id"))
    return Problem(
        "publish.engine-problem", element=element or process.key, params={"message": message},
        file=f"{process.key}{BPMN}",
    )  # fmt: skip


def _places(root: Any) -> Iterator[Any]:
    """Where people stand by name: a strategy that counts them, and who stands in for nobody."""
    for place in root.iter(names.q("candidateParam", _FLOWABLE)):
        holder = place.getparent()
        strategy = holder.findtext(names.q("candidateStrategy", _FLOWABLE)) if holder is not None else None
        if strategy in _COUNTED and place.text:
            yield place
    yield from (one for one in root.iter(names.q("assignEmptyUserIds", _FLOWABLE)) if one.text)


def _tokens(place: Any) -> list[str]:
    """Those of a list; what is a number already was written by hand."""
    return [one for one in (place.text or "").split(",") if ":" in one]
