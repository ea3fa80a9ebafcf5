"""Volume uncertainty, first-order propagation and Monte Carlo, against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError, within
from nelm.calculators.uncertainty import (
    FirstOrder,
    LogNormal,
    Normal,
    Threshold,
    TruncatedNormal,
    combined_relative,
    first_order,
    monte_carlo,
    volume_relative_uncertainty,
)


def volume(volume_ml, voxel_mm=2.0, fwhm_mm=5.0):
    return volume_relative_uncertainty(volume_ml=volume_ml, voxel_mm=voxel_mm, fwhm_mm=fwhm_mm)


def total(given_):
    return given_["a"] + given_["b"]


def tumor_dose(given_):
    """A partition model: k A (1 - F) TN / (TN M_T + M_N)."""
    retained = 49.67 * given_["activity_gbq"] * (1 - given_["lung_shunt_fraction"])
    ratio = given_["tn_concentration_ratio"]
    return retained * ratio / (ratio * given_["tumor_kg"] + given_["normal_kg"])


def normal_dose(given_):
    return tumor_dose(given_) / given_["tn_concentration_ratio"]


PARTITION = {
    "activity_gbq": 2.0,
    "lung_shunt_fraction": 0.05,
    "tn_concentration_ratio": 5.0,
    "tumor_kg": 0.2,
    "normal_kg": 1.3,
}


class TestVolume:
    @pytest.mark.parametrize(("volume_ml", "percent"), [(50, 20), (5, 44)])
    def test_the_derived_examples_are_met(self, volume_ml, percent):
        assert round(100 * volume(volume_ml)) == percent

    def test_the_voxel_term_alone_is_exact(self):
        sphere_ml = math.pi / 6 * 20**3 / 1000
        assert volume(sphere_ml, voxel_mm=math.sqrt(6), fwhm_mm=0) == pytest.approx(3 / 20)

    def test_the_blur_term_alone_is_exact(self):
        sphere_ml = math.pi / 6 * 20**3 / 1000
        blur = volume(sphere_ml, voxel_mm=0.1, fwhm_mm=2 * math.sqrt(math.log(2)))
        assert blur**2 == pytest.approx((3 / 20) ** 2 * (1 + 0.01 / 6))

    @given(st.floats(0.1, 1200), st.floats(0.5, 10), st.floats(0, 20))
    def test_it_falls_with_the_third_root_of_the_volume(self, ml, voxel, fwhm):
        assert volume(ml, voxel, fwhm) == pytest.approx(2 * volume(8 * ml, voxel, fwhm))

    def test_columns_work(self):
        both = volume(np.array([50.0, 5.0]))
        assert np.round(both, 2).tolist() == [0.2, 0.44]

    @pytest.mark.parametrize(
        "given_", [(0, 2, 5), (50, 0, 5), (50, 2, -1), (float("nan"), 2, 5), (50, 2, 50)]
    )
    def test_impossible_images_are_refused(self, given_):
        with pytest.raises(OutOfRangeError):
            volume(*given_)


class TestFirstOrder:
    def test_squares_of_powers_times_uncertainties_add(self):
        found = combined_relative(activity=(1, 0.03), mass=(-1, 0.04))
        assert found.sd == pytest.approx(0.05)
        assert found.shares == pytest.approx({"activity": 0.36, "mass": 0.64})
        assert combined_relative(d=(3, 0.1)).sd == pytest.approx(0.3)

    def test_a_sum_adds_variances(self):
        found = first_order(total, {"a": Normal(10, 3), "b": Normal(20, 4)})
        assert (found.value, found.sd) == pytest.approx((30, 5))
        assert found.shares == pytest.approx({"a": 0.36, "b": 0.64})
        assert found.sd_without("b") == pytest.approx(3)

    def test_the_partition_rule_of_the_tumor_to_normal_ratio(self):
        """d ln D_N / d ln TN = -w and d ln D_T / d ln TN = 1 - w, w = TN M_T / (TN M_T + M_N)."""
        given_ = PARTITION | {"tn_concentration_ratio": LogNormal(5.0, 1.5)}
        tumor, normal = first_order(tumor_dose, given_), first_order(normal_dose, given_)
        w = 1 / 2.3
        assert w == pytest.approx(0.435, abs=5e-4)
        assert tumor.value == pytest.approx(205.2, abs=0.05)
        assert normal.value == pytest.approx(41.0, abs=0.05)
        assert normal.relative == pytest.approx(0.3 * w, rel=1e-3)
        assert tumor.relative == pytest.approx(0.3 * (1 - w), rel=1e-3)
        assert (round(100 * normal.relative), round(100 * tumor.relative)) == (13, 17)

    def test_it_agrees_with_the_closed_form_of_a_product(self):
        given_ = PARTITION | {"activity_gbq": Normal(2.0, 0.1)}
        exact = combined_relative(activity=(1, 0.05))
        assert first_order(tumor_dose, given_).relative == pytest.approx(exact.sd)

    def test_a_fraction_at_its_bound_is_not_stepped_over(self):
        def dose(given_):
            within("f", given_["f"], 0, 1)
            return 100 * (1 - given_["f"])

        for mean in (0.0, 1.0):
            found = first_order(dose, {"f": TruncatedNormal(mean, 0.02, 0, 1)})
            assert found.sd == pytest.approx(2)

    def test_without_uncertainty_none_is_invented(self):
        for inputs in ({"a": 10.0, "b": 20.0}, {"a": Normal(10, 0), "b": 20.0}):
            found = first_order(total, inputs)
            assert (found.value, found.sd) == (30, 0)
            assert set(found.shares.values()) <= {0.0}

    def test_a_result_of_zero_has_no_relative_uncertainty(self):
        assert FirstOrder(0.0, 1.0, {}).relative == math.inf

    @pytest.mark.parametrize("sd", [-0.1, float("nan"), float("inf")])
    def test_impossible_uncertainties_are_refused(self, sd):
        with pytest.raises(OutOfRangeError):
            combined_relative(mass=(1, sd))


class TestMonteCarlo:
    def test_a_sum_of_normals_has_the_known_spread(self):
        found = monte_carlo(total, {"a": Normal(10, 3), "b": Normal(20, 4)}, seed=1)
        assert found.mean == pytest.approx(30, abs=0.2)
        assert found.sd == pytest.approx(5, rel=0.03)
        assert found.low_2_5 == pytest.approx(30 - 1.96 * 5, abs=0.4)
        assert found.high_97_5 == pytest.approx(30 + 1.96 * 5, abs=0.4)
        assert found.shares == pytest.approx({"a": 0.36, "b": 0.64}, abs=0.03)
        assert found.probability_met is None

    def test_a_half_life_is_log_normal_with_the_mean_and_sd_given(self):
        found = monte_carlo(lambda x: x["t_h"], {"t_h": LogNormal(50, 20)}, seed=3, draws=100_000)
        assert (found.mean, found.sd) == pytest.approx((50, 20), rel=0.02)
        variance = math.log(1 + 0.16)
        middle = 50 * math.exp(-variance / 2)
        assert found.low_2_5 == pytest.approx(middle * math.exp(-1.96 * variance**0.5), rel=0.02)
        assert found.high_97_5 == pytest.approx(middle * math.exp(1.96 * variance**0.5), rel=0.02)

    def test_a_fraction_stays_inside_its_bounds_as_the_truncated_normal_does(self):
        given_ = TruncatedNormal(0.05, 0.05, 0, 1)
        seen = []
        found = monte_carlo(
            lambda x: seen.append(x["f"]) or x["f"], {"f": given_}, seed=5, draws=100_000
        )
        assert seen[0].min() >= 0
        assert seen[0].max() <= 1
        alpha = -1.0  # (0 - mean) / sd; the upper bound is 19 sd away
        hazard = math.exp(-0.5) / math.sqrt(2 * math.pi) / (0.5 * math.erfc(alpha / math.sqrt(2)))
        assert found.mean == pytest.approx(0.05 + 0.05 * hazard, rel=0.01)
        assert found.sd == pytest.approx(0.05 * math.sqrt(1 + alpha * hazard - hazard**2), rel=0.01)

    @pytest.mark.parametrize(
        ("threshold", "probability"),
        [
            (Threshold("at_most", 30), 0.5),
            (Threshold("at_least", 30), 0.5),
            (Threshold("at_most", 35), 0.8413),
            (Threshold("at_least", 35), 0.1587),
            (Threshold("at_most", 1000), 1.0),
            (Threshold("at_least", 1000), 0.0),
        ],
    )
    def test_the_probability_that_a_limit_is_met(self, threshold, probability):
        given_ = {"a": Normal(10, 3), "b": Normal(20, 4)}
        found = monte_carlo(total, given_, seed=1, threshold=threshold)
        assert found.probability_met == pytest.approx(probability, abs=0.015)

    def test_a_limit_met_exactly_is_met(self):
        for comparison in ("at_most", "at_least"):
            limit = Threshold(comparison, 30)
            found = monte_carlo(total, {"a": 10.0, "b": 20.0}, seed=1, threshold=limit)
            assert found.probability_met == 1
            assert (found.mean, found.sd) == (30, 0)

    def test_the_same_seed_gives_the_same_and_another_seed_another_result(self):
        given_ = {"a": Normal(10, 3), "b": LogNormal(20, 4)}
        one = monte_carlo(total, given_, seed=1)
        assert one == monte_carlo(total, dict(reversed(given_.items())), seed=1)
        assert one != monte_carlo(total, given_, seed=2)

    def test_a_further_input_leaves_the_other_draws_alone(self):
        small = monte_carlo(lambda x: x["a"], {"a": Normal(10, 3)}, seed=1)
        large = monte_carlo(lambda x: x["a"], {"a": Normal(10, 3), "b": Normal(1, 1)}, seed=1)
        assert (small.mean, small.sd) == (large.mean, large.sd)
        assert large.shares["b"] == pytest.approx(0, abs=0.01)
        assert large.shares["a"] == pytest.approx(1, abs=0.01)

    def test_a_bent_dependence_is_seen_and_acting_together_is_what_is_missing(self):
        square = monte_carlo(lambda x: x["a"] ** 2, {"a": Normal(0, 1)}, seed=1)
        assert square.shares["a"] > 0.9  # a straight line would explain nothing
        product = monte_carlo(
            lambda x: x["a"] * x["b"], {"a": Normal(0, 1), "b": Normal(0, 1)}, seed=1
        )
        assert sum(product.shares.values()) == pytest.approx(0, abs=0.02)

    def test_one_volume_drawn_once_can_cancel(self):
        cancels = monte_carlo(lambda x: x["v"] / x["v"], {"v": LogNormal(50, 10)}, seed=1)
        assert (cancels.mean, cancels.sd) == (1, 0)
        assert cancels.shares["v"] == 0

    def test_small_uncertainties_agree_with_first_order(self):
        given_ = PARTITION | {
            "activity_gbq": Normal(2.0, 0.1),
            "lung_shunt_fraction": TruncatedNormal(0.05, 0.005, 0, 1),
            "tn_concentration_ratio": LogNormal(5.0, 0.25),
            "tumor_kg": LogNormal(0.2, 0.01),
        }
        linear, drawn = first_order(tumor_dose, given_), monte_carlo(tumor_dose, given_, seed=11)
        assert drawn.mean == pytest.approx(linear.value, rel=0.01)
        assert drawn.sd == pytest.approx(linear.sd, rel=0.05)
        for name, share in linear.shares.items():
            assert drawn.shares[name] == pytest.approx(share, abs=0.04)

    @settings(max_examples=20)
    @given(st.floats(0.5, 100), st.floats(0.01, 1), st.integers(0, 2**31))
    def test_the_interval_holds_the_middle(self, mean, relative, seed):
        found = monte_carlo(
            lambda x: x["t"], {"t": LogNormal(mean, relative * mean)}, seed=seed, draws=1000
        )
        assert 0 < found.low_2_5 <= found.mean <= found.high_97_5

    def test_a_draw_out_of_range_is_refused_not_repaired(self):
        def dose(given_):
            within("f", given_["f"], 0, 1)
            return given_["f"]

        with pytest.raises(OutOfRangeError, match="f is"):
            monte_carlo(dose, {"f": Normal(0.05, 0.05)}, seed=1)

    @pytest.mark.parametrize(
        "function",
        [
            lambda given_: np.zeros(3),
            lambda given_: 1.0,
            lambda given_: given_["a"] * np.nan,
            lambda given_: given_["a"] * np.inf,
        ],
    )
    def test_a_result_that_is_not_one_finite_number_per_draw_is_refused(self, function):
        with pytest.raises(OutOfRangeError, match="one per draw"):
            monte_carlo(function, {"a": Normal(10, 3)}, seed=1)

    def test_too_few_draws_are_refused(self):
        with pytest.raises(OutOfRangeError, match="draws"):
            monte_carlo(total, {"a": 1.0, "b": 1.0}, seed=1, draws=999)

    def test_a_known_quantity_stays_at_its_mean(self):
        for known in (Normal(10, 0), LogNormal(10, 0), TruncatedNormal(10, 0, 0, 20)):
            found = monte_carlo(lambda x: x["a"], {"a": known}, seed=1, draws=1000)
            assert found.mean == pytest.approx(10)
            assert found.sd == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Normal(float("nan"), 1),
        lambda: Normal(1, -1),
        lambda: LogNormal(0, 1),
        lambda: LogNormal(-5, 1),
        lambda: LogNormal(5, float("inf")),
        lambda: TruncatedNormal(1.2, 0.1, 0, 1),
        lambda: TruncatedNormal(0.5, -0.1, 0, 1),
        lambda: TruncatedNormal(1, 0.1, 1, 1),
        lambda: TruncatedNormal(float("nan"), 0.1, 0, 1),
    ],
)
def test_impossible_distributions_are_refused(make):
    with pytest.raises(OutOfRangeError):
        make()
