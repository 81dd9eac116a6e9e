"""Steps that several decide are counted by real engines as the runner counts them, vote by vote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import httpx
import pytest

from modeler.dialects.writing import Settings
from modeler.publish.exporting import export
from runner.approvals.votes import Count, Seat, result_of
from tests.helpers.dialect_models import DialectModel, E, S, chain, ext, node
from tests.servers.conftest import Bring
from tests.servers.voting import Engine, FlowableVotes, OperatonVotes

VERDICTS = "".join(
    f'<slip:verdict id="{own}" result="{result}"{action}/>'
    for own, result, action in (
        ("agree", "agree", ""), ("reject", "reject", ""), ("no-word", "abstain", ""),
        ("back", "return", ' action="starter"'),
    )
)  # fmt: skip
RESULT = {"agree": "agree", "reject": "reject", "no-word": "abstain", "back": "return"}


@dataclass(frozen=True)
class Ballot:
    """How a step is counted, and who says what, in order."""

    vote: str
    said: tuple[tuple[str, str], ...]
    threshold: str = ""
    abstain: str = "counted"
    veto: str = ""
    hears_all: bool = False
    weights: tuple[str, ...] = ()
    sequence: bool = False

    @property
    def model(self) -> DialectModel:
        """A process with nothing but that step."""
        more = f' threshold="{self.threshold}"' if self.threshold else ""
        more += f' veto="{" ".join(f"user:{one}" for one in self.veto.split())}"' if self.veto else ""
        more += ' hearsAll="true"' if self.hears_all else ""
        weights = "".join(
            f'<slip:weight who="user:{who}" share="{share}"/>'
            for (who, _said), share in zip(self.said, self.weights, strict=False)
        )
        blocks = (
            '<slip:handler strategy="role" who="role:hr" empty="admin"/>',
            f'<slip:approval vote="{self.vote}" abstain="{self.abstain}"{more}>{VERDICTS}{weights}</slip:approval>',
        )
        body = S + node("userTask", "A", ext(*blocks)) + E + chain("S", "A", "E")
        return DialectModel("ballot", {"Ballot": body})

    def expected(self) -> Iterator[str | None]:
        """What the runner counts after each vote."""
        if self.vote == "sequence":
            for place, (_who, said) in enumerate(self.said, start=1):
                is_over = said != "agree" or place == len(self.said)
                yield RESULT[said] if is_over else None
            return
        weights = dict(zip((who for who, _ in self.said), map(Fraction, self.weights or ("1",) * 9), strict=False))
        count = Count(self.vote, self.threshold or None, self.abstain, self.veto.split(), self.hears_all)
        seats = {who: Seat(who, None, True, weights[who]) for who, _said in self.said}
        for who, said in self.said:
            seats[who] = Seat(who, RESULT[said], False, weights[who])
            yield result_of(count, list(seats.values()))


def ballot(vote: str, said: str, **more: str | bool | tuple[str, ...]) -> Ballot:
    """`li+ wang- zhang0 chen<`: agrees, rejects, abstains, sends back."""
    buttons = {"+": "agree", "-": "reject", "0": "no-word", "<": "back"}
    return Ballot(vote, tuple((one[:-1], buttons[one[-1]]) for one in said.split()), **more)  # type: ignore[arg-type]


BALLOTS = {
    "all agree": ballot("all", "li+ wang+ zhang+"),
    "one of all is against": ballot("all", "li+ wang- zhang+"),
    "all are heard": ballot("all", "li- wang+ zhang+", hears_all=True),
    "all but who abstains": ballot("all", "li0 wang+ zhang0"),
    "nobody says a word": ballot("all", "li0 wang0"),
    "one of three sends it back": ballot("all", "li+ wang< zhang+"),
    "two of three": ballot("count", "li+ wang- zhang+", threshold="2"),
    "two of three can no longer be": ballot("count", "li- wang- zhang+", threshold="2"),
    "two thirds": ballot("percent", "li+ wang- zhang+", threshold="2/3"),
    "two thirds of those who speak": ballot("percent", "li0 wang+ zhang+", threshold="2/3", abstain="left-out"),
    "a third in percent": ballot("percent", "li- wang+ zhang-", threshold="33.3"),
    "enough, but the veto is awaited": ballot("count", "li+ wang+ zhang+ chen+", threshold="2", veto="zhang"),
    "enough, but for a veto": ballot("count", "li+ wang+ zhang- chen+", threshold="2", veto="zhang sun"),
    "weights": ballot("weight", "li+ wang- zhang+", threshold="50", weights=("40", "30", "30")),
    "thirds of a weight": ballot("weight", "li- wang+", threshold="60", weights=("100/3", "200/3")),
    "one after the other": ballot("sequence", "li+ wang+ zhang+"),
    "one after the other until one is against": ballot("sequence", "li+ wang- zhang+"),
}


@pytest.fixture(scope="module", params=["operaton", "flowable"])
def engine(bring: Bring, request: pytest.FixtureRequest) -> Iterator[OperatonVotes | FlowableVotes]:
    kinds = {"operaton": OperatonVotes, "flowable": FlowableVotes}
    with httpx.Client(base_url=bring(request.param).url, timeout=60, trust_env=False) as client:
        yield kinds[request.param](client)


@pytest.mark.parametrize("name", sorted(BALLOTS))
def test_an_engine_counts_each_vote_as_the_runner_does(engine: OperatonVotes | FlowableVotes, name: str) -> None:
    """After each vote the step is as far there as here, those who are not heard are no longer asked, and its result
    leads to the same end."""
    one = BALLOTS[name]
    written = export(one.model.package, engine.dialect, Settings())
    assert written.ok, [loss.message for loss in written.losses]
    deployment = engine.deploy(written.files)
    try:
        _vote(engine, one)
    finally:
        engine.forget(deployment)


def _vote(engine: Engine, one: Ballot) -> None:
    people = [who for who, _said in one.said]
    case = engine.start("Ballot", {"A_people": people, "starter": "sun"})
    for (who, button), expected in zip(one.said, one.expected(), strict=False):
        asked = engine.open(case)
        assert who in asked, (who, asked)
        engine.complete(asked[who], {"A_verdict": button})
        known = engine.known(case)
        assert known["A_result"] == expected
        if expected is not None:
            assert known["ended"] == (expected != "return")
            assert not set(engine.open(case)) & set(people)
            return
        assert not known["ended"]
