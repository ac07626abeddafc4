"""Simulated customers: the truth is found, and intervals hold it; many more in benchmarks/."""

from __future__ import annotations

import numpy as np
import pytest
from lifetime_coverage import SETTINGS, derived

from uxcx import relationships

REPETITIONS = 10


@pytest.mark.parametrize(
    ("name", "simulate", "truth", "n"), SETTINGS, ids=[setting[0] for setting in SETTINGS]
)
def test_intervals_hold_the_truth(name, simulate, truth, n) -> None:
    """Of about 50 intervals of 95%, 80% hold it even on a bad day; parameters are near it."""
    hits, ratios = [], []
    for seed in range(REPETITIONS):
        model = getattr(relationships, name)(simulate(np.random.default_rng(seed), n, truth))
        assert model.fitted.converged
        assert not model.fitted.is_flat.any()
        pairs = [*zip(model.parameters, truth, strict=True)]
        pairs += derived(name, model, np.array(truth)).values()
        hits += [found.low <= true <= found.high for found, true in pairs]
        ratios.append([found.value / true for found, true in pairs])
    assert np.mean(hits) > 0.8
    assert np.median(ratios, axis=0) == pytest.approx(1, abs=0.25)
    # not because they are wide beyond reason
    last = [(found.high - found.low) / found.value for found, _ in pairs[len(truth) :]]
    assert max(last) < 0.8
