"""The maximum of a likelihood, as it is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from uxcx.relationships import Fit


def test_a_fit_is_shown_in_one_line() -> None:
    fit = Fit(
        names=("a", "b"),
        estimates=np.array([0.5, 12.345]),
        covariance=np.eye(2),
        flat=np.zeros((2, 0)),
        log_likelihood=-1234.56,
        n=1000,
        converged=True,
    )
    assert repr(fit) == "fit to 1,000 customers: a 0.5, b 12.35 (log-likelihood -1,234.6)"
    assert repr(replace(fit, note="Look.")).endswith("-1,234.6) Look.")
