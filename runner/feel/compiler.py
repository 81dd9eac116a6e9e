"""From syntax tree to closures: each node becomes one Python function of a `Frame`; nothing is ever `eval`ed."""

from __future__ import annotations

from typing import Any

from runner.feel import compile_loops, compile_operators, compile_tests, tree
from runner.feel.budget import Closure, Frame
from runner.feel.calls import BuiltIn, call_built_in, call_value, function_of
from runner.feel.compile_quick import quick_count, quick_path
from runner.feel.conforms import coerce, conforms
from runner.feel.dispatch import COMPILERS, compile_node
from runner.feel.lookup import MISSING, entry, find
from runner.feel.types import Function, type_name

__all__ = ["compile_node"]


def _literal(node: tree.Literal) -> Closure:
    value = node.value
    return lambda frame: value


def _name(node: tree.Name) -> Closure:
    name = node.name

    def look_up(frame: Frame) -> Any:
        names = frame.names
        if name in names:
            return names[name]
        value = find(frame, name)
        if value is MISSING:
            value = function_of(name)
            if value is None:
                frame.run.warn("feel.unknown", name=name)
        return value

    return look_up


def _path(node: tree.Path) -> Closure:
    source, name = compile_node(node.source), node.name

    def step(frame: Frame) -> Any:
        value = source(frame)
        if type(value) is dict and name in value:
            return value[name]
        return entry(frame.run, value, name)

    return quick_path(node, step)


def _list(node: tree.ListNode) -> Closure:
    items = [compile_node(item) for item in node.items]
    cost = len(items) // 8

    def make(frame: Frame) -> list[Any]:
        if cost:
            frame.run.tick(cost)
        return [item(frame) for item in items]

    return make


def _context(node: tree.ContextNode) -> Closure:
    entries = [(key, compile_node(value)) for key, value in zip(node.keys, node.values, strict=True)]
    twice = len(set(node.keys)) < len(node.keys)
    cost = 1 + len(entries) // 8

    def make(frame: Frame) -> dict[str, Any] | None:
        if twice:
            return frame.run.warn("feel.value", name="{}", value=", ".join(node.keys))
        frame.run.tick(cost)
        inner = Frame({}, frame, frame.run)
        for key, value in entries:
            inner.names[key] = value(inner)
        return inner.names

    return make


def _if(node: tree.If) -> Closure:
    condition, yes, no = compile_node(node.condition), compile_node(node.yes), compile_node(node.no)

    def choose(frame: Frame) -> Any:
        answer = condition(frame)
        if answer is True:
            return yes(frame)
        if answer is not False:
            frame.run.warn("feel.condition", type=type_name(answer))
        return no(frame)

    return choose


def _function(node: tree.FunctionNode) -> Closure:
    body, cost = compile_node(node.body), tree.weight(node.body)
    types = node.types

    def make(frame: Frame) -> Function:
        def call(*values: Any) -> Any:
            names: dict[str, Any] = {}
            frame.run.tick(cost)
            for name, value, kind in zip(node.params, values, types, strict=True):
                if kind is not None and value is not None:
                    fitting = coerce(value, kind, frame.run.types)
                    if fitting is None:
                        return frame.run.warn("feel.argument", argument=name, name="function", type=type_name(value))
                    value = fitting
                names[name] = value
            return body(Frame(names, frame, frame.run))

        return Function("function", node.params, call, types)

    return make


def _external(node: tree.External) -> Closure:
    column = node.at + 1
    return lambda frame: frame.run.warn("feel.external", column=column)


def _call(node: tree.Call) -> Closure:
    function = compile_node(node.function)
    arguments = [compile_node(argument) for argument in node.arguments]
    label = node.function.name if isinstance(node.function, tree.Name | tree.Path) else "function"
    names = node.names

    def invoke(frame: Frame) -> Any:
        called = function(frame)
        values = [argument(frame) for argument in arguments]
        if type(called) is BuiltIn and not names:
            return call_built_in(frame.run, called, values)
        return call_value(frame.run, label, called, values, names)

    return quick_count(node, invoke)


def _instance_of(node: tree.InstanceOf) -> Closure:
    value, kind = compile_node(node.value), node.type

    def ask(frame: Frame) -> bool | None:
        answer = conforms(value(frame), kind, frame.run.types)
        return frame.run.warn("feel.unknown", name=kind.name) if answer is None else answer

    return ask


COMPILERS.update(compile_operators.COMPILERS)
COMPILERS.update(compile_tests.COMPILERS)
COMPILERS.update(compile_loops.COMPILERS)
COMPILERS.update(
    {
        tree.Literal: _literal,
        tree.Name: _name,
        tree.Path: _path,
        tree.ListNode: _list,
        tree.ContextNode: _context,
        tree.If: _if,
        tree.FunctionNode: _function,
        tree.External: _external,
        tree.Call: _call,
        tree.InstanceOf: _instance_of,
    }
)
