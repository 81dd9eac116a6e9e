"""Help in the user's language, also the words that Typer puts around ours."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from runner.core.i18n import tr as _


class _Speaking:
    """The usage line and the help option say it in the current language."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_usage(self, ctx: Any) -> str:
        text: str = super().get_usage(ctx)  # type: ignore[misc]
        return text.replace("Usage:", _("Usage:"), 1)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils  # loads rich's tables, which only help needs

        rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
        rich_utils.OPTIONS_PANEL_TITLE = _("Options")
        rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
        rich_utils.REQUIRED_LONG_STRING = f"[{_('required')}]"
        rich_utils.DEFAULT_STRING = f"[{_('default')}: {{}}]"
        super().format_help(ctx, formatter)  # type: ignore[misc]


class SpeakingCommand(_Speaking, TyperCommand):
    """One verb."""


class SpeakingGroup(_Speaking, TyperGroup):
    """All verbs."""
