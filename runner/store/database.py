"""Opening a store: connection, migration, and a clear word where the file is not one of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, event, inspect
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from runner.core.errors import StoreError
from runner.core.i18n import N_
from runner.core.messages import declare

declare(
    {
        "store.unreachable": (
            N_("The store {url} could not be opened: {cause}."),
            N_("Check that the folder exists and that you may write there."),
        ),
        "store.foreign": (
            N_("{url} is not a store of this program."),
            N_("Choose another file; nothing was changed in it."),
        ),
        "store.newer": (
            N_("{url} was written by a newer version of this program (revision {found})."),
            N_("Open it with that version; nothing was changed in it."),
        ),
        "store.bad-url": (
            N_("{url} is not the address of a store."),
            N_("Give sqlite:///FILE, sqlite:// for one in memory, or postgresql://USER@HOST/DATABASE."),
        ),
        "store.no-driver": (
            N_("{url} cannot be opened: the driver for PostgreSQL is not installed."),
            N_("Install the extra “postgresql” of this program."),
        ),
    }
)

MEMORY = "sqlite://"
PATIENCE = 10
"""Seconds that a command waits for another one to end."""
ONE_AT_A_TIME = 7_549_723_001
"""The advisory lock that each command takes on a PostgreSQL server."""
_COMPILED: dict[Any, Any] = {}
_ONE_COPY = Lock()
MIGRATIONS = Path(__file__).parent / "migrations"


def store_url(place: str | Path) -> str:
    """The URL of a store: a URL stays one, a path becomes one."""
    text = str(place)
    return text if "://" in text else f"sqlite:///{Path(text).absolute()}"


def open_engine(url: str) -> Engine:
    """Connect, refuse what is not ours, migrate to the newest revision.

    Raises `StoreError`: `store.bad-url`, `store.unreachable`, `store.foreign`, `store.newer`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("store.bad-url", url=url) from error
    shown = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() == "postgresql":
        return _open(parsed.set(drivername="postgresql+pg8000"), shown)
    if parsed.get_backend_name() != "sqlite":
        raise StoreError("store.bad-url", url=url)
    if parsed == make_url(MEMORY):
        return _copy_of_the_empty_one()
    return _open(parsed, url)


def begin(connection: Connection) -> None:
    """Begin a command: commands on one store come one after the other, whoever gives them."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")


def _made(parsed: URL, url: str) -> Engine:
    if parsed.get_backend_name() != "sqlite":
        try:
            engine = create_engine(parsed, pool_pre_ping=True)
        except ImportError as error:
            raise StoreError("store.no-driver", url=url) from error
        engine.dialect.use_insertmanyvalues_wo_returning = True  # many rows are one statement, and one way there
        return engine
    engine = create_engine(
        parsed, poolclass=StaticPool, connect_args={"check_same_thread": False, "timeout": PATIENCE}
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _open(parsed: URL, url: str) -> Engine:
    engine = _made(parsed, url)
    try:
        with engine.connect() as connection:
            _check(connection, url)
            _migrate(connection)
            if engine.dialect.name == "sqlite" and parsed.database not in (None, "", ":memory:"):
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    except StoreError:
        engine.dispose()
        raise
    except SQLAlchemyError as error:
        engine.dispose()
        foreign = isinstance(error, DBAPIError) and "not a database" in str(error.orig)
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError("store.foreign" if foreign else "store.unreachable", url=url, cause=cause) from error
    return engine


@lru_cache(maxsize=1)
def _empty_one() -> Engine:
    return _open(make_url(MEMORY), MEMORY)


def _copy_of_the_empty_one() -> Engine:
    """A new store in memory. A thousand tests each want one: they are migrated once, and share what SQLAlchemy
    has compiled."""
    empty = _empty_one()

    def connect() -> Any:
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        with _ONE_COPY, closing(empty.raw_connection()) as source:
            cast(sqlite3.Connection, source.driver_connection).backup(connection)
        _prepare(connection, None)
        return connection

    engine = Engine(StaticPool(connect), empty.dialect, empty.url)
    return engine.execution_options(compiled_cache=_COMPILED)


def _prepare(connection: Any, _record: object) -> None:
    # the driver's own handling would let a command be torn apart; SQLAlchemy begins transactions itself
    with suppress(AttributeError):
        connection.isolation_level = None  # sqlite3's own
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def config_of(connection: Connection | None = None) -> Config:
    """Alembic's configuration over the packaged revisions."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _check(connection: Connection, url: str) -> None:
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return
    if "alembic_version" not in tables or "event_log" not in tables:
        raise StoreError("store.foreign", url=url)
    found = MigrationContext.configure(connection).get_current_revision()
    known = {revision.revision for revision in ScriptDirectory.from_config(config_of()).walk_revisions()}
    if found not in known:
        raise StoreError("store.newer", url=url, found=found)


def _migrate(connection: Connection) -> None:
    script = ScriptDirectory.from_config(config_of())
    if MigrationContext.configure(connection).get_current_revision() == script.get_current_head():
        connection.rollback()
        return
    connection.rollback()
    command.upgrade(config_of(connection), "head")
    connection.commit()
