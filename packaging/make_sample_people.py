"""Write the organisation of the sample office: the people drawn by hand (`sample_people.json`), and around them as
many as make 600, the same to the byte at each run.

Whom the process tests of the sample speak of is among those drawn by hand, and so is what makes cases go one way or
another (roles, matrices). The list of departments in the sample's dictionary follows. `--check`: exit 1 where either
file is out of date.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BY_HAND = ROOT / "packaging" / "sample_people.json"
OFFICE = ROOT / "resources" / "samples" / "office"

PEOPLE, SEED = 600, 20260301

Item = dict[str, Any]


class Unit(NamedTuple):
    """A department or team that is made up: how many work in it, who leads it (a position), what the others are.
    `led`: the id of a person drawn by hand who leads it."""

    id: str
    parent: str
    zh: str
    en: str
    size: int
    lead: str
    posts: Sequence[str]
    kind: str = ""
    company: str = ""
    led: str = ""


OFFICE_POSTS, TRADE, BUILD = ("specialist", "specialist", "senior", "assistant"), ("sales-manager",), (
    "engineer", "engineer", "senior-engineer",
)  # fmt: skip
LINE, CRAFT = ("operator", "operator", "operator", "technician"), ("technician", "engineer")

UNITS = (
    Unit("fin-receivables", "fin", "应收核算组", "Receivables", 7, "team-lead", OFFICE_POSTS),
    Unit("fin-costs", "fin", "成本核算组", "Cost accounting", 7, "team-lead", OFFICE_POSTS),
    Unit("treasury-funds", "treasury", "资金计划组", "Cash planning", 4, "team-lead", OFFICE_POSTS),
    Unit("hr-hiring", "hr", "招聘组", "Hiring", 7, "team-lead", OFFICE_POSTS),
    Unit("hr-pay", "hr", "薪酬绩效组", "Pay and performance", 7, "team-lead", OFFICE_POSTS),
    Unit("hr-training", "hr", "培训发展组", "Training", 5, "team-lead", OFFICE_POSTS),
    Unit("admin-buying", "admin", "采购组", "Buying", 9, "team-lead", ("buyer", "buyer", "senior")),
    Unit("admin-facilities", "admin", "后勤组", "Facilities", 9, "team-lead", OFFICE_POSTS),
    Unit("admin-it", "admin", "信息技术组", "IT support", 11, "team-lead", BUILD),
    Unit("legal-contracts", "legal", "合同组", "Contracts", 4, "team-lead", ("specialist", "assistant")),
    Unit("audit-projects", "audit", "项目审计组", "Project audit", 4, "team-lead", ("specialist", "senior")),
    Unit("east-shanghai", "sales-east", "上海销售组", "Shanghai", 18, "team-lead", TRADE),
    Unit("east-jiangsu", "sales-east", "江苏销售组", "Jiangsu", 16, "team-lead", TRADE),
    Unit("east-zhejiang", "sales-east", "浙江销售组", "Zhejiang", 16, "team-lead", TRADE),
    Unit("south-guangzhou", "sales-south", "广州销售组", "Guangzhou", 18, "team-lead", TRADE),
    Unit("south-shenzhen", "sales-south", "深圳销售组", "Shenzhen", 16, "team-lead", TRADE),
    Unit("south-xiamen", "sales-south", "厦门销售组", "Xiamen", 11, "team-lead", TRADE),
    Unit("sales-north", "sales", "华北区", "North region", 2, "director", ("assistant",)),
    Unit("north-beijing", "sales-north", "北京销售组", "Beijing", 16, "team-lead", TRADE),
    Unit("north-tianjin", "sales-north", "天津销售组", "Tianjin", 11, "team-lead", TRADE),
    Unit("sales-west", "sales", "西南区", "South-west region", 2, "director", ("assistant",)),
    Unit("west-chengdu", "sales-west", "成都销售组", "Chengdu", 13, "team-lead", TRADE),
    Unit("west-chongqing", "sales-west", "重庆销售组", "Chongqing", 11, "team-lead", TRADE),
    Unit("support-presales", "sales-support", "售前组", "Pre-sales", 11, "team-lead", BUILD),
    Unit("support-service", "sales-support", "客户服务组", "Customer service", 15, "team-lead", ("service-agent",)),
    Unit("marketing", "sales", "市场部", "Marketing", 13, "director", ("specialist", "designer", "senior")),
    Unit("platform-server", "platform", "后端组", "Server", 15, "team-lead", BUILD),
    Unit("platform-client", "platform", "前端组", "Client", 13, "team-lead", BUILD),
    Unit("platform-operations", "platform", "运维组", "Operations", 11, "team-lead", BUILD),
    Unit("product-design", "product", "设计组", "Design", 10, "team-lead", ("designer",)),
    Unit("product-planning", "product", "产品规划组", "Product planning", 9, "team-lead", ("specialist", "senior")),
    Unit("quality-automation", "quality", "自动化测试组", "Test automation", 11, "team-lead", BUILD),
    Unit("quality-release", "quality", "发布组", "Release", 7, "team-lead", BUILD),
    Unit("algorithms", "rd", "算法部", "Algorithms", 15, "director", BUILD),
    Unit("hardware", "rd", "硬件部", "Hardware", 17, "director", BUILD),
    Unit("plant-production", "plant", "生产部", "Production", 4, "director", ("engineer", "assistant")),
    Unit("workshop-1", "plant-production", "一车间", "Workshop 1", 2, "workshop-head", ("technician",)),
    Unit("workshop-1a", "workshop-1", "一车间甲班", "Workshop 1, shift A", 20, "shift-lead", LINE),
    Unit("workshop-1b", "workshop-1", "一车间乙班", "Workshop 1, shift B", 20, "shift-lead", LINE),
    Unit("workshop-2", "plant-production", "二车间", "Workshop 2", 2, "workshop-head", ("technician",)),
    Unit("workshop-2a", "workshop-2", "二车间甲班", "Workshop 2, shift A", 20, "shift-lead", LINE),
    Unit("workshop-2b", "workshop-2", "二车间乙班", "Workshop 2, shift B", 20, "shift-lead", LINE),
    Unit("plant-quality", "plant", "质检部", "Inspection", 17, "director", ("inspector",)),
    Unit("plant-equipment", "plant", "设备部", "Equipment", 17, "director", CRAFT),
    Unit("plant-planning", "plant", "计划部", "Planning", 8, "director", OFFICE_POSTS),
    Unit("plant-safety", "plant", "安全环保部", "Safety and environment", 6, "director", CRAFT),
    Unit("plant-office", "plant", "综合部", "Plant office", 9, "director", OFFICE_POSTS),
    Unit("plant-warehouse", "plant", "仓储物流部", "Warehouse and shipping", 0, "director", ("storekeeper",)),
)
"""Parents stand before what lies below them. The last one takes as many as are still wanting."""

POSITIONS = (
    ("team-lead", "组长", "Team lead", 6), ("workshop-head", "车间主任", "Head of workshop", 6),
    ("shift-lead", "班长", "Shift lead", 4), ("operator", "操作工", "Operator", 2),
    ("technician", "技术员", "Technician", 3), ("inspector", "检验员", "Inspector", 3),
    ("storekeeper", "仓管员", "Storekeeper", 2), ("buyer", "采购专员", "Buyer", 4),
    ("designer", "设计师", "Designer", 4), ("service-agent", "客服专员", "Service agent", 3),
)  # fmt: skip

SITES = (
    ("site-shanghai", "上海总部", "Shanghai head office", (
        "department:finance-centre/**", "department:hr/**", "department:admin/**", "department:legal/**",
        "department:audit/**", "department:rd/**", "department:east-shanghai", "department:sales-support/**",
        "department:marketing",
    )),
    ("site-suzhou", "苏州工厂", "Suzhou plant", ("department:plant/**", "department:east-jiangsu")),
    ("site-guangzhou", "广州分公司", "Guangzhou branch", ("department:sales-south/**",)),
    ("site-beijing", "北京办事处", "Beijing office", ("department:sales-north/**",)),
    ("site-chengdu", "成都办事处", "Chengdu office", ("department:sales-west/**",)),
)  # fmt: skip
"""Where people work, as groups."""

_LISTS: dict[str, list[str]] = json.loads((ROOT / "packaging" / "sample_names.json").read_text("utf-8"))
NAMES = {kind: " ".join(lines).split() for kind, lines in _LISTS.items()}
"""Surnames, the commonest first, and characters of given names, each with its pinyin: the last of a name for men and
for women, and what may stand before it."""


class Luck:
    """Numbers from a seed. Only `random()` is asked, which Python promises to keep as it is in later versions."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        """A number from 0 to `count` - 1."""
        return int(self._random.random() * count)

    def one(self, items: Sequence[Any]) -> Any:
        """One of them."""
        return items[self.below(len(items))]

    def some(self, items: Sequence[Any], count: int) -> list[Any]:
        """So many of them, none twice, in their order."""
        left = list(range(len(items)))
        taken = sorted(left.pop(self.below(len(left))) for _one in range(count))
        return [items[at] for at in taken]


def both(zh: str, en: str) -> dict[str, str]:
    """A text for people."""
    return {"zh": zh, "en": en}


def english(pinyin: str) -> str:
    """`zhang san feng` as it is spelled, the surname first: Zhang Sanfeng."""
    surname, *given = pinyin.split()
    return f"{surname.capitalize()} {''.join(given).capitalize()}"


class Office:
    """The organisation in the making."""

    def __init__(self) -> None:
        self.made: Item = json.loads(BY_HAND.read_text("utf-8"))
        self.luck = Luck(SEED)
        self.names = {user["name"] for user in self.made["users"]}
        self.ids = {user["id"] for user in self.made["users"]}
        self.crowd: list[Item] = []
        self.team: dict[str, list[Item]] = {}
        for user in self.made["users"]:
            user["name"] = both(user["name"], english(user["pinyin"]))
        self.departments = {item["id"]: item for item in self.made["departments"]}

    def whole(self) -> Item:
        """Everything."""
        self.made["positions"] += [
            {"id": id_, "name": both(zh, en), "grade": grade} for id_, zh, en, grade in POSITIONS
        ]
        for unit in UNITS:
            self._unit(unit)
        self.made["users"] += self.crowd
        self._second_posts()
        self._left()
        self._roles()
        self._away()
        self._lines()
        self.made["groups"] += [
            {"id": id_, "name": both(zh, en), "members": [{"who": who} for who in members]}
            for id_, zh, en, members in SITES
        ]
        return self.made

    # people -------------------------------------------------------------------------------------------

    def _name(self) -> tuple[str, str]:
        """A name that nobody bears yet, and its pinyin."""
        while True:
            third = len(NAMES["surnames"]) // 3  # bears two thirds of all people, as it does in fact
            surnames = NAMES["surnames"][:third] if self.luck.below(3) else NAMES["surnames"][third:]
            before, last = ("beforeMen", "men") if self.luck.below(2) else ("beforeWomen", "women")
            middle = [self.luck.one(NAMES[before])] if self.luck.below(5) else []
            parts = [self.luck.one(surnames), *middle, self.luck.one(NAMES[last])]
            name = "".join(part[0] for part in parts)
            if name not in self.names and (len(parts) < 3 or parts[1][0] != parts[2][0]):
                self.names.add(name)
                return name, " ".join(part[1:] for part in parts)

    def _person(self, department: str, position: str, superior: str) -> Item:
        name, pinyin = self._name()
        plain = pinyin.replace(" ", "")
        id_ = next(one for one in (plain, *(f"{plain}{number}" for number in range(2, 99))) if one not in self.ids)
        self.ids.add(id_)
        assignment = {"department": department, "position": position, "superior": superior, "primary": True}
        user = {
            "id": id_,
            "name": both(name, english(pinyin)),
            "pinyin": pinyin,
            "active": True,
            "assignments": [assignment],
        }
        self.crowd.append(user)
        return user

    def _unit(self, unit: Unit) -> None:
        above = self.departments[unit.parent]
        wanting = PEOPLE - len(self.made["users"]) - len(self.crowd)
        size = unit.size or wanting
        head = self._person(unit.id, unit.lead, above["head"])
        posts = [self.luck.one(unit.posts) for _one in range(size - 1)]
        staff = [self._person(unit.id, post, head["id"]) for post in posts]
        self.team[unit.id] = [head, *staff]
        number = len(self.departments)
        centre = f"C{700 + 10 * number}" if number < 30 else f"D{10 * number}"
        department: Item = {
            "id": unit.id, "parent": unit.parent, "company": unit.company or above["company"],
            "name": both(unit.zh, unit.en), "head": head["id"],
        }  # fmt: skip
        if size >= 12:
            department["deputies"] = [staff[0]["id"]]
        department |= {"executive": above["executive"], "costCentre": centre}
        if unit.kind or above.get("kind"):
            department["kind"] = unit.kind or above["kind"]
        self.departments[unit.id] = department
        self.made["departments"].append(department)
        self.made["costCentres"].append({"id": centre, "name": both(unit.zh, unit.en), "owner": head["id"]})

    # what is not the same for everybody ---------------------------------------------------------------

    def _staff(self, *beside: str) -> list[Item]:
        """Those who lead nothing."""
        heads = {item["head"] for item in self.made["departments"]}
        return [user for user in self.crowd if user["id"] not in heads and user["id"] not in beside]

    def _second_posts(self) -> None:
        """Some work elsewhere as well, for a time."""
        targets = ("quality-release", "plant-planning", "marketing", "hr-training", "support-presales", "admin-it")
        for user, target in zip(self.luck.some(self._staff(), len(targets)), targets, strict=True):
            if user["assignments"][0]["department"] != target:
                user["assignments"].append(
                    {
                        "department": target, "position": user["assignments"][0]["position"],
                        "superior": self.departments[target]["head"], "primary": False,
                        "validFrom": "2026-01-01", "validTo": "2026-12-31",
                    }
                )  # fmt: skip

    def _left(self) -> None:
        """Some have left: inactive, with who took over."""
        deputies = [id_ for item in self.made["departments"] for id_ in item.get("deputies", ())]
        months = ("2025-09-30", "2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28")
        for user in self.luck.some(self._staff(*deputies), 14):
            user["active"] = False
            user["handOver"] = self.departments[user["assignments"][0]["department"]]["head"]
            user["validTo"] = self.luck.one(months)

    def _roles(self) -> None:
        """The plant has its own HR and finance; purchases have more than one buyer."""
        for role, unit, scope in (
            ("hr", "plant-office", "company:east"),
            ("finance-partner", "fin-costs", "company:east"),
            ("buyer", "admin-buying", None),
        ):
            person = next(user for user in self.team[unit][1:] if user["active"])
            member = {"who": f"user:{person['id']}"} | ({"scope": scope} if scope else {})
            next(item for item in self.made["roles"] if item["id"] == role)["members"].append(member)

    def _away(self) -> None:
        """Some are away, most with a stand-in, some on one process alone or with a copy."""
        days = (
            ("2026-03-09", "2026-03-13"), ("2026-03-16", "2026-03-18"), ("2026-04-01", "2026-04-03"),
            ("2026-04-20", "2026-04-24"), ("2026-05-11", "2026-05-22"), ("2026-06-01", "2026-06-12"),
        )  # fmt: skip
        leads = [team for team in self.team.values() if len(team) > 3]
        for number, (head, *staff) in enumerate(self.luck.some(leads, 12)):
            begin, end = days[number % len(days)]
            agent = next(user for user in staff if user["active"])
            absence: Item = {"who": f"user:{head['id']}", "from": begin, "to": end, "agent": f"user:{agent['id']}"}
            absence["processes"] = ["HQ-HRM-LEV-001-AP"] if number % 6 == 5 else ["*"]
            if number % 4 == 3:
                absence["mode"] = "copy"
            self.made["absences"].append(absence)

    def _lines(self) -> None:
        """Whoever works at the plant for a function of the head office, and who works for a project."""
        for unit, to in (("plant-quality", "cao"), ("plant-office", "sun"), ("plant-planning", "li")):
            head = self.team[unit][0]
            self.made["lines"].append({"kind": "functional", "who": f"user:{head['id']}", "to": f"user:{to}"})
        for user in self.team["platform-server"][1:4]:
            self.made["lines"].append({"kind": "project", "who": f"user:{user['id']}", "to": "user:yang"})


def dictionary(organization: Item) -> Item:
    """The sample's dictionary with a code for each department: what the finance system calls it."""
    made: Item = json.loads((OFFICE / "dictionary.json").read_text("utf-8"))
    listed = next(item for item in made["choices"] if item["code"] == "department")
    known = {item["value"]: item for item in listed["items"]}
    listed["items"] = [
        known.get(item["id"])
        or {"value": item["id"], "label": item["name"], "external": {"finance": f"C{10 * number:03}"}}
        for number, item in enumerate(organization["departments"], start=1)
    ]
    return made


def files() -> Iterator[tuple[Path, str]]:
    """What is written, and where."""
    organization = Office().whole()
    for path, value in (
        (OFFICE / "organization.json", organization),
        (OFFICE / "dictionary.json", dictionary(organization)),
    ):
        yield path, json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Write both files, or look at them; the exit code."""
    stale = [(path, text) for path, text in files() if not path.exists() or path.read_text("utf-8") != text]
    for path, text in stale:
        if "--check" in sys.argv[1:]:
            print(f"{path.relative_to(ROOT)} is out of date: run packaging/make_sample_people.py")
        else:
            path.write_text(text, "utf-8", newline="\n")
    return int(bool(stale) and "--check" in sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
