"""Scenes of publishing for `make_screenshots.py`: environments, who may publish there, and the next one."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from make_scene_set import SceneSet

SCENES = SceneSet()
scene = SCENES.scene


def stages(stage: Any) -> Any:
    """The place with two environments of the workspace, the first of them chosen."""
    from modeler.publish.environments import Environment, with_environment
    from modeler.publish.signing import SigningKey

    place = stage.place("publish")
    folder = Path(tempfile.gettempdir()) / "slipway-scenes"
    shutil.rmtree(folder, ignore_errors=True)
    trusted = [SigningKey("李芳", bytes(range(32))).public, SigningKey("周明", bytes(range(1, 33))).public]
    test = Environment(id="test", name={"en": "Test", "zh": "测试"}, target=f"folder:{folder / 'test'}")
    prod = Environment(
        id="prod", name={"en": "Production", "zh": "生产"}, target="operaton:https://li@bpm.example.com/engine-rest",
        tenant="north", roles={"role:hr": "hr-team"}, endpoints={"erp": "https://erp.example.com"}, all_mapped=True,
        note=True, trusted=trusted,
    )  # fmt: skip
    info = stage.context.workspace.info_file
    for one in (test, prod):
        info.set(with_environment(info.value, one), "Environment")
    place.use_target(test.address)
    return place, prod, info


@scene("15-publish-environments")
def environments(stage: Any) -> Any:
    _place, _prod, info = stages(stage)
    return lambda: (info.undo(), info.undo())


def dialog_of(stage: Any, page: int) -> Any:
    """The dialog of the second environment at one of its pages."""
    from modeler.ui.panels.server_dialog import ServerDialog

    place, prod, info = stages(stage)
    place.stages.describe(prod)
    dialog = place.findChildren(ServerDialog)[-1]
    dialog.tabs.setCurrentIndex(page)

    dialog.finished.connect(lambda _code: (info.undo(), info.undo()))
    stage.settle()
    return dialog


@scene("15-publish-environment-where")
def where(stage: Any) -> Any:
    return dialog_of(stage, 0)


@scene("15-publish-environment-camunda8")
def camunda8(stage: Any) -> Any:
    dialog = dialog_of(stage, 0)
    dialog.kind.setCurrentIndex(dialog.kind.findData("camunda8"))
    dialog.address.setText("https://bru-2.zeebe.example.com/6f1c")
    dialog.user.setText("slipway")
    dialog.tokens.url.setText("https://login.example.com/oauth/token")
    dialog.tokens.audience.setText("zeebe.example.com")
    return dialog


@scene("15-publish-environment-connection")
def connection(stage: Any) -> Any:
    dialog = dialog_of(stage, 1)
    folder = Path(tempfile.gettempdir()) / "slipway-scenes"
    folder.mkdir(exist_ok=True)
    certificate, key = _certificate(folder)
    dialog.way.authority.line.setText(str(certificate))
    dialog.way.certificate.line.setText(str(certificate))
    dialog.way.key.line.setText(str(key))
    dialog.way.proxy.setText("proxy.example.com:3128")
    return dialog


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate and its locked key, as files."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

    own, now = Ed25519PrivateKey.from_private_bytes(bytes(range(32))), datetime(2026, 1, 1, tzinfo=UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Example Authority")])
    made = x509.CertificateBuilder(name, name, own.public_key(), 7, now, now + timedelta(days=3650)).sign(own, None)
    certificate, key = folder / "authority.pem", folder / "authority.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"open sesame")))
    return certificate, key


@scene("15-publish-plain-question")
def plain(stage: Any) -> Any:
    from modeler.publish.target import PublishRefused
    from modeler.ui.panels.plain_question import PlainDialog

    place, _prod, info = stages(stage)
    dialog = PlainDialog(PublishRefused("publish.plain-http", user="li", server="http://bpm.example.com"), place)
    dialog.show()
    dialog.finished.connect(lambda _code: (info.undo(), info.undo()))
    return dialog


@scene("15-publish-environment-roles")
def roles(stage: Any) -> Any:
    return dialog_of(stage, 2)


@scene("15-publish-environment-trust")
def trust(stage: Any) -> Any:
    return dialog_of(stage, 3)


@scene("15-publish-promote")
def onward(stage: Any) -> Any:
    from modeler.publish import pipeline
    from modeler.publish.promoting import promoting
    from modeler.ui.panels.promote_dialog import PromoteDialog

    place, prod, info = stages(stage)
    test = place.where.environments()[0]
    stage.settle()
    pipeline.publish(place._prepared.package, test.address, test)
    folder = prod.model_copy(update={"target": test.target.replace("test", "prod"), "tenant": ""})
    dialog = PromoteDialog(promoting(place._prepared.plan.shipment.name, test, folder), place)
    dialog.show()

    dialog.finished.connect(lambda _code: (info.undo(), info.undo()))
    return dialog


@scene("15-publish-rights")
def rights(stage: Any) -> Any:
    from modeler.publish.authorizing import RightsPlan
    from modeler.publish.permissions import Right, RightLine
    from modeler.publish.receipt import Permission
    from modeler.ui.panels.publish_rights import outcome

    place, _prod, info = stages(stage)
    stage.settle()
    told = (
        RightLine(Right("Leave", "start", "department:company/**"), "enforced", "new"),
        RightLine(Right("Leave", "manage", "role:admin"), "enforced"),
        RightLine(Right("Leave", "see", "role:hr", scope="department"), "lost"),
        RightLine(Right("Leave", "start", "role:hr", allowed=False), "shown", "new"),
    )
    taken = Permission(kind="grant", who="user:li", process="Leave", permissions=["CREATE_INSTANCE", "READ"])
    found = RightsPlan(told, (taken,), ("Leave",), (taken,), (), True)
    place.story.table.hide()
    place.story.steps["authorize"].tell(*outcome(found))
    place.story.rights.show_rights(found, place._prepared.plan.shipment.package.bundle.organization)
    return lambda: (info.undo(), info.undo())
