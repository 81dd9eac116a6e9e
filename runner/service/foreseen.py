"""Who will have a case that is about to be sent: the way of `runner.approvals.path`, as the window shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from runner.approvals.forecast import Around
from runner.approvals.path import PathStep, path_of
from runner.bundle.graph import Flow, Graph, Node
from runner.connectors.directory import recorded_answers
from runner.forms.access import apply_write
from runner.forms.defaults import with_defaults
from runner.forms.field import FormFacts
from runner.forms.inherit import inherit
from runner.forms.schema import field_places
from runner.forms.values import at, put
from runner.organization.resolver import CaseFacts, expand_who
from runner.protocol import values as out
from runner.rights.fields import with_default
from runner.service import choosing
from runner.service.people import people_of
from runner.service.room import Deployed

_BOXES = ("checkbox", "switch")


def foreseen(
    deployed: Deployed, graph: Graph, now: datetime, start: str, user: str, data: Mapping[str, Any],
    department: str | None, choices: Mapping[str, Any],
) -> list[out.PathStepView]:  # fmt: skip
    """The steps that the case comes to, with the names of those who have them. Directory services are not asked: what
    they answered before stands for them."""
    bundle = deployed.bundle
    organization, day = bundle.organization, bundle.day(now)
    node = graph.node(start)
    values = _filled_in(deployed, node, now, user, data, department)

    def managers(of: Graph) -> tuple[str, ...]:
        found = [rule.who for rule in of.rights.allow if rule.action == "manage"]
        return tuple(dict.fromkeys(one for who in found for one in expand_who(who, organization, day=day)))

    facts = CaseFacts(
        starter=user,
        data={**values, choosing.VARIABLE: dict(choices)} if choices else values,
        department=department,
        now=bundle.local(now),
        process=graph.code or graph.process,
        admins=managers(graph),
        asker=recorded_answers(organization),
    )
    around = Around(bundle.graphs, deployed.model.decisions, deployed.calendar, managers)
    steps = path_of(graph, organization, facts, start, around)
    return [_view(step, people_of(step.node.copy_to, values, user, organization, day)) for step in steps]


def _filled_in(
    deployed: Deployed, node: Node, now: datetime, user: str, data: Mapping[str, Any], department: str | None
) -> dict[str, Any]:
    """The values that the start form would send: what the person may write, with defaults and what is computed. Not
    checked: much may be missing yet. A box that stands unticked says no."""
    bundle = deployed.bundle
    form = bundle.forms.get(node.form.ref) if node.form else None
    if form is None or node.form is None:
        return dict(data)
    rights = with_default(node.form.fields, is_start=True)
    facts = FormFacts(
        bundle.dictionary, bundle.organization, deployed.calendar, now, user=user, sources=bundle.data,
        department=department,
    )  # fmt: skip
    begun = with_defaults(form, {}, rights, facts, is_start=True)
    values = apply_write(form, begun, data, rights, user=user, facts=facts)
    for place in field_places(inherit(form, bundle.dictionary)):
        if place.table is None and place.component.kind in _BOXES and at(values, place.path) is None:
            values = put(values, place.path, False)
    return values


def _view(step: PathStep, told: list[str]) -> out.PathStepView:
    plan, node = step.plan, step.node
    approval = node.approval
    return out.PathStepView(
        element=node.id,
        name=node.name,
        kind=node.kind,
        rounds=[list(one) for one in plan.rounds] if plan is not None else [],
        anyone=plan is not None and plan.anyone,
        vote=approval.vote if approval is not None else "",
        outcome=plan.outcome if plan is not None else "",
        trail=[out.Step(code=one.code, params=dict(one.params)) for one in plan.trail] if plan is not None else [],
        threshold=(approval.threshold or "") if approval is not None else "",
        copies=list(dict.fromkeys([*(plan.copies if plan is not None else ()), *told])),
        sure=step.sure,
        after=[_told(flow) for flow in step.after],
        returns=step.returns,
        calls=[one.name or one.id for one in step.calls],
    )


def _told(flow: Flow) -> str:
    """What a flow asks, in the author's words."""
    return flow.name or (flow.condition.text if flow.condition is not None else "")
