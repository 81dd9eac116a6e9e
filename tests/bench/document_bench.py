"""The document without a window: reading a file, and writing it after one name has changed (medians)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import peers
from tests.bench.jobs import Job, job_of
from tests.bench.rows import Row, median, row, timed

SIZES = (100, 1000, 5000)
_TURNS = 5


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    """All rows of the document; ours and the peer's in turn."""
    for _row in _measured(job_of(40)):  # what is imported once belongs to start-up
        pass
    for size in sizes:
        job = job_of(size)
        yield from peers.compared(list(_measured(job)), peers.measure(job, "document"))


def _measured(job: Job) -> Iterator[Row]:
    from modeler.document import commands
    from modeler.document.io import document_from_bytes, open_document, save_document, to_bytes

    def read(_turn: int) -> None:
        doc = document_from_bytes(job.data, "bench.bpmn")
        assert len(doc.index.nodes) >= job.size
        doc.close()

    yield row("document: open", job.size, median(timed(read, _TURNS)))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "bench.bpmn"
        path.write_bytes(job.data)
        doc = open_document(path)
        written: list[float] = []
        saved: list[float] = []
        for turn in range(_TURNS + 1):  # the first save also finds out where everything stands
            commands.rename(doc, job.middle, f"Another name {turn}")
            written += timed(lambda _turn: to_bytes(doc), 1)
            saved += timed(lambda _turn: save_document(doc), 1)
        doc.close()
    yield row("document: first save", job.size, written[0])
    yield row("document: save after one edit", job.size, median(written))
    yield row("document: save on disk", job.size, median(saved))
