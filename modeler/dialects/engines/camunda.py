"""Camunda 7 and what continues it under the same names."""

from __future__ import annotations

from modeler.dialects.dialect import Dialect

DIALECT = Dialect(
    id="camunda",
    name="Camunda 7",
    uri="http://camunda.org/schema/1.0/bpmn",
    assignee=("assignee",),
    users=("candidateUsers",),
    groups=("candidateGroups",),
    form=("formRef", "formKey"),
    due=("dueDate",),
    follow=("followUpDate",),
    version=("versionTag",),
    result=("resultVariable",),
    fields="formData/",
    elsewhere=frozenset({"collection", "elementVariable"}),
    drawn=frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "properties/"}),
    dropped={
        "asyncBefore": "dialect.async", "asyncAfter": "dialect.async", "exclusive": "dialect.async",
        "failedJobRetryTimeCycle/": "dialect.async", "jobPriority": "dialect.async",
        "class": "dialect.code", "delegateExpression": "dialect.code", "expression": "dialect.code",
        "type": "dialect.code", "topic": "dialect.code", "connector/": "dialect.code",
        "executionListener/": "dialect.listener", "taskListener/": "dialect.listener",
        "inputOutput/": "dialect.mapping", "in/": "dialect.mapping", "out/": "dialect.mapping",
        "decisionRef": "dialect.decision", "decisionRefBinding": "dialect.decision",
        "mapDecisionResult": "dialect.decision", "formData/": "dialect.form-fields",
    },
)  # fmt: skip
