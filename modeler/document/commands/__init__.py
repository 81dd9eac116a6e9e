"""Verbs: what a person can do to a document. Each opens its own transaction; nested ones join.

All take the document first, speak in ids and plain values, and raise `RefusedError` with the code of the
rule that forbids.
"""

from modeler.document.commands.add import add_node, append_node, append_place
from modeler.document.commands.arrange import align, arrangeable, distribute
from modeler.document.commands.attach import attach, detach
from modeler.document.commands.chain import Step, append_chain
from modeler.document.commands.clip import bounds_of_clip
from modeler.document.commands.connect import connect, drop_on_flow, may_note, reconnect, set_waypoints, way_between
from modeler.document.commands.copy import copy
from modeler.document.commands.diagrams import add_diagram, remove_diagram, rename_diagram
from modeler.document.commands.flow_kind import set_flow_kind
from modeler.document.commands.inserting import (
    add_way,
    exchange,
    insert_fork,
    insert_node,
    order_way,
    remove_way,
)
from modeler.document.commands.lanes import add_lane, add_lane_beside, order_lane, split_lane
from modeler.document.commands.layout import set_layout
from modeler.document.commands.markers import set_compensation
from modeler.document.commands.move import move, resize, set_label
from modeler.document.commands.paste import paste
from modeler.document.commands.properties import get_property, set_property
from modeler.document.commands.remove import remove
from modeler.document.commands.replace import replace
from modeler.document.commands.space import make_space
from modeler.document.commands.turning import turn_pool
from modeler.document.commands.wrapping import unwrap, wrap
from modeler.document.commands.write import rename, set_colour, set_extension
from modeler.document.edits import RefusedError

__all__ = [
    "RefusedError",
    "Step",
    "add_diagram",
    "add_lane",
    "add_lane_beside",
    "add_node",
    "add_way",
    "align",
    "append_chain",
    "append_node",
    "append_place",
    "arrangeable",
    "attach",
    "bounds_of_clip",
    "connect",
    "copy",
    "detach",
    "distribute",
    "drop_on_flow",
    "exchange",
    "get_property",
    "insert_fork",
    "insert_node",
    "make_space",
    "may_note",
    "move",
    "order_lane",
    "order_way",
    "paste",
    "reconnect",
    "remove",
    "remove_diagram",
    "remove_way",
    "rename",
    "rename_diagram",
    "replace",
    "resize",
    "set_colour",
    "set_compensation",
    "set_extension",
    "set_flow_kind",
    "set_label",
    "set_layout",
    "set_property",
    "set_waypoints",
    "split_lane",
    "turn_pool",
    "unwrap",
    "way_between",
    "wrap",
]
