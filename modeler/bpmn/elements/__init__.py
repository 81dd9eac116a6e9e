"""One ElementSpec per BPMN thing."""
