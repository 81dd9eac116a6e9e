"""The sentences of what can go wrong on the way from a document to a bundle."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.core.messages import declare, declare_words

declare_words(
    "strategy",
    {
        "group": N_("Members of a group"), "costCentreOwner": N_("Owner of the cost centre"),
        "projectManager": N_("Manager of the project"), "starterChoice": N_("Chosen by the starter"),
        "previousChoice": N_("Chosen by the handler before"), "matrix": N_("By an approval matrix"),
        "service": N_("As a directory service says"),
    },
)  # fmt: skip

declare(
    {
        "compile.no-process": (
            N_("There is no process in this file that could run."),
            N_("Draw a process with a start event."),
        ),
        "compile.unknown-process": (
            N_("There is no process {process} in this file."),
            N_("The processes here are: {known}."),
        ),
        "compile.feel": (
            N_("An expression of “{name}” cannot be read: {text}. {cause}"),
            N_("Mend the expression; the place is counted from its beginning."),
        ),
        "compile.foreign-expression": (
            N_("An expression of “{name}” is written in a language that is not run here: {text}."),
            N_("It is kept as it is. Whoever tries the process out decides by hand, or write it in FEEL."),
        ),
        "compile.not-translated": (
            N_("An expression of “{name}” cannot be turned into FEEL: {text}. {cause}"),
            N_("It is kept as it is. Whoever tries the process out decides by hand, or write it in FEEL."),
        ),
        "compile.script-line": (
            N_("Line {line} of the script of “{name}” is not an assignment: {text}."),
            N_("Write one assignment a line: name = expression. Indent a line to continue the one before."),
        ),
        "compile.block": (
            N_("“{name}” says something in {block} that is not known: {found} at {place}."),
            N_("Choose one of the values that the property panel offers."),
        ),
        "compile.strategy": (
            N_("“{name}” is handled by a rule that is not known: {strategy}."),
            N_("Choose who handles the step."),
        ),
        "compile.choreography": (
            N_("“{name}” belongs to a choreography, which is drawn but never run."),
            N_("Try out the processes of the participants instead."),
        ),
        "compile.loose-flow": (
            N_("The flow “{name}” does not lead from one step to another."),
            N_("Connect both of its ends, or delete it."),
        ),
        "compile.border-inside": (
            N_("“{name}” stands on the border of the sub-process that holds it: it is run as an event inside."),
            N_("Draw it as an intermediate catch event."),
        ),
        "compile.form": (
            N_("“{name}” uses the form {form}, which is not in the workspace."),
            N_("Choose another form, or make one of that name."),
        ),
        "compile.called": (
            N_("“{name}” calls the process {called}, which is neither in this file nor in the workspace."),
            N_("Choose the process to call."),
        ),
    }
)
