"""Write the section on drivers of `docs/linkage.md`: bias and coverage of shares.

python benchmarks/linkage_drivers.py                # some five minutes on two free cores
python benchmarks/linkage_drivers.py --samples 20   # quicker and rougher
"""

from __future__ import annotations

import argparse
from functools import cache, partial
from typing import Any

import linkage_page as page
import numpy as np
import pandas as pd

from uxcx import linkage
from uxcx.linkage.shapley import all_r_squared, shapley_matrix

SAMPLES, RESAMPLES = 200, 300
NAMES = ["a", "b", "c", "d"]
#: of the four drivers; b goes with a, and d with nothing
CORRELATIONS = np.array([[1, 0.6, 0.3, 0], [0.6, 1, 0.3, 0], [0.3, 0.3, 1, 0], [0, 0, 0, 1.0]])
SLOPES = np.array([0.5, 0.3, 0.2, 0.0])
LOG_ODDS = np.array([0.9, 0.5, 0.3, 0.0])


def drawn(n: int, seed: int, *, yes: bool) -> pd.DataFrame:
    """Return rows of four correlated drivers and an outcome, a number or yes and no."""
    rng = np.random.default_rng([seed, n])
    x = rng.multivariate_normal(np.zeros(4), CORRELATIONS, size=n)
    if yes:
        y = (rng.random(n) < 1 / (1 + np.exp(-(x @ LOG_ODDS) + 0.5))).astype(float)
    else:
        y = x @ SLOPES + rng.normal(size=n)
    return pd.DataFrame(x, columns=NAMES).assign(y=y)


def numbers(found: linkage.Drivers) -> dict[str, Any]:
    """Return what is measured: R², and each driver's share of it."""
    return {"R²": found.r_squared} | {f"share of {d.name}": d.share for d in found}


def exact(method: str) -> dict[str, float]:
    """Return the true R² and shares of the linear outcome."""
    across = CORRELATIONS @ SLOPES
    variance = np.array([[SLOPES @ across + 1]])
    all_of = np.block([[CORRELATIONS, across[:, None]], [across[None, :], variance]])
    r_squared = all_r_squared(all_of[None])[:, 0]
    shares = shapley_matrix(4) @ r_squared / r_squared[-1]
    if method == "johnson":
        values, vectors = np.linalg.eigh(CORRELATIONS)
        root = (vectors * np.sqrt(values)) @ vectors.T
        weights = root**2 @ (root @ SLOPES) ** 2
        shares = weights / weights.sum()
    return {"R²": float(r_squared[-1])} | {
        f"share of {name}": float(share) for name, share in zip(NAMES, shares, strict=True)
    }


def simulated(seed: int, *, n: int, yes: bool, method: str, interval: str) -> dict[str, Any]:
    found = linkage.drivers(
        drawn(n, seed, yes=yes),
        outcome="y",
        drivers=NAMES,
        method=method,
        interval=interval,
        resamples=RESAMPLES,
    )
    return numbers(found)


@cache
def logistic_truth() -> dict[str, float]:
    found = linkage.drivers(drawn(1_000_000, 0, yes=True), outcome="y", drivers=NAMES)
    return {name: quantity.value for name, quantity in numbers(found).items()}


def known_truths(samples: int) -> list[str]:
    parts = []
    for what, yes, truth, ways in (
        ("Linear", False, exact, [("lmg", 100), ("lmg", 500), ("johnson", 500)]),
        ("Logistic", True, lambda _: logistic_truth(), [("lmg", 300), ("lmg", 1000)]),
    ):
        for method, n in ways:
            for interval in ("percentile", "bca"):
                make = partial(simulated, n=n, yes=yes, method=method, interval=interval)
                rows = page.rows_of(truth(method), page.many(make, range(samples)))
                title = f"{what}, {method}, n = {n:,}, {interval}"
                parts.append(f"### {title}\n\n{page.table(rows, factor=100, digits=1)}")
                print(parts[-1], flush=True)
    return parts


TEXT = """\
## Drivers

{samples} samples each; all numbers but n are percentages. Shares are of what all drivers explain.
\\* marks a bias that is more than three standard errors, more than chance makes in so many samples.

A driver that explains nothing (d) still gets a little in every sample, since no share is below 0:
its true share of 0 is held by few intervals or by none, and that is the honest answer to a question
that shares cannot be asked. Look at its coefficient instead. R² is too high in small samples, as it
always is.

{known}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=SAMPLES)
    samples = parser.parse_args().samples
    page.write("drivers", TEXT.format(samples=samples, known="\n\n".join(known_truths(samples))))


if __name__ == "__main__":
    main()
