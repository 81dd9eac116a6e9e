"""The JUEL that engines carry gives the same outcome as our own FEEL; where it is not on this machine it is said."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.feel import evaluate, parse
from runner.feel.translate import to_juel
from tests.helpers.feel_texts import VARIABLES, conditions, contexts

PROGRAM = Path(__file__).resolve().parents[3] / "helpers" / "java" / "Evaluate.java"
_REPOSITORY = Path.home() / ".m2" / "repository"
_FACTORY = "org.operaton.bpm.impl.juel.ExpressionFactoryImpl"
_PARTS = ("org/operaton/bpm/juel/operaton-juel", "jakarta/el/jakarta.el-api")


def jars() -> list[str]:
    """The files of the expression language that Operaton carries, as Maven has put them; empty where it has not."""
    found = [max((_REPOSITORY / part).glob("*/*.jar"), default=None) for part in _PARTS]
    return [str(path) for path in found if path is not None] if all(found) else []


def missing() -> str:
    """Why the real one cannot be asked here; empty where it can."""
    if shutil.which("java") is None or shutil.which("javac") is None:
        return "no Java on this machine"
    return "" if jars() else "Maven has not brought Operaton's expression language to this machine"


pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small program that evaluates, compiled."""
    folder = tmp_path_factory.mktemp("juel")
    subprocess.run(
        ["javac", "-nowarn", "-cp", ":".join(jars()), "-d", str(folder), str(PROGRAM)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder


def encoded(value: Any) -> str:
    """A value as the program reads it."""
    if value is None:
        return "N"
    if isinstance(value, bool):
        return f"B{int(value)}"
    if isinstance(value, int):
        return f"I{value}"
    if isinstance(value, float):
        return f"D{value}"
    if isinstance(value, str):
        return f"S{value.encode().hex()}"
    if isinstance(value, list):
        return " ".join([f"L{len(value)}", *map(encoded, value)])
    return " ".join([f"M{len(value)}", *(encoded(part) for pair in value.items() for part in pair)])


def outcomes(folder: Path, asked: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """What the real expression language makes of texts and their variables."""
    lines = [line for text, values in asked for line in (text.encode().hex(), encoded(values))]
    done = subprocess.run(
        [
            "java", "-XX:TieredStopAtLevel=1", f"-Djakarta.el.ExpressionFactory={_FACTORY}",
            "-cp", ":".join([str(folder), *jars()]), "Evaluate",
        ],
        input="\n".join(lines) + "\n", capture_output=True, text=True, encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip
    return done.stdout.splitlines()


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                                                 HealthCheck.large_base_example, HealthCheck.data_too_large],
          deadline=None)  # fmt: skip
@given(st.lists(st.tuples(conditions(), contexts()), min_size=60, max_size=120))
def test_a_condition_has_the_same_outcome_where_engines_evaluate_it(
    compiled: Path, asked: list[tuple[str, dict[str, Any]]]
) -> None:
    said = [(to_juel(parse(text), VARIABLES, condition=True).text or "", values) for text, values in asked]
    found = outcomes(compiled, said)
    wanted = ["true" if evaluate(text, values).value is True else "false" for text, values in asked]
    assert list(zip(found, said, asked, strict=True)) == list(zip(wanted, said, asked, strict=True))
