"""Why a service failed, in words: known on both sides of the pipe, as an incident carries only the code."""

from __future__ import annotations

from runner.core.i18n import N_
from runner.core.messages import declare_words

declare_words(
    "cause",
    {
        "connect.timeout": N_("the system did not answer in time"),
        "connect.unreachable": N_("the system cannot be reached"),
        "connect.server": N_("the system answered that it has a fault"),
        "connect.refused": N_("the system refused"),
        "connect.redirect": N_("the system sent the call elsewhere, which is not followed"),
        "connect.too-large": N_("the answer is larger than allowed"),
        "connect.shape": N_("the answer does not have the expected shape"),
        "connect.input": N_("what is to be sent does not have the expected shape"),
        "connect.address": N_("the address of the system is not one that may be called"),
        "connect.no-secret": N_("a secret of the system is not in the keyring"),
        "connect.pages": N_("its list has more pages than allowed, or does not end"),
        "connect.unknown": N_("the system or what is asked of it is not in the register"),
        "connect.unknown-use": N_("there is no such way to reach a system"),
        "connect.no-recording": N_("no answer is recorded for this"),
        "mock": N_("a failure was wanted"),
    },
)
