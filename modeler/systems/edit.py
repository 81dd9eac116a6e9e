"""Verbs on the register of systems: frozen register in, frozen register out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

from runner.core.i18n import LocalText
from runner.data.dictionary import Dictionary
from runner.data.model import read_value
from runner.data.ordered import as_json
from runner.data.systems import Operation, OperationField, Sync, System, Systems

Side = Literal["input", "output"]
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def is_code(text: str) -> bool:
    """Whether a text may be the code of a system or operation: a letter, then letters, digits, `_` and `-`."""
    return bool(_CODE.fullmatch(text))


def free_code(base: str, taken: Iterable[str]) -> str:
    """`base`, or `base-2` and so on where it is taken."""
    known = set(taken)
    return next(code for number in range(1, len(known) + 2) if (code := _numbered(base, number)) not in known)


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def add_system(register: Systems, code: str, name: LocalText = "") -> Systems:
    """The register with a new system at its end. Raises `ValueError` for a bad or taken code."""
    if not is_code(code) or register.system(code) is not None:
        raise ValueError(code)
    return _with(register, [*register.systems, System.model_validate({"code": code, "name": name})])


def set_system(register: Systems, code: str, /, **changes: Any) -> Systems:
    """The register with a system changed; names are those of `System`. Raises `KeyError` for an unknown system,
    `ValueError` for a new code that is bad or taken."""
    system = _system(register, code)
    new = changes.get("code", code)
    if new != code and (not is_code(new) or register.system(new) is not None):
        raise ValueError(new)
    return _replaced(register, code, System.model_validate({**_plain(system), **changes}))


def remove_system(register: Systems, code: str) -> Systems:
    """The register without a system. Raises `KeyError`."""
    _system(register, code)
    return _with(register, [one for one in register.systems if one.code != code])


def add_operation(register: Systems, code: str, operation: str, name: LocalText = "") -> Systems:
    """The register with a new operation of a system. Raises `KeyError`, `ValueError` for a bad or taken code."""
    system = _system(register, code)
    if not is_code(operation) or system.operation(operation) is not None:
        raise ValueError(operation)
    made = Operation.model_validate({"code": operation, "name": name})
    return _replaced(register, code, system.model_copy(update={"operations": [*system.operations, made]}))


def set_operation(register: Systems, code: str, operation: str, /, **changes: Any) -> Systems:
    """The register with an operation changed; names are those of `Operation`. Raises as `set_system`."""
    system = _system(register, code)
    found = _operation(system, operation)
    new = changes.get("code", operation)
    if new != operation and (not is_code(new) or system.operation(new) is not None):
        raise ValueError(new)
    return _with_operation(register, system, operation, Operation.model_validate({**_plain(found), **changes}))


def remove_operation(register: Systems, code: str, operation: str) -> Systems:
    """The register without an operation of a system. Raises `KeyError`."""
    system = _system(register, code)
    _operation(system, operation)
    kept = [one for one in system.operations if one.code != operation]
    return _replaced(register, code, system.model_copy(update={"operations": kept}))


def add_field(register: Systems, code: str, operation: str, side: Side, name: str) -> Systems:
    """The register with a new field of an operation, in the call or in the answer. Raises `KeyError`, and
    `ValueError` for a bad or taken name."""
    system = _system(register, code)
    found = _operation(system, operation)
    fields = fields_of(found, side)
    _check_name(fields, name)
    changed = found.model_copy(update={side: [*fields, OperationField(name=name)]})
    return _with_operation(register, system, operation, changed)


def set_field(
    register: Systems, code: str, operation: str, side: Side, name: str, /, changes: dict[str, Any]
) -> Systems:
    """The register with a field changed; `changes` by the names of `OperationField`. Raises as `add_field`."""
    system = _system(register, code)
    found = _operation(system, operation)
    fields = fields_of(found, side)
    if all(one.name != name for one in fields):
        raise KeyError(name)
    if changes.get("name", name) != name:
        _check_name(fields, changes["name"])
    made = [OperationField.model_validate({**_plain(one), **changes}) if one.name == name else one for one in fields]
    return _with_operation(register, system, operation, found.model_copy(update={side: made}))


def remove_field(register: Systems, code: str, operation: str, side: Side, name: str) -> Systems:
    """The register without a field of an operation. Raises `KeyError` for an unknown system or operation."""
    system = _system(register, code)
    found = _operation(system, operation)
    kept = [one for one in fields_of(found, side) if one.name != name]
    return _with_operation(register, system, operation, found.model_copy(update={side: kept}))


def add_sync(register: Systems, code: str, sync: str, source: str, operation: str, name: LocalText = "") -> Systems:
    """The register with a new copy of a system's records. Raises `KeyError`, `ValueError` for a bad or taken code."""
    system = _system(register, code)
    if not is_code(sync) or any(one.code == sync for one in system.syncs):
        raise ValueError(sync)
    made = Sync.model_validate({"code": sync, "name": name, "source": source, "operation": operation})
    return _replaced(register, code, system.model_copy(update={"syncs": [*system.syncs, made]}))


