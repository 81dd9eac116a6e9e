"""What BPMN alone cannot say about approvals."""
