"""BPMN as the standard writes it: names, child order, rules, and the file's bytes."""
