"""Fields of the assumptions: a length of time, a distribution in plain words, the people of a step."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale, QSignalBlocker, Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from runner.core.i18n import N_
from runner.core.i18n import tr as _
from runner.simulate import figures
from runner.simulate.distributions import BadDistribution, Distribution, compile_distribution, number_of
from runner.simulate.durations import DAY, HOUR, MINUTE, SECOND, format_duration
from runner.ui.kit.layouts import clear_layout
from runner.ui.kit.style import set_look
from runner.ui.kit.texts import label

UNITS = (("s", N_("s"), SECOND), ("min", N_("min"), MINUTE), ("h", N_("h"), HOUR), ("d", N_("d"), DAY))

FORMS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("constant", N_("Always the same"), (("value", N_("Value")),)),
    ("triangular", N_("Least, usual, most"), (("min", N_("Least")), ("mode", N_("Usual")), ("max", N_("Most")))),
    ("uniform", N_("Anything between"), (("min", N_("Least")), ("max", N_("Most")))),
    ("exponential", N_("Pure chance (exponential)"), (("mean", N_("Mean")),)),
    ("normal", N_("Around a mean (normal)"), (("mean", N_("Mean")), ("sd", N_("Spread")))),
    ("lognormal", N_("Long tail (lognormal)"), (("mean", N_("Mean")), ("sd", N_("Spread")))),
    ("gamma", N_("Gamma"), (("mean", N_("Mean")), ("sd", N_("Spread")))),
    ("erlang", N_("Erlang"), (("mean", N_("Mean")), ("k", N_("Stages")))),
    ("beta", N_("Beta"), (("min", N_("Least")), ("max", N_("Most")), ("mean", N_("Mean")), ("sd", N_("Spread")))),
    ("weibull", N_("Weibull"), (("shape", N_("Shape")), ("scale", N_("Scale")))),
)
PLAIN = frozenset({"k", "shape"})


def number_field() -> QLineEdit:
    """A field for one number, as wide as it needs."""
    field = QLineEdit()
    field.setMinimumWidth(48)
    check = QDoubleValidator(0.0, 1e12, 6)
    check.setLocale(QLocale.c())
    check.setNotation(QDoubleValidator.Notation.StandardNotation)
    field.setValidator(check)
    return field


def shown(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"


def best_unit(lengths: list[float]) -> int:
    """The index of the unit in which these microseconds are short numbers."""
    largest = max((abs(item) for item in lengths), default=0.0)
    for index in range(len(UNITS) - 1, 0, -1):
        if largest >= UNITS[index][2] and all(item % (UNITS[index][2] / 20) == 0 for item in lengths):
            return index
    return 0


class UnitBox(QComboBox):
    """Seconds, minutes, hours, days."""

    def __init__(self) -> None:
        super().__init__()
        for _key, name, _size in UNITS:
            self.addItem(_(name))
        self.setAccessibleName(_("Unit of time"))
        self.setFixedWidth(72)

    @property
    def size_us(self) -> int:
        """Microseconds of the unit that is on."""
        return UNITS[max(0, self.currentIndex())][2]


class LengthEdit(QWidget):
    """A length of time; empty is None."""

    changed = Signal(object)

    def __init__(self, value: int | None = None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._number, self._unit = number_field(), UnitBox()
        row.addWidget(self._number, 1)
        row.addWidget(self._unit)
        self.set_value(value)
        self._number.editingFinished.connect(self._tell)
        self._unit.activated.connect(lambda _index: self._tell())

    def set_value(self, value: int | None) -> None:
        """Show microseconds."""
        self._unit.setCurrentIndex(best_unit([] if value is None else [value]))
        self._number.setText("" if value is None else shown(value / self._unit.size_us))
        self._told = value

    @property
    def value(self) -> int | None:
        """Microseconds, or None."""
        text = self._number.text().strip()
        return round(float(text) * self._unit.size_us) if text else None

    def _tell(self) -> None:
        if self.value != self._told:
            self._told = self.value
            self.changed.emit(self.value)


class DistributionEdit(QWidget):
    """A distribution of time or of a number: its kind in words, its parameters, the unit, the mean it has."""

    changed = Signal(object)

    def __init__(self, value: Distribution | None, *, is_time: bool = True, name: str = "") -> None:
        super().__init__()
        self._is_time = is_time
        self._value = value
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._kind = QComboBox()
        self._kind.setAccessibleName(name or _("Kind of distribution"))
        for _key, title, _parameters in FORMS:
            self._kind.addItem(_(title))
        self._kind.setMinimumContentsLength(12)
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._kind.activated.connect(self._choose_kind)
        self._grid_holder = QWidget()
        self._grid = QGridLayout(self._grid_holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(2)
        self._note = label("", "caption", wrap=True)
        column.addWidget(self._kind)
        column.addWidget(self._grid_holder)
        column.addWidget(self._note)
        self._fields: dict[str, QLineEdit] = {}
        self._unit: UnitBox | None = None
        self._show()

    @property
    def value(self) -> Distribution | None:
        """The distribution shown, as far as it was complete."""
        return self._value

    def _show(self) -> None:
        value = self._value
        known = {key: index for index, (key, _title, _parameters) in enumerate(FORMS)}
        if value is None or value.kind in known:
            with QSignalBlocker(self._kind):
                self._kind.setCurrentIndex(known[value.kind] if value is not None else -1)
            self._kind.setPlaceholderText(_("Not given"))
            self._build(value)
        else:
            self._kind.setPlaceholderText(_("Recorded values"))
            with QSignalBlocker(self._kind):
                self._kind.setCurrentIndex(-1)
            self._build(None)
        self._say()

    def _build(self, value: Distribution | None) -> None:
        clear_layout(self._grid)
        self._fields, self._unit = {}, None
        self._grid_holder.setVisible(value is not None)
        if value is None:
            return
        parameters = next(given for key, _title, given in FORMS if key == value.kind)
        numbers = {name: self._number(value.params.get(name), name) for name, _title in parameters}
        times = [number for name, number in numbers.items() if name not in PLAIN]
        if self._is_time:
            self._unit = UnitBox()
            self._unit.setCurrentIndex(best_unit(times))
            self._unit.activated.connect(lambda _index: self._edited())
        for column, (name, title) in enumerate(parameters):
            field = number_field()
            field.setAccessibleName(_(title))
            size = self._unit.size_us if self._unit is not None and name not in PLAIN else 1
            field.setText(shown(numbers[name] / size))
            field.editingFinished.connect(self._edited)
            self._grid.addWidget(label(_(title), "caption"), 0, column)
            self._grid.addWidget(field, 1, column)
            self._fields[name] = field
        if self._unit is not None:
            self._grid.addWidget(self._unit, 1, len(parameters))

    def _number(self, given: Any, name: str) -> float:
        try:
            return number_of(given, self._is_time and name not in PLAIN, name)
        except BadDistribution:
            return 0.0

    def _choose_kind(self, index: int) -> None:
        kind, _title, parameters = FORMS[index]
        if self._value is not None and self._value.kind == kind:
            return
        mean = self._mean() or (10 * MINUTE if self._is_time else 1.0)
        guesses = {"value": mean, "mean": mean, "mode": mean, "sd": mean / 2, "min": mean / 2, "max": mean * 2,
                   "k": 3, "shape": 1.5, "scale": mean * 1.1}  # fmt: skip
        self._take(kind, {name: guesses[name] for name, _title in parameters})
        self._build(self._value)
        self._say()

    def _edited(self) -> None:
        index = self._kind.currentIndex()
        if index < 0:
            return
        kind, _title, _parameters = FORMS[index]
        size = self._unit.size_us if self._unit is not None else 1
        numbers = {}
        for name, field in self._fields.items():
            text = field.text().strip()
            if not text:
                return
            numbers[name] = float(text) * (1 if name in PLAIN else size)
        self._take(kind, numbers)
        self._say()

    def _take(self, kind: str, numbers: dict[str, float]) -> None:
        params = {
            name: format_duration(round(number)) if self._is_time and name not in PLAIN else _tidy(number)
            for name, number in numbers.items()
        }
        value = Distribution(kind=kind, params=params)
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    def _mean(self) -> float | None:
        try:
            return compile_distribution(self._value, is_time=self._is_time).mean if self._value else None
        except BadDistribution:
            return None

    def _say(self) -> None:
        """What the distribution comes to, or what is wrong with it."""
        if self._value is None:
            self._note.setText("")
            return
        try:
            mean = compile_distribution(self._value, is_time=self._is_time).mean
        except BadDistribution:
            self._note.setText(_("These values do not go together."))
            set_look(self._note, role="bad")
            return
        set_look(self._note, role="caption")
        if mean is None:
            self._note.setText("")
        else:
            text = figures.length(mean / SECOND) if self._is_time else figures.plain(mean)
            self._note.setText(_("Mean {mean}").replace("{mean}", text))


def _tidy(number: float) -> float | int:
    return int(number) if number == int(number) else number
