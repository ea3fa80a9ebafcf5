"""The review's own tables (Dermine 2019) against figures computed when the project was planned.

The intervals are Wald intervals of the logit.
"""

import numpy as np
import pytest
from scipy.special import expit

from nelm.evidence.pooling.glmm.fit import fit_glmm
from nelm.evidence.pooling.glmm.proportion import predict_proportion

EXPECTED = {
    "embolization": (53.1, 42.8, 63.2, 0.878, 13.3, 89.3),
    "radioembolization": (52.4, 41.5, 63.1, 0.555, 17.0, 85.6),
    "symptoms_embolization": (78.0, 67.0, 86.1, None, None, None),
    "symptoms_radioembolization": (89.6, 71.0, 96.8, None, None, None),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_pooled_proportions_of_the_review(data, name):
    percent, low, high, tau2, pi_low, pi_high = EXPECTED[name]
    fit = fit_glmm(*getattr(data, name))
    predicted = predict_proportion(fit)
    wald = 100 * expit(np.array([fit.wald_lb[0], fit.wald_ub[0]]))
    assert 100 * predicted.estimate == pytest.approx(percent, abs=0.051)
    assert wald == pytest.approx([low, high], abs=0.051)
    if tau2 is not None:
        assert fit.tau2 == pytest.approx(tau2, abs=0.00051)
        assert 100 * predicted.pi_lb == pytest.approx(pi_low, abs=0.051)
        assert 100 * predicted.pi_ub == pytest.approx(pi_high, abs=0.051)
