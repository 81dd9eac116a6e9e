"""The sentences about forms: what is wrong with a value, a write or the form itself."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "forms.required": (N_("{label} must be filled in."), ""),
        "forms.not-a-number": (N_("{label} must be a number."), ""),
        "forms.too-many-digits": (N_("{label} may have 15 digits at most."), ""),
        "forms.decimals": (N_("{label} may have {count} decimal places at most."), ""),
        "forms.increment": (N_("{label} must be a multiple of {step}."), ""),
        "forms.not-a-text": (N_("{label} must be a text."), ""),
        "forms.pattern": (N_("{label} does not have the required form."), ""),
        "forms.pattern-own": (N_("{label} is not accepted: {message}"), ""),
        "forms.min": (N_("{label} must be at least {limit}."), ""),
        "forms.max": (N_("{label} must be at most {limit}."), ""),
        "forms.min-length": (N_("{label} needs at least {limit} characters."), ""),
        "forms.max-length": (N_("{label} may have {limit} characters at most."), ""),
        "forms.choice-over": (N_("{label} does not offer {value} any more."), N_("Take one that is offered.")),
        "forms.digits": (N_("{label} may have {count} digits in all."), ""),
        "forms.email": (N_("{label} must be an e-mail address."), ""),
        "forms.phone": (N_("{label} must be a phone number."), ""),
        "forms.not-a-date": (N_("{label} must be a date."), ""),
        "forms.not-a-time": (N_("{label} must be a time."), ""),
        "forms.not-a-moment": (N_("{label} must be a date and a time."), ""),
        "forms.passed-date": (N_("{label} may not lie in the past."), ""),
        "forms.not-a-range": (N_("{label} needs a first and a last day."), ""),
        "forms.range-order": (N_("{label} ends before it begins."), ""),
        "forms.range-long": (N_("{label} may not be longer than {limit} years."), ""),
        "forms.no-choice": (N_("{value} is not among the choices of {label}."), ""),
        "forms.not-a-list": (N_("{label} must be a list."), ""),
        "forms.not-yes-no": (N_("{label} must be ticked or not."), ""),
        "forms.not-a-person": (N_("{label} must name a person."), ""),
        "forms.unknown-person": (N_("{label}: {value} is not in the organisation or not active."), ""),
        "forms.one-person": (N_("{label} takes one person only."), ""),
        "forms.not-a-file": (N_("{label} must hold files with name, size and digest."), ""),
        "forms.one-file": (N_("{label} takes one file only."), ""),
        "forms.file-kind": (N_("{label}: {value} is not a kind of file that is taken here ({kinds})."), ""),
        "forms.not-rows": (N_("{label} must hold rows."), ""),
        "forms.min-rows": (N_("{label} needs at least {limit} rows."), ""),
        "forms.max-rows": (N_("{label} may have {limit} rows at most."), ""),
        "forms.write-hidden": (N_("{label} is hidden at this step and cannot be changed."), ""),
        "forms.write-read": (N_("{label} can only be read at this step."), ""),
        "forms.write-fixed": (N_("{label} cannot be changed by hand: the form says so."), ""),
        "forms.write-unknown": (N_("The form has no field {path}."), ""),
        "forms.write-add-row": (N_("Rows cannot be added to {label} at this step."), ""),
        "forms.write-delete-row": (N_("Rows cannot be removed from {label} at this step."), ""),
        "forms.write-own-row": (N_("Only own rows of {label} may be changed at this step."), ""),
        "forms.key-missing": (N_("The field {label} has no key."), N_("Give it a key under Technical.")),
        "forms.key-bad": (
            N_("The key {key} is not allowed."),
            N_("Use letters A to Z, digits and underscores, with dots between the parts."),
        ),
        "forms.key-twice": (N_("The key {key} is used more than once."), N_("Give one of the fields another key.")),
        "forms.kind-unknown": (N_("{label} is of an unknown kind: {kind}."), N_("It is kept, but not shown.")),
        "forms.expression-bad": (N_("The expression of {label} cannot be read: {cause}."), ""),
        "forms.pattern-bad": (
            N_("The pattern of {label} cannot be used."),
            N_("Write it without looking ahead or back."),
        ),
        "forms.element-unknown": (
            N_("{label} is bound to {element}, which the dictionary does not have."),
            N_("Bind it to another term, or add the term."),
        ),
    }
)