def set_sync(register: Systems, code: str, sync: str, /, **changes: Any) -> Systems:
    """The register with a copy changed; names are those of `Sync`. Raises as `set_system`."""
    system = _system(register, code)
    found = next((one for one in system.syncs if one.code == sync), None)
    if found is None:
        raise KeyError(sync)
    new = changes.get("code", sync)
    if new != sync and (not is_code(new) or any(one.code == new for one in system.syncs)):
        raise ValueError(new)
    made = Sync.model_validate({**_plain(found), **changes})
    syncs = [made if one.code == sync else one for one in system.syncs]
    return _replaced(register, code, system.model_copy(update={"syncs": syncs}))


def remove_sync(register: Systems, code: str, sync: str) -> Systems:
    """The register without a copy. Raises `KeyError` for an unknown system."""
    system = _system(register, code)
    kept = [one for one in system.syncs if one.code != sync]
    return _replaced(register, code, system.model_copy(update={"syncs": kept}))


def renamed_in_lists(dictionary: Dictionary, code: str, new: str) -> Dictionary:
    """The dictionary in which the external values of a system, drafts too, stand under its new code."""
    value = as_json(dictionary)
    return read_value(
        Dictionary, {**value, "choices": _renamed(value.get("choices", []), code, new)}, "dictionary.json"
    )


def _renamed(value: Any, code: str, new: str) -> Any:
    if isinstance(value, list):
        return [_renamed(one, code, new) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _renamed(one, code, new) for key, one in value.items()}
    outside = made.get("external")
    if isinstance(outside, dict) and code in outside:
        made["external"] = {new if key == code else key: text for key, text in outside.items()}
    return made


def fields_of(operation: Operation, side: Side) -> list[OperationField]:
    """The fields of the call or of the answer."""
    return operation.input if side == "input" else operation.output


def _check_name(fields: Iterable[OperationField], name: str) -> None:
    if not name or any(not part.strip() for part in name.split(".")) or any(one.name == name for one in fields):
        raise ValueError(name)


def _plain(value: System | Operation | OperationField | Sync) -> dict[str, Any]:
    return {**value.model_dump(exclude_unset=True), **(value.model_extra or {})}


def _system(register: Systems, code: str) -> System:
    found = register.system(code)
    if found is None:
        raise KeyError(code)
    return found


def _operation(system: System, code: str) -> Operation:
    found = system.operation(code)
    if found is None:
        raise KeyError(code)
    return found


def _with(register: Systems, systems: list[System]) -> Systems:
    return register.model_copy(update={"systems": systems})


def _replaced(register: Systems, code: str, system: System) -> Systems:
    return _with(register, [system if one.code == code else one for one in register.systems])


def _with_operation(register: Systems, system: System, code: str, operation: Operation) -> Systems:
    made = [operation if one.code == code else one for one in system.operations]
    return _replaced(register, system.code, system.model_copy(update={"operations": made}))
