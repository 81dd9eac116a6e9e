"""Who gets a step when somebody starts the process, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from modeler.rights.edit import process_rights
from modeler.ui.context import Context
from modeler.ui.panels.handler_preview import handler_of
from modeler.ui.places.forms_rights.parts import Parts
from modeler.ui.places.forms_rights.steps import Step
from runner.connectors.directory import recorded_answers
from runner.core.i18n import pick
from runner.core.i18n import tr as _
from runner.organization.resolver import CaseFacts, resolve
from runner.rights.check import may


def told_who_gets(context: Context, parts: Parts, person: str, step: Step | None) -> str:
    """Whether that person (a bare id) may start, or who handles the step; empty without a person or a step."""
    document, organization = context.document, context.organization
    user = organization.user(person)
    if user is None or step is None or document is None:
        return ""
    record = document.index.nodes[step.id]
    name = pick(user.name)
    if step.is_start:
        rights = process_rights(document.index, record.process or "")
        decision = may("start", person, rights, parts.workspace_rights(), organization)
        text = _("{name} may start this process.") if decision.allowed else _("{name} may not start this process.")
        return "\n".join([text.format(name=name), *(one.message for one in decision.trail)])
    block = record.extension.get("handler")
    handler = handler_of(dict(block)) if isinstance(block, Mapping) else None
    if handler is None:
        return _("This step has no handler yet.")
    facts = CaseFacts(starter=person, now=datetime.now().astimezone(), asker=recorded_answers(organization))
    found = resolve(handler, organization, facts)
    ids = dict.fromkeys(one for people in found.rounds for one in people)
    people = [pick(one.name) for one in organization.users if one.id in ids]
    if not people:
        return _("If {name} starts it, nobody gets this step.").format(name=name)
    return _("If {name} starts it, this step goes to {people}.").format(name=name, people=" · ".join(people))
