"""A decision that several files hold is not asked at random."""

from __future__ import annotations

from tests.helpers.decisions import decision, dmn, literal
from tests.helpers.graphs import A
from tests.unit.engine.driver import Driver

ONE, TWO = (dmn(decision("level", "Level", literal(value)), namespace=f"urn:{value}") for value in ("1", "2"))


def asking(files: dict[str, bytes]) -> Driver:
    builder = A().start().node("businessRuleTask", "D", decision={"ref": "level", "result": "n"}).end()
    return Driver(builder.chain("S", "D", "E").graph(), decisions=files).start()


def test_the_decision_of_one_file_is_asked() -> None:
    assert asking({"one": ONE}).data["n"] == 1


def test_of_several_files_none_is_taken_and_the_answer_is_given_by_hand() -> None:
    driver = asking({"one": ONE, "two": TWO})
    (trouble,) = driver.open()
    assert (trouble.kind, trouble.data["code"]) == ("incident", "run.decision-twice")
    assert trouble.data["params"]["files"] == "one.dmn, two.dmn"
    driver.case.services.by_hand(driver.case.find(trouble.token), 7)
    driver.do("D")
    assert (driver.status, driver.data["n"]) == ("completed", 7)
