"""Keyed random numbers: a draw depends on what it is for, never on when it is made.

A draw is named by (seed, replication, case, node, visit, purpose). Two runs with one seed agree, in
any order of events; a node added elsewhere changes no other node's draws; and two scenarios with the
same seed meet the same luck (common random numbers), which makes their difference sharp.

The key function, all arithmetic modulo 2**64, `mix` being the finaliser of SplitMix64 (Steele, Lea and
Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; constants of Stafford, variant 13)::

    stream = mix(mix(mix(mix(seed + G) + replication * G) ^ node) + purpose * G)
    bits   = mix(stream + case * G + visit * H)
    draw   = ((bits >> 12) + 0.5) / 2**52               # 0 < draw < 1

`node` is the first eight bytes, big-endian, of the SHA-256 of the node's id in UTF-8; `case` counts from
0, plus 2**40 times the index of its source of arrivals; `visit` counts this case's visits to this node
from 0. Vectors, which never change (they stand in the tests too)::

    seed 1, replication 0, case 0, node "Task_a", visit 0, purpose DURATION  -> 0.37294639909410054
    seed 1, replication 0, case 1, node "Task_a", visit 0, purpose DURATION  -> 0.5664311767594444
    seed 1, replication 0, case 0, node "Task_a", visit 1, purpose DURATION  -> 0.41612227952815284
    seed 7, replication 3, case 12345, node "复核", visit 2, purpose BRANCH  -> 0.1380713904020655
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from hashlib import sha256

MASK = (1 << 64) - 1
G = 0x9E3779B97F4A7C15
H = 0xD1342543DE82EF95
SOURCE = 1 << 40
"""What the case numbers of one source of arrivals lie apart from those of the next."""

_SCALE = 2.0**-52


class Purpose(IntEnum):
    """What a draw is for; the numbers are part of the key and never change."""

    DURATION = 1
    BRANCH = 2
    ARRIVAL = 3
    DELAY = 4
    DATA = 5
    INSTANCES = 6
    OUTCOME = 7
    STARTER = 8


def mix(x: int) -> int:
    """The finaliser of SplitMix64: every bit of `x` moves about half the bits of the result."""
    x &= MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


@cache
def node_key(node_id: str) -> int:
    """The 64-bit key of a node's id."""
    return int.from_bytes(sha256(node_id.encode()).digest()[:8], "big")


def stream(seed: int, replication: int, node_id: str, purpose: int) -> int:
    """The start of the stream of one node and purpose in one replication."""
    key = mix(mix(seed + G) + replication * G)
    return mix(mix(key ^ node_key(node_id)) + purpose * G)


def uniform(key: int) -> float:
    """The draw of a full key `stream + case * G + visit * H`: more than 0 and less than 1."""
    x = key & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return (((x ^ (x >> 31)) >> 12) + 0.5) * _SCALE


def draw(seed: int, replication: int, case: int, node_id: str, visit: int, purpose: int) -> float:
    """The one random number of this key, more than 0 and less than 1."""
    return uniform(stream(seed, replication, node_id, purpose) + case * G + visit * H)
