"""The catalog that is searched says what the library's says, of every text."""

from __future__ import annotations

import gettext
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.core.catalog import SearchedCatalog
from runner.core.i18n import compile_catalogs
from runner.core.resources import resource_folder


@pytest.fixture(scope="module")
def compiled() -> bytes:
    """The Chinese catalog."""
    return compile_catalogs(sorted((resource_folder() / "locale" / "zh").glob("*.po")))


def test_every_text_is_found(compiled: bytes) -> None:
    library, ours = gettext.GNUTranslations(io.BytesIO(compiled)), SearchedCatalog(compiled)
    texts = library._catalog  # type: ignore[attr-defined]
    assert len(texts) > 1000
    for key, said in texts.items():
        if isinstance(key, str):
            assert ours.gettext(key) == library.gettext(key) == said
    plural = _pairs(compiled)
    assert len(plural) > 20
    for one, many in plural:
        for count in (0, 1, 2, 5, 100):
            assert ours.ngettext(one, many, count) == library.ngettext(one, many, count)


def _pairs(compiled: bytes) -> list[tuple[str, str]]:
    """The texts with a plural."""
    found = SearchedCatalog(compiled)
    originals = [found._text(found._originals, number).decode() for number in range(found._count)]
    return [(one, many) for one, bar, many in (text.partition("\0") for text in originals) if bar]


@given(text=st.text(max_size=40))
def test_what_is_not_in_it_stays_as_it_is(compiled: bytes, text: str) -> None:
    library, ours = gettext.GNUTranslations(io.BytesIO(compiled)), SearchedCatalog(compiled)
    if text:
        assert ours.gettext(text) == library.gettext(text)
    assert ours.ngettext(text, text + "s", 2) == library.ngettext(text, text + "s", 2)


@pytest.mark.parametrize("data", [b"", b"\xde\x12\x04\x95", b"no catalog at all, but long enough for a head"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        SearchedCatalog(data)
