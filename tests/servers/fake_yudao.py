"""A yudao server (RuoYi-Vue-Pro) as far as publishing uses it, after its public source: no answer of a real one.

What it is strict about: a token and a tenant with every request, permissions by their names, failures with status 200
and a number, meta data of at most 4,000 characters, one process that runs in a file, names that are those of the
model, a form, candidates that are there, definitions that come back written otherwise, lists that do not tell what
the server keeps beside a definition.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from lxml import etree

from tests.servers.fake import Answer, Asked
from tests.servers.fake_engine import MODEL, FakeEngine

_OWN = "{http://flowable.org/bpmn}"
_NCNAME = re.compile(r"[a-zA-Z_][-_.0-9a-zA-Z$]*")
_META = (
    "icon", "description", "type", "formType", "formId", "formCustomCreatePath", "formCustomViewPath", "visible",
    "startUserIds", "startDeptIds", "managerUserIds", "sort", "allowCancelRunningProcess", "allowWithdrawTask",
    "processIdRule", "autoApprovalType", "titleSetting", "summarySetting", "processBeforeTriggerSetting",
    "processAfterTriggerSetting", "taskBeforeTriggerSetting", "taskAfterTriggerSetting", "printTemplateSetting",
)  # fmt: skip
_OPEN = ("/system/auth/login", "/system/tenant/get-id-by-name")
_LISTED = {"10": "roles", "20": "departments", "22": "posts", "30": "users", "40": "groups"}
_WITHOUT = ("34", "35", "36")
"""Strategies without a parameter."""
_LEVELS = ("37", "38")


class Refused(Exception):
    """A number and a sentence."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number, self.message = number, message


