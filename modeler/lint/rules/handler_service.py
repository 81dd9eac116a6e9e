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
            N_("Choose one in the handler of the step; services stand under services in organization.json."),
        ),
    }
)


def check(model: Model) -> Iterator[Problem]:
    """Look for the service of each handler rule that asks one."""
    contents = model.contents
    if contents is None:
        return
    known = {one.id for one in contents.organization.services}
    for node in model.flow_nodes("userTask"):
        block = node.extension.get("handler")
        if isinstance(block, Mapping) and block.get("strategy") == "service" and block.get("service") not in known:
            yield problem("handler-service", node, Severity.ERROR, field="handler")


RULE = Rule("handler-service", N_("Each directory service that is asked is there"), check, Severity.ERROR)
