"""Probability of tumor control, log-logistic (TCP)."""

from __future__ import annotations

from nelm.calculators.ranges import Number, in_range


def log_logistic_tcp(*, dose_gy: Number, d50_gy: Number, gamma50: Number) -> Number:
    """Probability that the tumor is controlled at a dose.

    Args:
        dose_gy: tumor dose, in Gy, 0 to 5000.
        d50_gy: dose that controls half, of this device and tumor, in Gy, 1 to 2000.
        gamma50: normalized slope at D50, 0.05 to 10.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: TCP = 1 / (1 + (D50/D)^(4 g)); log-logistic dose response (recalled). The examples are
    exact: half at D50, and 2^4 to 1 at twice that with a slope of 1.

    >>> log_logistic_tcp(dose_gy=200, d50_gy=200, gamma50=1.5)
    0.5
    >>> round(log_logistic_tcp(dose_gy=400, d50_gy=200, gamma50=1) * 17, 9)
    16.0
    """
    in_range("dose_gy", dose_gy, 0, 5000, above="cGy?")
    in_range("d50_gy", d50_gy, 1, 2000, above="cGy?")
    in_range("gamma50", gamma50, 0.05, 10)
    # The same formula turned over, so that a dose of 0 is a probability of 0.
    odds: Number = (dose_gy / d50_gy) ** (4 * gamma50)
    return odds / (1 + odds)
