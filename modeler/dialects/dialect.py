"""What a dialect declares: where each word of an engine is read, and what happens with those that are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Dialect:
    """The words of one engine, without prefix. An attribute is written `name`, a child of the extension
    elements `name/`, an attribute of such a child `name/attribute`.

    `assignee`, `users`, `groups`, `form`, `due` (by when a step is done), `follow` (when it is asked about),
    `version` and `result` (the variable that an answer goes into) say where the fact stands, in order of preference;
    `fields` is what lists the fields of a form in the file itself. `elsewhere` are
    read where their element is compiled (lists to go through, scripts, called processes). `dropped` maps
    a word that is not run to the code of the sentence that says what is done instead; a word that is named
    nowhere is kept in the file and reported as such. `drawn` only concern the tool that drew the file.
    """

    id: str
    name: str
    uri: str
    assignee: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    version: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    fields: str = ""
    elsewhere: frozenset[str] = frozenset()
    drawn: frozenset[str] = frozenset()
    dropped: Mapping[str, str] = field(default_factory=dict)
