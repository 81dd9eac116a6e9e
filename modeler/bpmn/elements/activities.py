"""Activities: tasks of all kinds, call activities and sub-processes."""

from __future__ import annotations

from modeler.bpmn.spec import ElementSpec
from runner.core.i18n import N_

TASK = (100.0, 80.0)
EXPANDED = (350.0, 200.0)
MINIMUM = (140.0, 120.0)


def _task(name: str, tag: str, label: str, sign: str | None, groups: tuple[str, ...]) -> ElementSpec:
    return ElementSpec(
        id=name,
        tag=tag,
        label=label,
        category="activity",
        look="task",
        icon="look",
        marker=sign,
        size=TASK,
        properties=("basics", *groups, "technical"),
        executable=tag,
        help="activities",
        family="activity",
    )


def _sub_process(name: str, tag: str, label: str, folded: str, look: str, **more: str) -> list[ElementSpec]:
    ad_hoc = frozenset({"ad-hoc"}) if tag == "adHocSubProcess" else frozenset()
    return [
        ElementSpec(
            id=f"{name}{'' if expanded else '-collapsed'}",
            tag=tag,
            label=label if expanded else folded,
            category="activity",
            look=look,
            icon="look",
            attributes=dict(more),
            size=EXPANDED if expanded else TASK,
            properties=("basics", "time-limit", "technical"),
            executable=tag,
            help="sub-processes",
            expanded=expanded,
            family="activity",
            resizable="both" if expanded else "none",
            minimum=MINIMUM,
            markers=ad_hoc if expanded else ad_hoc | {"collapsed"},
        )
        for expanded in (True, False)
    ]


SPECS = [
    _task("user-task", "userTask", N_("User task"), "person", ("handler", "form", "rules", "time-limit")),
    _task("service-task", "serviceTask", N_("Service task"), "gear", ("rules",)),
    _task("script-task", "scriptTask", N_("Script task"), "script", ("rules",)),
    _task("business-rule-task", "businessRuleTask", N_("Business rule task"), "table", ("rules",)),
    _task("send-task", "sendTask", N_("Send task"), "envelope-filled", ("rules",)),
    _task("receive-task", "receiveTask", N_("Receive task"), "envelope", ("rules",)),
    _task("manual-task", "manualTask", N_("Manual task"), "hand", ("handler", "time-limit")),
    _task("task", "task", N_("Task"), None, ()),
    ElementSpec(
        id="call-activity",
        tag="callActivity",
        label=N_("Call activity"),
        category="activity",
        look="call",
        icon="look",
        size=TASK,
        properties=("basics", "rules", "technical"),
        executable="callActivity",
        help="sub-processes",
        expanded=False,
        family="activity",
        markers=frozenset({"collapsed"}),
    ),
    ElementSpec(
        id="call-activity-expanded",
        tag="callActivity",
        label=N_("Call activity (expanded)"),
        category="activity",
        look="call",
        icon="look",
        size=EXPANDED,
        properties=("basics", "rules", "technical"),
        executable="callActivity",
        help="sub-processes",
        family="activity",
        resizable="both",
        minimum=MINIMUM,
    ),
    *_sub_process("sub-process", "subProcess", N_("Sub-process"), N_("Sub-process (collapsed)"), "sub-process"),
    *_sub_process(
        "event-sub-process", "subProcess", N_("Event sub-process"), N_("Event sub-process (collapsed)"),
        "event-sub-process", triggeredByEvent="true",
    ),
    *_sub_process("transaction", "transaction", N_("Transaction"), N_("Transaction (collapsed)"), "transaction"),
    *_sub_process(
        "ad-hoc-sub-process", "adHocSubProcess", N_("Ad-hoc sub-process"), N_("Ad-hoc sub-process (collapsed)"),
        "sub-process",
    ),
]  # fmt: skip
