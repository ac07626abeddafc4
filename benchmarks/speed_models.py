"""The same model, and the same interval, from several packages: each a function of a CSV file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

Answer = dict[str, Any]
NAMES = ("r", "alpha", "a", "b")


@lru_cache
def _histories(file: str) -> Any:
    """Return the histories as a pandas frame; read once, and so not in the time."""
    import pandas as pd

    return pd.read_csv(file)


def bg_nbd_uxcx(file: str) -> Answer:
    """Return the parameters; their standard errors and intervals are made too."""
    from uxcx import relationships

    model = relationships.bg_nbd(_histories(file))
    return {parameter.name: parameter.value for parameter in model.parameters}


def bg_nbd_lifetimes(file: str) -> Answer:
    from lifetimes import BetaGeoFitter

    data = _histories(file)
    model = BetaGeoFitter().fit(data["frequency"], data["recency"], data["age"])
    return {name: float(model.params_[name]) for name in NAMES}


def bg_nbd_pymc(file: str) -> Answer:
    """Return the mode; with flat priors it is the maximum of the likelihood."""
    import numpy as np
    from pymc_extras.prior import Prior
    from pymc_marketing.clv import BetaGeoModel

    data = _histories(file).rename(columns={"age": "T"})
    data["customer_id"] = np.arange(len(data))
    flat = {name: Prior("HalfFlat") for name in NAMES}
    model = BetaGeoModel(data=data, model_config=flat)
    model.fit(method="map", progressbar=False)
    found = model.idata.posterior
    return {name: float(found[name].mean()) for name in NAMES}


#: 10,000 answers: how many promoters, passives and detractors
COUNTS = (5_000, 3_000, 2_000)
RESAMPLES = 9_999


def bootstrap_uxcx(file: str) -> Answer:
    from uxcx.families import Counted, Mean

    up, _, down = COUNTS
    n = sum(COUNTS)
    mean = (up - down) / n
    sd = ((up + down - n * mean**2) / (n - 1)) ** 0.5
    rows = tuple((1.0, value, count) for value, count in zip((1.0, 0.0, -1.0), COUNTS, strict=True))
    counted = Counted(base=Mean(n=n, mean=mean, sd=sd), pairs=rows, over_units=False)
    found = counted.estimate(method="bootstrap")
    return {"low": found.low, "high": found.high}


def bootstrap_scipy(file: str) -> Answer:
    import numpy as np
    import scipy.stats

    answers = np.repeat([1.0, 0.0, -1.0], COUNTS)
    found = scipy.stats.bootstrap(
        (answers,), np.mean, n_resamples=RESAMPLES, batch=100, vectorized=True, rng=1
    ).confidence_interval
    return {"low": float(found.low), "high": float(found.high)}


MODELS: dict[str, Callable[[str], Answer]] = {
    "lifetimes": bg_nbd_lifetimes,
    "pymc-marketing": bg_nbd_pymc,
    "uxcx": bg_nbd_uxcx,
}
CONTENDERS: dict[str, dict[str, Callable[[str], Answer]]] = {
    "BG/NBD on CDNOW": MODELS,
    "BG/NBD on 200,000 customers": MODELS,
    "NPS bootstrap": {"SciPy": bootstrap_scipy, "uxcx": bootstrap_uxcx},
}
