"""Measure how well the models of lifetime find the truth they were made with.

    python benchmarks/lifetime_coverage.py [REPETITIONS]

writes docs/lifetime.md: for each model, the mean of the estimates, and how often 95% intervals
hold the true parameters, the true P(alive), and the true expected purchases of the customers who
were seen.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from uxcx import relationships

ROOT = Path(__file__).resolve().parent.parent
Columns = dict[str, np.ndarray]


def buyers(
    rng: np.random.Generator,
    rate: np.ndarray,
    age: np.ndarray,
    *,
    leave: np.ndarray | None = None,
    life: np.ndarray | None = None,
    at_once: bool = False,
) -> Columns:
    """Return histories of customers who buy at a rate, and leave by a chance or after a life."""
    n = len(rate)
    count, last, now = np.zeros(n), np.zeros(n), np.zeros(n)
    end = age if life is None else np.minimum(age, life)
    there = np.ones(n, dtype=bool)
    if at_once and leave is not None:
        there &= rng.uniform(size=n) >= leave
    while there.any():
        now[there] += rng.exponential(1 / rate[there])
        there &= now <= end
        count[there] += 1
        last[there] = now[there]
        if leave is not None:
            there &= rng.uniform(size=n) >= leave
    return {"frequency": count, "recency": last, "age": age}


def watched(rng: np.random.Generator, n: int) -> np.ndarray:
    """Return how long customers have been watched: 27 to 39 weeks, in whole days."""
    return rng.integers(27 * 7, 39 * 7, n) / 7


def bg_nbd(rng: np.random.Generator, n: int, truth: tuple[float, ...]) -> Columns:
    """Return customers of the BG/NBD model."""
    r, alpha, a, b = truth
    return buyers(rng, rng.gamma(r, 1 / alpha, n), watched(rng, n), leave=rng.beta(a, b, n))


def mbg_nbd(rng: np.random.Generator, n: int, truth: tuple[float, ...]) -> Columns:
    """Return customers of the MBG/NBD model."""
    r, alpha, a, b = truth
    rate, leave = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
    return buyers(rng, rate, watched(rng, n), leave=leave, at_once=True)


def pareto_nbd(rng: np.random.Generator, n: int, truth: tuple[float, ...]) -> Columns:
    """Return customers of the Pareto/NBD model."""
    r, alpha, s, beta = truth
    life = rng.exponential(1 / rng.gamma(s, 1 / beta, n))
    return buyers(rng, rng.gamma(r, 1 / alpha, n), watched(rng, n), life=life)


def bg_bb(rng: np.random.Generator, n: int, truth: tuple[float, ...]) -> Columns:
    """Return customers of the BG/BB model in six periods."""
    alpha, beta, gamma, delta = truth
    buys, leaves = rng.beta(alpha, beta, n), rng.beta(gamma, delta, n)
    count, last, there = np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    for period in range(1, 7):
        there &= rng.uniform(size=n) >= leaves
        bought = there & (rng.uniform(size=n) < buys)
        count += bought
        last[bought] = period
    return {"frequency": count, "recency": last, "age": np.full(n, 6.0)}


def renewals(rng: np.random.Generator, n: int, truth: tuple[float, ...]) -> list[int]:
    """Return survivors of a cohort over seven periods; a third parameter is duration dependence."""
    alpha, beta, *c = truth
    chance = rng.beta(alpha, beta, n)
    periods = np.arange(8.0) ** (c[0] if c else 1.0)
    stays = rng.uniform(size=n)[:, None] <= (1 - chance)[:, None] ** periods
    return [int(count) for count in stays.sum(axis=0)]


def spending(rng: np.random.Generator, n: int, truth: tuple[float, ...]) -> Columns:
    """Return repeat customers of the gamma-gamma model."""
    p, q, v = truth
    x = 1.0 + rng.poisson(rng.gamma(0.8, 2, n))
    return {"frequency": x, "monetary_value": rng.gamma(p * x) / x / rng.gamma(q, 1 / v, n)}


#: model, simulator, true parameters, customers
SETTINGS: list[tuple[str, Callable[..., Any], tuple[float, ...], int]] = [
    ("bg_nbd", bg_nbd, (0.5, 6.0, 0.8, 2.5), 3000),
    ("mbg_nbd", mbg_nbd, (0.8, 6.0, 0.8, 2.0), 3000),
    ("pareto_nbd", pareto_nbd, (0.6, 8.0, 0.8, 12.0), 3000),
    ("bg_bb", bg_bb, (1.2, 0.8, 0.7, 2.8), 3000),
    ("shifted_beta_geometric", renewals, (0.7, 3.8), 1000),
    ("beta_discrete_weibull", renewals, (0.5, 2.5, 1.4), 2000),
    ("gamma_gamma", spending, (6.0, 4.0, 15.0), 1000),
]


def derived(name: str, model: Any, truth: np.ndarray) -> dict[str, tuple[Any, float]]:
    """Return projections with the values that they would have at the true parameters."""
    if name == "gamma_gamma":
        p, q, v = truth
        return {"mean spend": (model.mean_spend, p * v / (q - 1))}
    if name in ("shifted_beta_geometric", "beta_discrete_weibull"):
        survival = np.exp(type(model)._log_survival(truth, np.array([12.0])))[0]
        return {"survival after 12 periods": (model.survival(12)[12], survival)}
    cells, ahead = model.cells, 6 if name == "bg_bb" else 39
    seen = int(np.argmax((cells.frequency == 2) * cells.n))
    total = (cells.n * model._purchases(cells, ahead)(truth)).sum()
    return {
        "P(alive), 2 repeat purchases": (model.p_alive()[seen], model._alive(truth, cells)[seen]),
        "purchases of all to come": (model.total_purchases(ahead), float(total)),
    }


def measure(name: str, simulate: Any, truth: tuple[float, ...], n: int, times: int) -> list[str]:
    """Return the rows of a model's table."""
    fit = getattr(relationships, name)
    hits: dict[str, list[float]] = {}
    values: dict[str, list[float]] = {}
    boundary = 0
    for seed in range(times):
        model = fit(simulate(np.random.default_rng(seed), n, truth))
        if model.fitted.is_flat.any() or not model.fitted.converged:
            boundary += 1
            continue
        pairs: dict[str, tuple[Any, float]] = {
            p.name: (p, true) for p, true in zip(model.parameters, truth, strict=True)
        }
        pairs |= derived(name, model, np.array(truth))
        for what, (found, true) in pairs.items():
            hits.setdefault(what, []).append(found.low <= true <= found.high)
            values.setdefault(what, []).append(found.value / true)
    rows = [
        f"| {what} | {np.median(values[what]):.3f} | {100 * np.mean(hits[what]):.1f}% |"
        for what in hits
    ]
    shown = ", ".join(f"{value:g}" for value in truth)
    return [
        f"### {name} ({shown}), {n:,} customers",
        "",
        f"{times:,} data sets; {boundary:,} at the boundary, which was said (not below).",
        "",
        "| | median of estimate / truth | 95% intervals that hold the truth |",
        "|---|---|---|",
        *rows,
        "",
    ]


def main() -> None:
    """Write the page."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    begun = time.perf_counter()
    lines = [
        "# Models of lifetime find the truth",
        "",
        "Written by `python benchmarks/lifetime_coverage.py`. Customers are simulated from each "
        "model with known parameters, the model is fitted, and its intervals are held against the "
        "truth. Of intervals that hold it in 95 of 100 cases, simulation shows 95% "
        f"± {196 * np.sqrt(0.95 * 0.05 / times):.1f} here.",
        "",
    ]
    for setting in SETTINGS:
        lines += measure(*setting, times)
    minutes = (time.perf_counter() - begun) / 60
    lines.append(
        f"Measured with Python {platform.python_version()} and NumPy {np.__version__} in "
        f"{minutes:.0f} minutes."
    )
    page = "\n".join(lines) + "\n"
    (ROOT / "docs" / "lifetime.md").write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
