"""Rights of a plan in words."""

from __future__ import annotations

import pytest

from modeler.publish.receipt import Permission
from modeler.publish.right_words import taken_words
from runner.core import i18n


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.set_language("en")


def test_what_is_taken_is_said_in_words_with_the_names_of_the_server() -> None:
    one = Permission(process="Leave", who="user:li", kind="grant", permissions=("CREATE_INSTANCE", "READ"))
    assert taken_words(one) == "Taken away at Leave: user:li, start it, know of it (CREATE_INSTANCE, READ)"


def test_a_name_that_nobody_knows_is_left_to_itself() -> None:
    one = Permission(process="Leave", who="*", kind="grant", permissions=("PAINT",))
    assert taken_words(one) == "Taken away at Leave: everybody, PAINT"


def test_they_are_said_in_chinese_too() -> None:
    i18n.set_language("zh")
    one = Permission(process="Leave", who="user:li", kind="grant", permissions=("READ_TASK", "READ_HISTORY"))
    assert "查看其实例、处理其环节（READ_TASK" in taken_words(one)
