"""The plan as data: what every face prints, complete and in order. JSON by pydantic."""

from __future__ import annotations

from typing import Literal, TypeAlias

from nelm.planning.dose.form import VoxelDose
from nelm.planning.limit import Limit, Strict
from nelm.planning.lines import ConstantLine, InputLine, Plain, SourceStatus

PLAN_VERSION = 1
NOT_AN_ORDER = (
    "For research and a second check; not a medical device, no order and no label. Physician and "
    "medical physicist decide."
)

CheckStatus: TypeAlias = Literal["ok", "warning", "refused"]
ORDER: tuple[CheckStatus, ...] = ("ok", "warning", "refused")


class Contribution(Strict):
    """Share of the variance that one uncertain input brings."""

    name: str
    share: float


class Uncertainty(Strict):
    """Uncertainty of a quantity, to first order and by seeded Monte Carlo.

    Attributes:
        first_order_sd: by slopes at the given values.
        mean: of the draws.
        sd: of the draws.
        low_2_5: below it lie 2.5 % of the draws.
        high_97_5: above it lie 2.5 %.
        contributions: largest first, to first order.
        draws: how many.
        seed: gives the same draws again.
    """

    first_order_sd: float
    mean: float
    sd: float
    low_2_5: float
    high_97_5: float
    contributions: tuple[Contribution, ...]
    draws: int
    seed: int


class PlannedQuantity(Strict):
    """One number, or date, that carrying out the option needs.

    Attributes:
        name: its id, `activity-partition`.
        title: in words.
        value: in `unit`.
        unit: empty where there is none.
        formula: in plain text.
        calculator: as `nelm calc` knows it; nothing for plain arithmetic of the plan.
        source: who published the formula.
        status: whether it was read there, recalled and to be verified, or derived.
        constants: every constant in it.
        inputs: what went in.
        uncertainty: nothing where no input carries one; none is invented.
        notes: what to know beside the number.
    """

    name: str
    title: str
    value: Plain
    unit: str
    formula: str
    calculator: str | None
    source: str
    status: SourceStatus
    constants: tuple[ConstantLine, ...]
    inputs: tuple[InputLine, ...]
    uncertainty: Uncertainty | None
    notes: tuple[str, ...]


class Surviving(Strict):
    """What a limit still allows."""

    of: str
    value: float
    unit: str


class Check(Strict):
    """One question asked of the plan.

    Attributes:
        code: what was asked, `lung-dose`.
        status: ok, warning or refused.
        says: one sentence.
        quantity: name of the quantity that was checked.
        value: of it.
        unit: of it.
        limit: with source, level of evidence and status; nothing for a check without one.
        surviving: what the limit still allows, where it binds.
        probability_met: that the limit is met, where inputs carry uncertainties.
    """

    code: str
    status: CheckStatus
    says: str
    quantity: str | None = None
    value: float | None = None
    unit: str = ""
    limit: Limit | None = None
    surviving: Surviving | None = None
    probability_met: float | None = None


class Missing(Strict):
    """An input that is not known, and what cannot be said without it."""

    field: str
    unit: str
    why: str


class EarlierDoses(Strict):
    """What earlier treatments gave, added up."""

    what: str
    doses: tuple[float, ...]
    total: float
    unit: str


class Absent(Strict):
    """A row that a source does not have for NET."""

    id: str
    says: str
    source: str


class PreparationLine(Strict):
    """A preparation, precaution or printed dose of the pack, or a question of the checklist."""

    list: Literal["preparation", "precautions", "doses", "checklist"]
    id: str
    state: str
    says: str
    cite: str
    note: str | None


class Standing(Strict):
    """What the pack's assessment says of the option for this case.

    Attributes:
        option: its id.
        code: its code.
        name: in words.
        label: `contraindicated`, `undetermined`, ...
        words: the label for people.
        standing: what the source calls the option.
        first: sentences to be read before any number; empty where the criteria are met.
        because: the reasons behind the label.
    """

    option: str
    code: str
    name: str
    label: str
    words: str
    standing: str
    first: tuple[str, ...]
    because: tuple[str, ...]


class Plan(Strict):
    """What carrying out one option takes for one case.

    Attributes:
        status: the worst of the checks.
        no_quantities: why there are none, where the option has none.
        inputs_sha256: of the inputs as read.
        seed: of every draw in the plan.
        changed_limits: limits that a site replaced.
        dose: a dose map that was added to the plan.
    """

    schema_version: int
    nelm_version: str
    intended_use: str
    case: str
    pack: str
    assessed: Standing
    status: CheckStatus
    no_quantities: str | None
    inputs: tuple[InputLine, ...]
    inputs_sha256: str
    seed: int
    quantities: tuple[PlannedQuantity, ...]
    checks: tuple[Check, ...]
    missing: tuple[Missing, ...]
    earlier: tuple[EarlierDoses, ...]
    absent: tuple[Absent, ...]
    preparation: tuple[PreparationLine, ...]
    changed_limits: tuple[Limit, ...]
    dose: VoxelDose | None = None
