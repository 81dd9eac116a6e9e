"""A rule that asks a directory service names one that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modeler.lint.model import Model, problem
from modeler.lint.rule import Rule
from runner.core.i18n import N_
from runner.core.messages import declare
from runner.core.problem import Problem, Severity

declare(
    {
        "handler-service": (
            N_("“{name}” asks no directory service that is there: nobody will be found."),
            N_("Choose one in the handler of the step; People has a table of directory services."),
        ),
        "handler-service.system": (
            N_("The directory service of “{name}” asks {asked}, which is in no system of the register."),
            N_("Choose a system of the register and one of its operations, or neither."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Look for the service of each handler rule that asks one."""
    contents = model.contents
    if contents is None:
        return
    known = {one.id: one for one in contents.organization.services}
    for node in model.flow_nodes("userTask"):
        block = node.extension.get("handler")
        if not isinstance(block, Mapping) or block.get("strategy") != "service":
            continue
        service = known.get(str(block.get("service") or ""))
        if service is None:
            yield problem("handler-service", node, Severity.ERROR, field="handler")
        elif service.system or service.operation:
            system = contents.systems.system(service.system)
            if system is None or system.operation(service.operation) is None:
                asked = " / ".join(part for part in (service.system, service.operation) if part)
                yield problem("handler-service.system", node, Severity.ERROR, field="handler", asked=asked)


RULE = Rule("handler-service", N_("Each directory service that is asked is there"), check, Severity.ERROR)
