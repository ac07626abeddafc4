"""Every sentence that linkage can say is plain English, whatever columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from uxcx import datasets, linkage, plots
from uxcx.linkage import Link, Source, guards
from uxcx.linkage.phrases import counted, in_words, listed, part_of


def customers(n: int = 300) -> pd.DataFrame:
    """Return customers with names as databases have them, and answers that are missing."""
    rng = np.random.default_rng(5)
    late = (rng.random(n) < 0.4).astype(int)
    answer = np.clip(np.round(4.2 - 1.3 * late + 0.8 * rng.normal(size=n)), 1, 5)
    seen = rng.random(n) < 0.3 + 0.12 * answer
    return pd.DataFrame(
        {
            "customer_id": np.arange(n),
            "was_late": late,
            "wrong_size": (rng.random(n) < 0.2).astype(int),
            "csat_score": np.where(seen, answer, np.nan),
            "would_recommend": np.where(seen, 2 * answer + rng.normal(size=n), np.nan),
            "order_again": (rng.random(n) < 0.15 * answer).astype(int),
            "test_arm": rng.permutation(np.tile(["new", "old"], n // 2)),
            "orders_before": rng.poisson(2, n),
            "sign_up_region": rng.choice(["north", "south"], n),
            "week_no": rng.integers(0, 6, n),
            "changed_in": np.where(np.arange(n) % 2 == 0, 5.0, np.nan),
        }
    )


def results() -> Iterator[tuple[str, Any]]:
    """Yield a result of everything that says something."""
    rows = customers()
    people = {"group": "test_arm", "treatment": "new"}
    yield "experiment", linkage.experiment(rows, "order_again", **people)
    yield (
        "adjusted",
        linkage.experiment(rows, "would_recommend", covariates=["orders_before"], **people),
    )
    broken = rows[(rows["test_arm"] == "old") | (rows["customer_id"] % 3 > 0)]
    yield "broken", linkage.experiment(broken, "order_again", **people)
    twice = pd.concat([rows, rows.assign(test_arm="new")]).drop_duplicates(
        ["customer_id", "test_arm"]
    )
    yield (
        "some twice",
        linkage.experiment(twice, "order_again", unit="customer_id", **people),
    )
    when = {"period": "week_no"}
    mix = ["sign_up_region", "test_arm"]
    for at in (1, 3):
        yield (
            "before and after",
            linkage.before_after(rows, "order_again", changed_at=at, mix=mix, **when),
        )
    shifted = rows.assign(
        sign_up_region=np.where(rows["week_no"] > 2, "north", rows["sign_up_region"])
    )
    yield "mix", linkage.before_after(shifted, "order_again", changed_at=3, mix=mix, **when)
    yield (
        "rollout",
        linkage.difference_in_differences(
            rows, "order_again", adopted="changed_in", unit="customer_id", **when
        ),
    )
    for vouched in (True, False):
        yield (
            "matched",
            linkage.matched(
                rows,
                "order_again",
                group="was_late",
                treatment=1,
                covariates=["orders_before", "sign_up_region"],
                nothing_hidden=vouched,
            ),
        )
    few: dict[str, Any] = {"resamples": 100}
    names = ["was_late", "wrong_size"]
    for method in ("lmg", "first"):
        yield (
            "drivers",
            linkage.drivers(rows, outcome="would_recommend", drivers=names, method=method, **few),
        )
    yield "one driver", linkage.drivers(rows, outcome="order_again", drivers=names[:1], **few)
    alike = rows.head(30).assign(late_too=lambda d: d["was_late"] + d["customer_id"] % 7 / 20)
    found = linkage.drivers(
        alike, outcome="would_recommend", drivers=["was_late", "late_too"], **few
    )
    yield "drivers alike", found
    yield (
        "grid",
        linkage.importance_performance(found, scales={"was_late": (1, 0), "late_too": (1.3, 0)}),
    )
    way = {"treatment": "was_late", "mediator": "csat_score"}
    for outcome in ("would_recommend", "order_again"):
        for design in ("observed", "randomised"):
            yield "mediation", linkage.mediation(rows, outcome=outcome, design=design, **way, **few)
    yield (
        "amount",
        linkage.mediation(
            rows,
            treatment="orders_before",
            treated=4,
            control=1,
            mediator="csat_score",
            outcome="would_recommend",
            **few,
        ),
    )
    links = [
        Link(cause="conversion", outcome="orders", effect=400, claim="by definition", unit=""),
        Link(cause="orders", outcome="revenue", effect=(60, 50, 70), unit="EUR"),
    ]
    yield "what if", linkage.what_if("conversion", start=0.2, end=0.3, links=links)
    yield "certain", linkage.what_if("conversion", start=0.3, end=0.2, links=links[:1])
    yield (
        "linked",
        linkage.link(
            rows[["customer_id", "orders_before"]],
            customer="customer_id",
            experience=[
                Source(
                    name="visits",
                    data=rows[rows["was_late"] == 1],
                    columns={"n_visits": ("was_late", "sum")},
                    start="2025-01-01",
                    end="2025-02-01",
                )
            ],
            outcomes=[
                Source(
                    name="survey",
                    data=rows[rows["csat_score"].notna()],
                    columns={"csat": ("csat_score", "max")},
                    start="2025-03-01",
                    end="2025-04-01",
                )
            ],
            keep=["orders_before"],
        ),
    )
    reversed_ = datasets.load("ecommerce").sessions.rename(columns={"ordered": "order_made"})
    for group in ("design", "arm"):
        yield (
            "Simpson",
            guards.simpson(
                reversed_, "order_made", group=group, treatment="autofill", segments="device"
            ),
        )
    rng = np.random.default_rng(1)
    may = rng.normal(70, 11, 400)
    shops = pd.DataFrame({"score_may": may, "score_june": 35 + may / 2 + rng.normal(0, 8, 400)})
    for coached in (may < 60, rng.random(400) < 0.2):
        yield (
            "regression",
            guards.regression_to_the_mean(
                shops.assign(is_coached=coached.astype(int)),
                "score_may",
                "score_june",
                selected="is_coached",
            ),
        )
    gone = pd.DataFrame(
        {
            "has_left": [0] * 60 + [1] * 40,
            "score_june": [6, 7] * 30 + [3, 4] * 20,
            "score_january": [6, 7, None] * 20 + [None] * 40,
        }
    )
    for answer in ("score_january", "score_june"):
        yield "survivors", guards.survivors_only(gone, answer, left="has_left")


def said(result: Any) -> Iterator[str]:
    """Yield every sentence of a result, its checks and its notes."""
    yield result.sentence
    yield from getattr(result, "notes", ())
    for each in [*getattr(result, "checks", ()), *(result if isinstance(result, list) else ())]:
        yield each.sentence
    if isinstance(result, guards.Findings):
        yield from (each.sentence for each in result)


def test_sentences_are_plain_english() -> None:
    for name, result in results():
        for text in said(result):
            told = f"{name}: {text}"
            assert text[0].isupper() or text[0].isdigit(), told
            assert text.endswith((".", ")")), told
            for word in ("_", "nan", "None", "  ", "..", " ,", " -0%"):
                assert word not in text, told
            # One of a kind is not several.
            assert not re.search(r"(?<![\d.,])1 (period|row|driver|time|unit|control)s\b", text), (
                told
            )
        assert "nan" not in re.sub(r"<[^>]+>", "", result._repr_html_()), name


def test_words() -> None:
    assert (counted(1, "period"), counted(2000, "row")) == ("1 period", "2,000 rows")
    assert (in_words("wrong_size"), in_words("_")) == ("wrong size", "_")
    assert listed(["a"]) == "a"
    assert listed(["a", "b_c", "d"]) == "a, b c and d"
    shares = (0, 0.004, 0.005, 0.425, 0.994, 0.996, 1)
    assert [part_of(share) for share in shares] == [
        *("0%", "under 1%", "1%", "43%", "99%", "over 99%", "100%"),
    ]


def test_a_tornado_never_says_0_percent_of_what_is_uncertain() -> None:
    found = linkage.what_if(
        "success",
        start=0.7,
        end=0.8,
        links=[
            Link(cause="success", outcome="orders", effect=(0.3, 0.1, 0.5)),
            Link(cause="orders", outcome="revenue", effect=(60, 59.9, 60.1), unit="EUR"),
        ],
    )
    text = plots.describe(plots.tornado(found))
    assert "under 1% of the" in text
    assert " 0% of the" not in text
    assert "over 99%" in found._repr_html_()
    alone = linkage.what_if("success", start=0.7, end=0.8, links=found.links[:1])
    assert alone.sentence.endswith("All that is uncertain here is success to orders.")
    assert alone.assumptions[0].share == 1


def test_figure_of_a_mediation() -> None:
    rows = customers(4000)
    found = linkage.mediation(
        rows,
        treatment="was_late",
        mediator="csat_score",
        outcome="would_recommend",
        resamples=100,
    )
    ax = plots.mediation(found)
    text = plots.describe(ax).replace("\n", " ")
    assert f"- total: {found.text('total')}" in text
    assert f"- through csat_score: {found.text('indirect')}" in text
    assert "had all answered and if it decides who does: -" in text
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [
        "total",
        "through csat_score",
        "past csat_score",
    ]
    yes = linkage.mediation(
        rows.dropna(),
        treatment="was_late",
        mediator="csat_score",
        outcome="order_again",
        design="randomised",
        planned={0: 3, 1: 2},
        resamples=100,
    )
    axis = plots.mediation(yes)
    assert axis.get_xlabel() == "difference in the probability of order_again (percentage points)"
    assert "had all answered" not in plots.describe(axis)
