"""What the lesions to be ablated have in common; a lesion without a plan may be one of them."""

import math

import pytest

from nelm.case.case import Case
from nelm.case.known import known_facts
from nelm.criteria.values import Interval

INF = math.inf


def ablation(name, *lesions):
    found = known_facts(Case.model_validate({"liver": {"lesions": list(lesions)}}))
    assert not [f for f in found.findings if f.kind != "question"]
    return found.values.get(f"liver.ablation_{name}")


def lesion(plan="ablate", **facts):
    return {"plan": plan, **facts}


@pytest.mark.parametrize(
    ("lesions", "expected"),
    [
        ([lesion(diameter_mm=22), lesion(diameter_mm=31)], Interval.exact(31)),
        ([lesion(diameter_mm=22), lesion("resect", diameter_mm=90)], Interval.exact(22)),
        ([lesion(diameter_mm=22), lesion("leave", diameter_mm=90)], Interval.exact(22)),
        ([lesion(diameter_mm="20-25"), lesion(diameter_mm="<22")], Interval(20, 25)),
        ([lesion(diameter_mm=22), lesion("unknown", diameter_mm=31)], Interval(22, 31)),
        ([lesion(diameter_mm=22), lesion("unknown", diameter_mm=18)], Interval.exact(22)),
        ([lesion(diameter_mm=22), lesion("unknown")], Interval(22, INF, high_open=True)),
        ([lesion(diameter_mm=22), lesion()], Interval(22, INF, high_open=True)),
        ([lesion(diameter_mm=22), {"diameter_mm": 31}], Interval(22, 31)),
        ([lesion("unknown", diameter_mm=22)], None),
        ([lesion("resect", diameter_mm=22)], None),
        ([], None),
    ],
)
def test_the_largest_lesion_to_ablate_counts_unknown_plans_as_possible(lesions, expected):
    found = ablation("max_diameter_mm", *lesions)
    if expected is None or expected.high < INF:
        assert found == expected
    else:
        assert found.low == expected.low
        assert found.high >= 400  # the largest diameter a lesion can have


@pytest.mark.parametrize(
    ("lesions", "expected"),
    [
        ([lesion(near_vital="yes"), lesion(near_vital="no")], True),
        ([lesion(near_vital="no"), lesion(near_vital="no")], False),
        ([lesion(near_vital="no"), lesion("resect", near_vital="yes")], False),
        ([lesion(near_vital="no"), lesion("unknown", near_vital="yes")], None),
        ([lesion(near_vital="no"), lesion("unknown", near_vital="no")], False),
        ([lesion("unknown", near_vital="yes")], None),
        ([lesion("unknown", near_vital="no")], None),
        ([lesion("leave", near_vital="yes")], None),
    ],
)
@pytest.mark.parametrize("flag", ["near_vital", "at_surface"])
def test_a_judgment_on_any_lesion_to_ablate_counts_unknown_plans_as_possible(
    flag, lesions, expected
):
    lesions = [
        {flag if key == "near_vital" else key: value for key, value in one.items()}
        for one in lesions
    ]
    assert ablation(flag, *lesions) is expected


@pytest.mark.parametrize(
    ("lesions", "expected"),
    [
        ([lesion(vital_distance_mm=12), lesion(vital_distance_mm=7)], Interval.exact(7)),
        ([lesion(vital_distance_mm=12), lesion("resect", vital_distance_mm=7)], Interval.exact(12)),
        ([lesion(vital_distance_mm=12), lesion("unknown", vital_distance_mm=7)], Interval(7, 12)),
        ([lesion(vital_distance_mm=7), lesion("unknown", vital_distance_mm=12)], Interval.exact(7)),
        ([lesion(vital_distance_mm=12), lesion()], Interval(0, 12)),
        ([lesion(vital_distance_mm=12), lesion("unknown")], Interval(0, 12)),
        ([lesion(vital_distance_mm=12), lesion(near_vital="no")], Interval.exact(12)),
        ([lesion(near_vital="no", vital_distance_mm=8)], Interval(INF, INF)),
        ([lesion(near_vital="yes")], Interval(INF, INF)),
        ([lesion(vital_distance_mm=">10")], Interval(10, 400, low_open=True)),
        ([lesion("unknown", vital_distance_mm=3)], None),
    ],
)
def test_the_least_distance_leaves_out_judged_lesions_and_counts_unknown_plans(lesions, expected):
    assert ablation("vital_distance_mm", *lesions) == expected


def test_a_judgment_on_one_lesion_says_nothing_about_the_others():
    lesions = [lesion(near_vital="no"), lesion(vital_distance_mm=4)]
    assert ablation("near_vital", *lesions) is False
    assert ablation("vital_distance_mm", *lesions) == Interval.exact(4)
