"""Triggers that refuse what may never happen to a table, in the words of the database at hand."""

from __future__ import annotations

from alembic import op


def refuse(name: str, verb: str, table: str, why: str, when: str = "TRUE") -> None:
    """Refuse `verb` (`UPDATE`, `DELETE`) on the rows of a table for which `when` holds: SQL over `OLD` and `NEW`."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
        return
    given = "OLD" if verb == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {when} THEN RAISE EXCEPTION '{why}'; END IF; RETURN {given}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def allow(name: str, table: str) -> None:
    """Take a trigger away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")
