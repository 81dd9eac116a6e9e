"""A program that edits a document until it is killed: `python -m tests.helpers.kill_me FOLDER SEED`.

Prints one line after each act: its number and the digest of the document as it then was.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from modeler.document.io import new_document, open_document, save_document, to_bytes
from runner.core.atomic import digest
from tests.helpers.acts import random_act
from tests.helpers.builders import an_approval


def main(folder: Path, seed: int) -> None:
    """Edit an untitled document (odd seeds) or a file (even ones) for ever."""
    if seed % 2:
        doc = new_document("killed", seed=seed)
    else:
        doc = open_document(an_approval().file(folder / f"killed{seed}.bpmn"), seed=seed)
    rng = random.Random(seed)
    print("0", digest(to_bytes(doc)), flush=True)
    for number in range(1, 100_000):
        doc.seal()
        turn = rng.random() if len(doc.index.nodes) < 150 else 0.0
        if turn < 0.1 and doc.can_undo:
            doc.undo()
        elif turn < 0.15 and doc.can_redo:
            doc.redo()
        elif turn < 0.2 and doc.path is not None:
            save_document(doc)
        else:
            random_act(doc, rng)
        print(number, digest(to_bytes(doc)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
