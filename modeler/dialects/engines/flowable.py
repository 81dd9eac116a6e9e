"""Flowable, and Activiti, from which it came: the same words under two names."""

from __future__ import annotations

from dataclasses import replace

from modeler.dialects.dialect import Dialect

_FLOWABLE = Dialect(
    id="flowable",
    name="Flowable",
    uri="http://flowable.org/bpmn",
    assignee=("assignee",),
    users=("candidateUsers",),
    groups=("candidateGroups",),
    form=("formKey",),
    due=("dueDate",),
    result=("resultVariable", "resultVariableName"),
    fields="formProperty/",
    elsewhere=frozenset({"collection", "elementVariable"}),
    dropped={
        "async": "dialect.async", "asyncLeave": "dialect.async", "exclusive": "dialect.async",
        "failedJobRetryTimeCycle/": "dialect.async",
        "class": "dialect.code", "delegateExpression": "dialect.code", "expression": "dialect.code",
        "type": "dialect.code", "topic": "dialect.code", "field/": "dialect.code",
        "executionListener/": "dialect.listener", "taskListener/": "dialect.listener",
        "in/": "dialect.mapping", "out/": "dialect.mapping", "formProperty/": "dialect.form-fields",
    },
)  # fmt: skip

DIALECT = [_FLOWABLE, replace(_FLOWABLE, id="activiti", name="Activiti", uri="http://activiti.org/bpmn")]
