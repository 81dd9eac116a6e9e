"""SpiffWorkflow: what its tools write as children of the extension elements."""

from __future__ import annotations

from modeler.dialects.dialect import Dialect

DIALECT = Dialect(
    id="spiffworkflow",
    name="SpiffWorkflow",
    uri="http://spiffworkflow.org/bpmn/schema/1.0/core",
    drawn=frozenset({"unitTests/", "instructionsForEndUser/", "guestConfirmation/"}),
    dropped={
        "preScript/": "dialect.around", "postScript/": "dialect.around", "serviceTaskOperator/": "dialect.code",
        "calledDecisionId/": "dialect.decision",
    },
)  # fmt: skip
