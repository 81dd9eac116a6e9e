"""Help in the user's language, also the words that Typer puts around ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from runner.core.i18n import N_
from runner.core.i18n import tr as _

UsageError: type[Any] = typer.BadParameter.__mro__[1]
"""What Typer raises where a line cannot be understood; it has no public name for it."""

FAULTS = (
    (r"No such command (?P<found>.+?)\.", N_("There is no command {found}.")),
    (r"No such option:? (?P<found>\S+?)\.?", N_("There is no option {found}.")),
    (r"No such option:? (?P<found>\S+) .*?(?P<known>-.+?)[?)]*", N_("There is no option {found}. Perhaps {known}?")),
    (r"Missing (?:argument|parameter) '?(?P<name>.+?)'?\.", N_("{name} is missing.")),
    (r"Missing option '?(?P<name>.+?)'?\.", N_("The option {name} is missing.")),
    (r"Option '?(?P<name>.+?)'? requires an argument\.", N_("The option {name} needs a value.")),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<found>.+)\)", N_("There is too much: {found}.")),
    (
        r"Invalid value for '?(?P<name>.+?)'?: Input should be greater than or equal to (?P<least>\S+)",
        N_("{name} is at least {least}."),
    ),
    (
        r"Invalid value for '?(?P<name>.+?)'?: Input should be less than or equal to (?P<most>\S+)",
        N_("{name} is at most {most}."),
    ),
    (r"Invalid value for '?(?P<name>.+?)'?: Input should be a valid .+", N_("{name} takes a number.")),
    (r"Invalid value for '?(?P<name>.+?)'?: (?P<cause>.+)", "{name}: {cause}"),
    (r"Invalid value: (?P<cause>.+)", "{cause}"),
)
"""What Typer says, in English, and how it is said here."""


def told(text: str) -> str:
    """A sentence of Typer in the user's language; as it is where it is not known."""
    for pattern, sentence in FAULTS:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return _(sentence).format(**{name: value or "" for name, value in found.groupdict().items()})
    return text


@contextmanager
def _spoken() -> Iterator[None]:
    """A fault of use says itself in the current language."""
    try:
        yield
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            raise
        raise UsageError(told(error.format_message()), ctx=error.ctx) from error


if TYPE_CHECKING:  # what stands behind it in either class, as far as it is used here
    _Spoken = TyperCommand
else:
    _Spoken = object


class _Speaking(_Spoken):
    """The usage line, the help option and faults of use say it in the current language."""

    def make_context(self, *given: Any, **named: Any) -> Any:
        from typer import rich_utils

        rich_utils.RICH_HELP = _("[blue]{command_path} {help_option}[/] shows how it is used.")
        rich_utils.ERRORS_PANEL_TITLE = _("Error")
        with _spoken():
            return super().make_context(*given, **named)

    def invoke(self, ctx: Any) -> Any:
        with _spoken():
            return super().invoke(ctx)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_usage(self, ctx: Any) -> str:
        text: str = super().get_usage(ctx)
        return text.replace("Usage:", _("Usage:"), 1)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils  # loads rich's tables, which only help needs

        rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
        rich_utils.OPTIONS_PANEL_TITLE = _("Options")
        rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
        rich_utils.REQUIRED_LONG_STRING = f"[{_('required')}]"
        rich_utils.DEFAULT_STRING = f"[{_('default')}: {{}}]"
        super().format_help(ctx, formatter)


class SpeakingCommand(_Speaking, TyperCommand):
    """One verb."""


class SpeakingGroup(_Speaking, TyperGroup):
    """All verbs."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        with _spoken():
            return super().resolve_command(ctx, args)
