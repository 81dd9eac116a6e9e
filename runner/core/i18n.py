"""Languages: English source strings, Simplified Chinese complete from the first day.

`_("...")` (imported as `tr as _`) translates where a text is shown; `N_("...")` marks a text for
extraction that is translated later. The catalogs lie in `resources/locale/<language>/*.po`, one a
room; they are compiled into one `slipway.mo`, and read from the `.po` files where that is missing.
"""

from __future__ import annotations

import gettext
import io
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from runner.core.catalog import SearchedCatalog
from runner.core.resources import resource_folder
from runner.core.signal import Signal

LANGUAGES: Mapping[str, str] = {"en": "English", "zh": "简体中文"}

LocalText = str | dict[str, str]
"""A text shown to people, plain or by language: `{"en": "...", "zh": "..."}`."""

language_changed: Signal[str] = Signal()
_language = "en"
_catalog: gettext.NullTranslations = gettext.NullTranslations()


def N_(text: str) -> str:  # noqa: N802  # the field's own name
    """Mark a text for extraction; it is translated when shown."""
    return text


def tr(text: str) -> str:
    """The text in the current language."""
    return _catalog.gettext(text) if text else ""


def local(text: str) -> dict[str, str]:
    """A source text in every language, for what is read in another language than it was made in."""
    return {language: _catalog_of(language).gettext(text) for language in LANGUAGES}


def trn(singular: str, plural: str, count: int) -> str:
    """The text for `count` things in the current language, with `{count}` filled."""
    return _catalog.ngettext(singular, plural, count).replace("{count}", str(count))


def current_language() -> str:
    """`en` or `zh`."""
    return _language


def system_language() -> str:
    """The language the system asks for: `zh` for any Chinese locale, else `en`."""
    asked = os.environ.get("LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    if not asked:
        import locale

        asked = locale.getlocale()[0] or ""
    return "zh" if asked.lower().startswith(("zh", "chinese")) else "en"


def set_language(language: str) -> None:
    """Switch the language of everything shown from now on.

    Raises `ValueError` for a language that is not shipped.
    """
    global _language, _catalog
    if language not in LANGUAGES:
        raise ValueError(language)
    _catalog = gettext.NullTranslations() if language == "en" else _read(language)
    _language = language
    language_changed.emit(language)


def pick(text: LocalText | None, language: str | None = None) -> str:
    """The text in `language` (default: the current one), else in whatever language it has."""
    if text is None or isinstance(text, str):
        return text or ""
    for key in (language or _language, "en", "zh"):
        if text.get(key):
            return text[key]
    return next((value for value in text.values() if value), "")


def listed(texts: Iterable[str], language: str | None = None) -> str:
    """Texts one after the other, with the mark that `language` (default: the current one) puts between them."""
    return ("、" if (language or _language) == "zh" else ", ").join(texts)


@cache
def _catalog_of(language: str) -> gettext.NullTranslations:
    return gettext.NullTranslations() if language == "en" else _read(language)


def _read(language: str) -> gettext.NullTranslations:
    folder = resource_folder() / "locale" / language
    compiled = folder / "slipway.mo"
    sources = sorted(folder.glob("*.po"))
    if compiled.exists() and all(compiled.stat().st_mtime >= path.stat().st_mtime for path in sources):
        return SearchedCatalog(compiled.read_bytes())
    return SearchedCatalog(compile_catalogs(sources))


def compile_catalogs(sources: list[Path]) -> bytes:
    """One compiled catalog (`.mo`) out of several `.po` files."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale="zh")
    for path in sources:
        with path.open("rb") as stream:
            for message in read_po(stream, locale="zh"):
                if message.id and message.string:
                    whole.add(message.id, message.string)
    target = io.BytesIO()
    write_mo(target, whole)
    return target.getvalue()
