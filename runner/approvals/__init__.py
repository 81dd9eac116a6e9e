"""How a step is decided by people: votes, verdicts, returns. What BPMN alone cannot say."""
