"""Camunda 8, whose engine is called Zeebe."""

from __future__ import annotations

from modeler.dialects.dialect import Dialect

DIALECT = Dialect(
    id="zeebe",
    name="Camunda 8",
    uri="http://camunda.org/schema/zeebe/1.0",
    assignee=("assignmentDefinition/assignee",),
    users=("assignmentDefinition/candidateUsers",),
    groups=("assignmentDefinition/candidateGroups",),
    form=("formDefinition/formId", "formDefinition/externalReference", "formDefinition/formKey"),
    due=("taskSchedule/dueDate",),
    follow=("taskSchedule/followUpDate",),
    version=("versionTag/value",),
    result=("calledDecision/resultVariable",),
    elsewhere=frozenset({"loopCharacteristics/", "script/", "calledElement/"}),
    drawn=frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "userTask/", "properties/"}),
    dropped={
        "taskDefinition/": "dialect.code", "taskHeaders/": "dialect.code",
        "executionListeners/": "dialect.listener", "taskListeners/": "dialect.listener",
        "ioMapping/": "dialect.mapping", "calledDecision/": "dialect.decision",
    },
)  # fmt: skip
