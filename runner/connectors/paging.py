"""A list that a system gives page by page is read to its end, within bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from runner.connectors.contract import failed
from runner.connectors.desk import Answer
from runner.connectors.exchange import MISSING, Unfit, taken
from runner.connectors.hosts import address
from runner.data.systems import Paging

MOST_RECORDS = 50_000
"""So many records of one list are taken; more is a failure, never a part of it."""

Ask = Callable[[Mapping[str, Any]], Answer | None]
"""Asks for one page with these fields."""


def all_pages(ask: Ask, rows: str, paging: Paging | None, *, at: str = "") -> Answer | None:
    """The whole list as the result of one answer; `rows` leads to the list in each page, `at` is the address that is
    asked, which a link to the next page may not leave. What fails on a page fails the list. None where the first page
    has no answer."""
    records: list[Any] = []
    before: list[Any] | None = None
    number, values = 0, _first(paging)
    while True:
        answer = ask(values)
        if answer is None or answer.failure is not None:
            return answer
        try:
            page = _list(answer.result, rows)
            following = _next(paging, answer.result, page, number, values, at)
        except Unfit as error:
            return replace(failed("connect.shape", str(error)), by=answer.by)
        records += page
        if len(records) > MOST_RECORDS:
            return replace(failed("connect.too-large"), by=answer.by)
        if following is None:
            return replace(answer, result=records)
        number += 1
        if paging is None or number >= paging.most or page == before or following == values:
            return replace(failed("connect.pages", str(number)), by=answer.by)
        before, values = page, following


def _list(result: Any, rows: str) -> list[Any]:
    listed = taken(result, rows) if rows else result
    if not isinstance(listed, list):
        raise Unfit(rows)
    return listed


def _first(paging: Paging | None) -> dict[str, Any]:
    if paging is None:
        return {}
    sized = {paging.size: paging.rows} if paging.size else {}
    return sized if paging.by == "next" else {paging.page: paging.first, **sized}


def _next(
    paging: Paging | None, result: Any, page: list[Any], number: int, values: Mapping[str, Any], at: str
) -> dict[str, Any] | None:
    """The fields of the next page; None after the last one. Raises `Unfit`."""
    if paging is None:
        return None
    if paging.by == "next":
        told = taken(result, paging.next) if isinstance(result, Mapping) else MISSING
        if told in (MISSING, None, "", False):
            return None
        if not isinstance(told, str | int):
            raise Unfit(paging.next)
        link = str(told)
        if "://" in link or link.startswith(("/", "?", ".")):
            return dict(_fields_of(link, at, paging.next))
        return {**values, paging.page: told}
    if len(page) < paging.rows:
        return None
    step = paging.rows if paging.by == "offset" else 1
    return {**values, paging.page: paging.first + (number + 1) * step}


def _fields_of(link: str, at: str, name: str) -> Iterator[tuple[str, str]]:
    """The fields in a link to the next page. It may lead nowhere but to the same list. Raises `Unfit`."""
    base = address(at)
    try:
        parts = urlsplit(urljoin(at, link))
        same = base is None or (parts.scheme, parts.netloc, parts.path) == (base.scheme, base.netloc, base.path)
        fields = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=50)
    except ValueError as error:
        raise Unfit(name) from error
    if not same:
        raise Unfit(name)
    yield from fields
