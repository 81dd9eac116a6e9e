"""The tables. Instants are ISO 8601 texts, values JSON texts; people are bare user ids."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

model_version = Table(
    "model_version",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("process", String, nullable=False),
    Column("name", String, nullable=False),
    Column("version", String, nullable=False),
    Column("deployed", String, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
)

instance = Table(
    "instance",
    metadata,
    Column("id", String, primary_key=True),
    Column("model", String(64), nullable=False),
    Column("process", String, nullable=False),
    Column("status", String, nullable=False),
    Column("outcome", String),
    Column("starter", String, nullable=False),
    Column("started", String, nullable=False),
    Column("ended", String),
    Column("engine", String, nullable=False),
    Column("setup", Text, nullable=False),
    Column("head", Text, nullable=False),
    Column("origin", String),
    Column("number", Integer, nullable=False, server_default="0"),
    Column("memory", Text),
    Column("pilot", String, nullable=False, server_default=""),
    Column("ordinal", Integer, nullable=False, server_default="0"),
    Index("instance_in_pilot", "pilot", "started", "number", "id"),
    Index("instance_of_process", "pilot", "process", "started", "number", "id"),
    Index("instance_by_model", "pilot", "model", "status"),
    Index("instance_by_status", "status"),
)
"""The cases. `ordinal` counts those of a process within their pilot, from 1; `number` all that were started here."""

scope = Table(
    "scope",
    metadata,
    Column("instance", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("variables", Text, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("instance", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("element", String),
    Column("state", Text, nullable=False),
    Column("items", Text),
)

timer = Table(
    "timer",
    metadata,
    Column("instance", String, primary_key=True),
    Column("token", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("element", String, nullable=False),
    Column("instant", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("pilot", String, nullable=False, server_default=""),
    Index("timer_by_instant", "pilot", "instant"),
)
"""The timers of cases that run. `instant` is in UTC with microseconds, so that texts sort like instants."""

awaited = Table(
    "awaited",
    metadata,
    Column("instance", String, primary_key=True),
    Column("token", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("names", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Index("awaited_by_name", "kind", "name", "key"),
)
"""The messages and signals that cases wait for. `names` are those of the correlation, `key` its names and values."""

work = Table(
    "work",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance", String, nullable=False),
    Column("token", String, nullable=False),
    Column("element", String, nullable=False),
    Column("process", String, nullable=False),
    Column("visit", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("plan", Text, nullable=False),
    Column("opened", String, nullable=False),
    Column("closed", String),
    Column("result", String),
    Column("title", Text, nullable=False, server_default=""),
    Column("process_name", Text, nullable=False, server_default=""),
    Column("summary", Text, nullable=False, server_default=""),
    Column("model", Text, nullable=False, server_default=""),
    Index("work_by_state", "instance", "state"),
    Index("work_by_token", "instance", "token"),
    Index("work_by_kind", "state", "kind"),
)

task = Table(
    "task",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("work", String, nullable=False, index=True),
    Column("instance", String, nullable=False, index=True),
    Column("element", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("user", String, index=True),
    Column("state", String, nullable=False),
    Column("on_behalf", String),
    Column("claimed_by", String),
    Column("acted_by", String),
    Column("verdict", String),
    Column("result", String),
    Column("opinion", Text),
    Column("signature", Text),
    Column("opened", String, nullable=False),
    Column("acted", String),
    Index("task_by_state", "state", "user"),
    Index("task_in_order", "state", "id"),
    sqlite_autoincrement=True,
)

deadline = Table(
    "deadline",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("instance", String, nullable=False),
    Column("work", String, nullable=False),
    Column("step", Integer, nullable=False),
    Column("due", String, nullable=False),
    Column("instant", String, nullable=False, server_default=""),
    Column("pilot", String, nullable=False, server_default=""),
    Index("deadline_by_instant", "pilot", "instant"),
    Index("deadline_of_work", "work", "instant"),
)

copy = Table(
    "copy",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("instance", String, nullable=False, index=True),
    Column("element", String, nullable=False),
    Column("user", String, nullable=False, index=True),
    Column("sent", String, nullable=False),
    Column("is_read", Boolean, nullable=False),
)

serial_counter = Table(
    "serial_counter",
    metadata,
    Column("rule", String, primary_key=True),
    Column("scope", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("last", Integer, nullable=False),
)

serial_number = Table(
    "serial_number",
    metadata,
    Column("rule", String, primary_key=True),
    Column("number", String, primary_key=True),
    Column("instance", String, nullable=False, index=True),
    Column("field", String, nullable=False),
    Column("issued", String, nullable=False),
)

event_log = Table(
    "event_log",
    metadata,
    Column("instance", String, primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("command", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("real", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("element", String, nullable=False),
    Column("token", String, nullable=False),
    Column("payload", Text, nullable=False),
)

moment = Table(
    "moment",
    metadata,
    Column("instance", String, primary_key=True),
    Column("command", Integer, primary_key=True, autoincrement=False),
    Column("base", Integer),
    Column("about", Text, nullable=False),
    Column("state", LargeBinary, nullable=False),
)

call = Table(
    "call",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("instance", String, nullable=False, index=True),
    Column("token", String, nullable=False),
    Column("element", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("key", String, nullable=False),
    Column("system", String, nullable=False),
    Column("operation", String, nullable=False),
    Column("request", Text, nullable=False),
    Column("at", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("owner", String, nullable=False),
    Column("asked", String, nullable=False),
    Column("until", String, nullable=False),
    Column("answered", String),
    Column("answer", Text),
)
"""The calls to systems outside. `state`: `asking` from before the call until it was answered, `answered`, `unsure`
where nobody knows whether it was made, `late` where its step was gone when the answer came. `asked`, `until` and
`answered` are real time."""

archived = Table(
    "archived",
    metadata,
    Column("instance", String, primary_key=True),
    Column("file", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("at", String, nullable=False),
)
"""Finished cases that were moved out into a file, with the SHA-256 of what it holds of them."""

data_store = Table(
    "data_store",
    metadata,
    Column("pilot", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("content", Text, nullable=False),
    Column("changed", String, nullable=False),
    Column("by_case", String, nullable=False),
    Column("element", String, nullable=False),
)
"""What the data stores of a pilot hold, by their names; `by_case` and `element`: who put it there last (empty: the
tester). Where each part of it came from is a fact beside them (`runner.store.stores.ORIGINS`)."""

schedule = Table(
    "schedule",
    metadata,
    Column("pilot", String, primary_key=True),
    Column("process", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("model", String(64), nullable=False),
    Column("element", String, nullable=False),
    Column("said", Text, nullable=False),
    Column("instant", String, nullable=False),
    Column("first", String, nullable=False),
    Column("every", String, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("left", Integer),
    Column("is_on", Boolean, nullable=False),
    Index("schedule_by_instant", "pilot", "instant"),
)
"""The timers at the beginning of processes: when a case is begun next (UTC text, empty: never again), with `left`
times to come (NULL: without end): the one that lies `passed` times `every` (an ISO duration)
behind `first`. `said` is the timer as it is written."""

message_queue = Table(
    "message_queue",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False, index=True),
    Column("correlation", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("sent", String, nullable=False),
    Column("names", Text, nullable=False, server_default=""),
    Column("key", Text, nullable=False, server_default=""),
    Column("pilot", String, nullable=False, server_default=""),
)

remark = Table(
    "remark",
    metadata,
    Column("id", String, primary_key=True),
    Column("instance", String, index=True),
    Column("model", String, nullable=False),
    Column("process", String, nullable=False),
    Column("version", String, nullable=False),
    Column("element", String),
    Column("field", String),
    Column("person", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("made", String, nullable=False),
    Column("done", String),
    Column("done_by", String),
    Column("answer", Text),
)
