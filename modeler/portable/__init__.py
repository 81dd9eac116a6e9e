"""Approvals in plain BPMN (可移植): gateways, multi-instance, border events and scripts in the place of policies, and
a list of what of them is weaker there or not there at all."""