class FakeYudao(FakeEngine):
    """Tenant 1 is 芋道源码. `permissions` are those of the account; `puzzle`: signing in asks for a picture."""

    account = ("publisher", "s3cret")
    routes: ClassVar[Sequence[tuple[str, str, str]]] = (
        ("POST", "/system/auth/login", "login"),
        ("GET", "/system/tenant/get-id-by-name", "tenant"),
        ("GET", "/system/auth/get-permission-info", "me"),
        ("GET", "/system/(user|role|post|dept)/simple-list", "listed"),
        ("GET", "/bpm/(user-group|category)/simple-list", "listed"),
        ("GET", "/system/user/page", "accounts"),
        ("GET", "/bpm/model/list", "model_list"),
        ("GET", "/bpm/model/get", "model"),
        ("POST", "/bpm/model/create", "create"),
        ("PUT", "/bpm/model/update", "update"),
        ("POST", "/bpm/model/deploy", "deploy"),
        ("PUT", "/bpm/model/update-state", "state"),
        ("DELETE", "/bpm/model/delete", "delete"),
        ("GET", "/bpm/process-definition/get", "definition"),
        ("GET", "/bpm/form/page", "form_page"),
        ("POST", "/bpm/form/create", "form_create"),
        ("PUT", "/bpm/form/update", "form_update"),
        ("DELETE", "/bpm/form/delete", "form_delete"),
        ("GET", "/bpm/process-instance/manager-page", "running_cases"),
    )
    asks_for: ClassVar[dict[str, str]] = {
        "accounts": "system:user:query", "model": "bpm:model:query", "create": "bpm:model:create",
        "update": "bpm:model:update", "deploy": "bpm:model:deploy", "state": "bpm:model:update",
        "delete": "bpm:model:delete", "form_page": "bpm:form:query", "form_create": "bpm:form:create",
        "form_update": "bpm:form:update", "form_delete": "bpm:form:delete",
        "running_cases": "bpm:process-instance:manager-query",
    }  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.models: list[dict[str, Any]] = []
        self.forms: list[dict[str, Any]] = []
        self.permissions = set(self.asks_for.values())
        self.puzzle = False
        self.tenants = {"芋道源码": 1}
        self.token = uuid.uuid4().hex
        self.me_number = 7
        self.lists: dict[str, list[dict[str, Any]]] = {
            "users": [{"id": 7, "nickname": "发布", "username": "publisher"},
                      {"id": 101, "nickname": "李芳", "username": "li"},
                      {"id": 102, "nickname": "王伟", "username": "wang"}],
            "roles": [{"id": 11, "name": "人事", "code": "hr"}, {"id": 12, "name": "财务", "code": "finance"}],
            "posts": [{"id": 31, "name": "文员"}],
            "departments": [{"id": 1, "name": "总公司", "parentId": 0}, {"id": 2, "name": "财务部", "parentId": 1},
                            {"id": 3, "name": "出纳组", "parentId": 2}],
            "groups": [{"id": 41, "name": "销售组"}],
            "categories": [{"id": 1, "name": "办公", "code": "oa"}, {"id": 2, "name": "财务", "code": "fin"}],
        }  # fmt: skip

    # ------------------------------------------------------------------ how it answers

    def answer(self, asked: Asked) -> Answer:
        """Always with status 200."""
        path = asked.path.removeprefix("/admin-api")
        try:
            self._guard(asked, path)
            for method, pattern, act in self.routes:
                if asked.method == method and (match := re.fullmatch(pattern, path)):
                    if self.asks_for.get(act, "") not in {"", *self.permissions}:
                        raise Refused(403, "没有该操作权限")
                    does: Callable[..., Any] = getattr(self, act)
                    return Answer(json={"code": 0, "data": does(asked, *match.groups()), "msg": ""})
            raise Refused(404, f"请求地址不存在:{path}")
        except Refused as refused:
            return Answer(json={"code": refused.number, "data": None, "msg": refused.message})

    def counts(self, asked: Asked) -> bool:
        """What only asks is asked again and again: the first of each is tried."""
        before = [one for one in self.asked if one is not asked]
        return asked.method != "GET" or asked.path not in {one.path for one in before}

    def _guard(self, asked: Asked, path: str) -> None:
        if path == "/system/tenant/get-id-by-name":
            return
        tenant = asked.headers.get("tenant-id", "")
        if self.tenants and not tenant:
            raise Refused(400, "请求的租户标识未传递，请进行排查")
        if self.tenants and tenant not in {str(one) for one in self.tenants.values()}:
            raise Refused(403, "您无权访问该租户的数据")
        if path not in _OPEN and asked.headers.get("authorization") != f"Bearer {self.token}":
            raise Refused(401, "账号未登录")

    def login(self, asked: Asked) -> Any:
        """A token for a name and a password."""
        told = asked.json
        if self.puzzle and not told.get("captchaVerification"):
            raise Refused(1_002_000_004, "验证码不正确，原因：captchaVerification 不能为空")
        if not 4 <= len(told["password"]) <= 16:
            raise Refused(400, "请求参数不正确:密码长度为 4-16 位")
        if (told["username"], told["password"]) != self.account:
            raise Refused(1_002_000_000, "登录失败，账号密码不正确")
        return {"userId": self.me_number, "accessToken": self.token, "refreshToken": "r", "expiresTime": 0}

    def tenant(self, asked: Asked) -> Any:
        """Its number, or nothing."""
        return self.tenants.get(asked.query["name"])

    def me(self, _asked: Asked) -> Any:
        """Who asks, and what they may do."""
        user = {"id": self.me_number, "nickname": "发布", "avatar": ""}
        return {"user": user, "roles": ["publisher"], "permissions": sorted(self.permissions), "menus": []}

    # ------------------------------------------------------------------ people

    def listed(self, _asked: Asked, kind: str) -> Any:
        """Short lists: people without their accounts, posts without their codes."""
        name = {"user": "users", "role": "roles", "post": "posts", "dept": "departments", "user-group": "groups",
                "category": "categories"}[kind]  # fmt: skip
        return [{own: value for own, value in row.items() if own != "username"} for row in self.lists[name]]

    def accounts(self, asked: Asked) -> Any:
        """All whose account holds the text."""
        found = [row for row in self.lists["users"] if asked.query.get("username", "") in row["username"]]
        return _page(asked, found)

    # ------------------------------------------------------------------ models

    def model_list(self, _asked: Asked) -> Any:
        """Without BPMN; of the definition what the engine keeps, not what the server keeps beside it."""
        return [self._told(model) for model in self.models]

    def _told(self, model: dict[str, Any]) -> dict[str, Any]:
        found = next((one for one in self.definitions if one["deploymentId"] == model["deploymentId"]), None)
        definition = None
        if found is not None:
            definition = {own: found[own] for own in ("id", "key", "name", "version", "suspensionState")}
            definition |= {"description": None, "deploymentTime": 1764460800000}
        head = {own: model[own] for own in ("id", "key", "name", "category")}
        return {**head, **model["meta"], "categoryName": None, "formName": None, "processDefinition": definition}

    def model(self, asked: Asked) -> Any:
        """With its BPMN as it was given."""
        model = self._model(asked.query["id"])
        return {**self._told(model), "processDefinition": None, "bpmnXml": model["xml"], "simpleModel": None}

    def create(self, asked: Asked) -> Any:
        """A new model; its key must be free."""
        told = self._valid(asked.json)
        if any(one["key"] == told["key"] for one in self.models):
            raise Refused(1_009_002_000, f"已经存在流程标识为【{told['key']}】的流程")
        model = {"id": str(uuid.uuid4()), "deploymentId": None, "xml": ""}
        self._fill(model, {**told, "sort": len(self.models) + 1})
        self.models.append(model)
        return model["id"]

    def update(self, asked: Asked) -> Any:
        """All of its meta data is what is told now."""
        told = self._valid(asked.json)
        self._fill(self._mine(told["id"]), told)
        return True

    def _fill(self, model: dict[str, Any], told: dict[str, Any]) -> None:
        meta = {own: told.get(own) for own in _META}
        if len(json.dumps(meta, ensure_ascii=False)) > 4000:
            raise Refused(500, "系统异常")
        model |= {"key": told["key"], "name": told["name"], "category": told.get("category"), "meta": meta}
        model["xml"] = told.get("bpmnXml") or model["xml"]

    @staticmethod
    def _valid(told: dict[str, Any]) -> dict[str, Any]:
        for own, message in (("key", "流程标识不能为空"), ("name", "流程名称不能为空"), ("type", "流程类型不能为空"),
                             ("formType", "表单类型不能为空"),
                             ("managerUserIds", "可管理用户编号数组不能为空")):  # fmt: skip
            if not told.get(own):
                raise Refused(400, f"请求参数不正确:{message}")
        if not isinstance(told.get("visible"), bool):
            raise Refused(400, "请求参数不正确:是否可见不能为空")
        numbers = [*told["managerUserIds"], *(told.get("startUserIds") or ()), *(told.get("startDeptIds") or ())]
        if (
            told["type"] not in (10, 20)
            or told["formType"] not in (10, 20)
            or any(type(one) is not int for one in numbers)
        ):
            raise Refused(400, "请求参数不正确")
        if not _NCNAME.fullmatch(told["key"]):
            raise Refused(
                1_009_002_002,
                "流程标识格式不正确，需要以字母或下划线开头，后接任意字母、数字、中划线、下划线、句点！",
            )
        return told

    def _model(self, number: str) -> dict[str, Any]:
        for one in self.models:
            if one["id"] == number:
                return one
        raise Refused(1_009_002_001, "流程模型不存在")

    def _mine(self, number: str) -> dict[str, Any]:
        model = self._model(number)
        if self.me_number not in model["meta"]["managerUserIds"]:
            raise Refused(1_009_002_007, f"操作流程失败，原因：你不是该流程({model['name']})的管理员")
        return model

    def deploy(self, asked: Asked) -> Any:
        """The definition before begins no new cases any more."""
        model = self._mine(asked.query["id"])
        meta = model["meta"]
        process = self._process(model)
        if meta["formType"] == 10 and not any(one["id"] == meta["formId"] for one in self.forms):
            raise Refused(1_009_002_003, "部署流程失败，原因：流程表单未配置，请点击【修改流程】按钮进行配置")
        self._candidates(process)
        if process.get("id") != model["key"]:
            raise Refused(
                1_009_003_000,
                f"流程定义的标识期望是({model['key']})，当前是({process.get('id')})，请修改 BPMN 流程图",
            )
        if process.get("name") != model["name"]:
            raise Refused(
                1_009_003_001,
                f"流程定义的名字期望是({model['name']})，当前是({process.get('name')})，请修改 BPMN 流程图",
            )
        if len(meta["description"] or "") > 255:
            raise Refused(500, "系统异常")
        self._suspend(model)
        version, number = self.numbered(model["key"])
        deployment = str(uuid.uuid4())
        self.definitions.append(
            {"id": number, "key": model["key"], "name": model["name"], "version": version, "suspensionState": 1,
             "deploymentId": deployment, "info": dict(meta), "xml": model["xml"]}
        )  # fmt: skip
        model["deploymentId"] = deployment
        return True

    def _process(self, model: dict[str, Any]) -> etree._Element:
        try:
            root = etree.fromstring(model["xml"].encode())
        except etree.XMLSyntaxError as error:
            raise Refused(500, "系统异常") from error
        runs = [one for one in root.iter(f"{MODEL}process") if one.get("isExecutable") == "true"]
        if len(runs) != 1:  # the engine's list has one definition, or the server fails
            raise Refused(500, "系统异常")
        if next(runs[0].iter(f"{MODEL}startEvent"), None) is None:
            raise Refused(1_009_002_005, "部署流程失败，原因：BPMN 流程图中，没有开始事件")
        return runs[0]

    def _candidates(self, process: etree._Element) -> None:
        tasks = list(process.iter(f"{MODEL}userTask"))
        for task in tasks:
            if not task.get("name"):
                raise Refused(
                    1_009_002_006, f"部署流程失败，原因：BPMN 流程图中，用户任务({task.get('id')})的名字不存在"
                )
        for number, task in enumerate(tasks):
            strategy, param = _said(task, "candidateStrategy"), _said(task, "candidateParam")
            name = task.get("name")
            if number == 0 and strategy == "34":
                raise Refused(1_009_002_008, f"部署流程失败，原因：首个任务({name})的审批人不能是【审批人自选】")
            if not strategy or (not param and strategy not in _WITHOUT):
                raise Refused(
                    1_009_002_004,
                    f"部署流程失败，原因：用户任务({name})未配置审批人，请点击【流程设计】按钮，选择该它的【任务（审批人）】进行配置",
                )
            if strategy in _LISTED:
                known = {str(row["id"]) for row in self.lists[_LISTED[strategy]]}
                if not set(param.split(",")) <= known:
                    raise Refused(500, "系统异常")
            if strategy in _LEVELS and int(param) < 1:
                raise Refused(500, "系统异常")

    def _suspend(self, model: dict[str, Any]) -> None:
        for one in self.definitions:
            if one["deploymentId"] == model["deploymentId"]:
                one["suspensionState"] = 2

    def state(self, asked: Asked) -> Any:
        """Of the definition that was deployed last."""
        model = self._mine(asked.json["id"])
        found = [one for one in self.definitions if one["deploymentId"] == model["deploymentId"]]
        if not found:
            raise Refused(1_009_003_002, "流程定义不存在")
        found[0]["suspensionState"] = asked.json["state"]
        return True

    def delete(self, asked: Asked) -> Any:
        """Its definitions stay and begin nothing."""
        model = self._mine(asked.query["id"])
        self.models.remove(model)
        self._suspend(model)
        return True

    def definition(self, asked: Asked) -> Any:
        """With what the server keeps beside it; its BPMN is what the engine writes, not what it was given."""
        for one in self.definitions:
            wanted = one["id"] == asked.query["id"] if "id" in asked.query else (
                one["key"] == asked.query["key"] and one["suspensionState"] == 1
            )  # fmt: skip
            if wanted:
                head = {own: one[own] for own in ("id", "key", "name", "version", "suspensionState")}
                return {**one["info"], **head, "bpmnXml": f"<!-- {one['id']} -->"}
        return None

    # ------------------------------------------------------------------ forms, cases

    def form_page(self, asked: Asked) -> Any:
        """All whose name holds the text."""
        return _page(asked, [one for one in self.forms if asked.query.get("name", "") in one["name"]])

    def form_create(self, asked: Asked) -> Any:
        """A new one; two may have one name."""
        form = {**self._form(asked.json), "id": 1 + max((one["id"] for one in self.forms), default=0)}
        self.forms.append(form)
        return form["id"]

    def form_update(self, asked: Asked) -> Any:
        """As it is told now."""
        told = self._form(asked.json)
        for one in self.forms:
            if one["id"] == told["id"]:
                one |= told
                return True
        raise Refused(1_009_010_000, "动态表单不存在")

    def form_delete(self, asked: Asked) -> Any:
        """It is gone; definitions keep their copy."""
        self.forms = [one for one in self.forms if str(one["id"]) != asked.query["id"]]
        return True

    @staticmethod
    def _form(told: dict[str, Any]) -> dict[str, Any]:
        for own in ("name", "conf", "fields", "status"):
            if told.get(own) is None:
                raise Refused(400, "请求参数不正确")
        if not isinstance(told["conf"], str) or not all(isinstance(one, str) for one in told["fields"]):
            raise Refused(400, "请求参数不正确")
        if len(told["name"]) > 64:
            raise Refused(500, "系统异常")
        return told

    def running_cases(self, asked: Asked) -> Any:
        """Of a process, page by page."""
        found = [one for one in self.cases if one["key"] == asked.query["processDefinitionKey"]]
        return _page(asked, [{own: one[own] for own in ("id", "processDefinitionId")} for one in found])

    def begin(self, key: str) -> dict[str, Any]:
        """A case of what new ones run."""
        one = next(one for one in self.definitions if one["key"] == key and one["suspensionState"] == 1)
        case = {"id": str(uuid.uuid4()), "processDefinitionId": one["id"], "key": key}
        self.cases.append(case)
        return case

    def deployed(self) -> int:
        """How often something was deployed."""
        return len(self.definitions)


def _said(task: etree._Element, word: str) -> str:
    """An attribute, or an extension element of that name."""
    return task.get(f"{_OWN}{word}") or task.findtext(f"{MODEL}extensionElements/{_OWN}{word}") or ""


def _page(asked: Asked, rows: list[dict[str, Any]]) -> dict[str, Any]:
    size, number = int(asked.query.get("pageSize", "10")), int(asked.query.get("pageNo", "1"))
    if size > 200:
        raise Refused(400, "请求参数不正确:每页条数最大值为 200")
    return {"list": rows[(number - 1) * size : number * size], "total": len(rows)}
