"""Cases of the fakes of engines: each goes from its start to the first task, there for whom the file says."""

from __future__ import annotations

from typing import Any

from lxml import etree

from tests.servers.fake_engine import MODEL

_RESTS = ("userTask", "serviceTask", "receiveTask", "intermediateCatchEvent", "callActivity", "businessRuleTask")


def first_rest(data: bytes, process: str) -> etree._Element | None:
    """The first element, by its flows, at which a case of a process waits; conditions are not looked at."""
    root = etree.fromstring(data)
    for one in root.iter(f"{MODEL}process"):
        if one.get("id") != process:
            continue
        known = {item.get("id"): item for item in one.iter() if isinstance(item.tag, str) and item.get("id")}
        begins = (item.get("id") for item in one.iterchildren(f"{MODEL}startEvent"))
        at, seen = next(begins, None), set[str]()
        while at is not None and at not in seen:
            seen.add(at)
            if etree.QName(known[at]).localname in _RESTS:
                return known[at]
            flows = one.iter(f"{MODEL}sequenceFlow")
            at = next((flow.get("targetRef") for flow in flows if flow.get("sourceRef") == at), None)
    return None


def people_of(task: etree._Element, space: str) -> tuple[str | None, list[tuple[str, str]]]:
    """The assignee of a task, and its candidates: `user` or `group`, and the id."""
    found = []
    for word, kind in (("candidateUsers", "user"), ("candidateGroups", "group")):
        found += [(kind, own) for own in (task.get(f"{space}{word}") or "").split(",") if own]
    return task.get(f"{space}assignee"), found


def task_told(case: dict[str, Any], task: etree._Element, assignee: str | None) -> dict[str, Any]:
    """A task as lists tell of it."""
    own = f"task-of-{case['id']}"
    return {"id": own, "name": task.get("name"), "assignee": assignee, "taskDefinitionKey": task.get("id"),
            "tenantId": case.get("tenantId")}  # fmt: skip
