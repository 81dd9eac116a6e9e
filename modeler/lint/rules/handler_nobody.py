"""The rule for who handles a step finds somebody for everyone who may start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modeler.document import commands
from modeler.document.document import Document
from modeler.document.records import NodeRecord, ProcessRecord
from modeler.lint.model import Model, problem
from modeler.lint.rule import Fix, Rule
from modeler.rights.questions import depends_on_data
from runner.core.i18n import N_, pick
from runner.core.messages import declare
from runner.core.problem import Problem, Severity
from runner.organization.handler import STRATEGIES, Handler, read_handler
from runner.organization.model import Organization
from runner.organization.resolver import CaseFacts, resolve
from runner.rights.check import may
from runner.rights.model import ProcessRights, WorkspaceRights

declare(
    {
        "handler-nobody": (
            N_("When {starter} starts, nobody handles “{name}”, and the case would stop there."),
            N_("Fill the place in the organisation, or say what happens when nobody is found."),
        ),
        "handler-nobody.several": (
            N_("For {count} of {total} people who may start, {starter} for one, nobody handles “{name}”."),
            N_("Fill the place in the organisation, or say what happens when nobody is found."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Ask the resolver for every active person, as the runner will."""
    contents = model.contents
    if contents is None or not contents.organization.users:
        return
    organization = contents.organization
    active = [user.id for user in organization.users if user.active]
    answers: dict[str, list[str]] = {}
    starters: dict[str, list[str]] = {}
    for node in model.flow_nodes("userTask"):
        handler = _handler(node)
        if handler is None:
            continue
        key = handler.model_dump_json()
        if key not in answers:
            answers[key] = [user for user in active if _stops(handler, organization, user)]
        process = model.processes.get(node.process or "")
        if not answers[key] or process is None:
            continue
        if process.id not in starters:
            starters[process.id] = _starters(process, active, organization, contents.rights)
        lost = [user for user in answers[key] if user in set(starters[process.id])]
        if lost:
            yield _problem(node, lost, len(starters[process.id]), organization)


def _problem(node: NodeRecord, lost: list[str], total: int, organization: Organization) -> Problem:
    person = organization.user(lost[0])
    starter = pick(person.name) if person is not None else lost[0]
    if len(lost) == 1:
        return problem("handler-nobody", node, Severity.ERROR, field="handler", starter=starter)
    return problem(
        "handler-nobody.several", node, Severity.ERROR, field="handler",
        starter=starter, count=str(len(lost)), total=str(total),
    )  # fmt: skip


def _handler(node: NodeRecord) -> Handler | None:
    block = node.extension.get("handler")
    if not isinstance(block, Mapping):
        return None
    handler = read_handler(block)
    return None if handler.strategy not in STRATEGIES or depends_on_data(handler) else handler


def _stops(handler: Handler, organization: Organization, user: str) -> bool:
    return resolve(handler, organization, CaseFacts(starter=user)).outcome == "empty-stop"


def _starters(
    process: ProcessRecord, active: list[str], organization: Organization, everywhere: WorkspaceRights
) -> list[str]:
    block = process.extension.get("rights")
    try:
        rights = ProcessRights.model_validate(block or {})
    except ValueError:
        rights = ProcessRights()
    about = process.extension.get("process")
    category = about.get("category") if isinstance(about, Mapping) else None
    return [
        user for user in active if may("start", user, rights, everywhere, organization, category=category).allowed
    ]


def fix(problem: Problem) -> Fix | None:
    """Ask the process admins instead of stopping."""
    element = problem.element
    if element is None:
        return None

    def apply(doc: Document) -> None:
        node = doc.index.nodes.get(element)
        block = node.extension.get("handler") if node is not None else None
        if isinstance(block, Mapping):
            commands.set_extension(doc, element, "handler", {**block, "empty": "admin"})

    return Fix(N_("Let the process admins take over then"), apply)


RULE = Rule("handler-nobody", N_("Somebody handles each step, whoever starts"), check, Severity.ERROR, fix)
