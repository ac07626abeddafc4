"""Effect sizes: against statsmodels and by hand, empty cells, refusals, and what is printed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.proportion import proportion_confint, proportion_effectsize

from uxcx import compare, cx, effect_sizes, ux
from uxcx.families import GeometricMean, Mean, NetScore, Proportion


def of_counts(first, second, **options):
    a, b = (Proportion(successes=x, n=n) for x, n in (first, second))
    return effect_sizes(compare(a, b, **options))


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(
    ("first", "second"), [((10, 12), (4, 13)), ((7, 34), (1, 34)), ((37, 455), (22, 438))]
)
def test_proportions_against_statsmodels(first, second, level):
    found = of_counts(first, second, confidence_level=level)
    (x1, n1), (x2, n2) = first, second
    table = Table2x2(np.array([[x1, n1 - x1], [x2, n2 - x2]]))
    odds, risk, h = found["odds ratio"], found["risk ratio"], found["Cohen's h"]
    assert odds.value == pytest.approx(table.oddsratio)
    assert (odds.low, odds.high) == pytest.approx(table.oddsratio_confint(1 - level))
    assert risk.value == pytest.approx(table.riskratio)
    assert (risk.low, risk.high) == pytest.approx(table.riskratio_confint(1 - level))
    assert h.value == pytest.approx(proportion_effectsize(x1 / n1, x2 / n2))
    assert all(effect.note == "" for effect in found)


def test_an_empty_cell_gets_a_half_and_says_so():
    found = of_counts((0, 16), (15, 72))
    table = Table2x2(np.array([[0.5, 16.5], [15.5, 57.5]]))
    for name, value, ends in (
        ("odds ratio", table.oddsratio, table.oddsratio_confint()),
        ("risk ratio", table.riskratio, table.riskratio_confint()),
    ):
        assert found[name].value == pytest.approx(value)
        assert (found[name].low, found[name].high) == pytest.approx(ends)
        assert repr(found[name]).endswith(
            "Note: a half was added to every cell, because one is 0 (Haldane and Anscombe)."
        )
    assert found["Cohen's h"].note == ""


def test_cohens_h_stays_within_what_is_possible():
    assert of_counts((1, 1), (0, 1))["Cohen's h"].high == pytest.approx(math.pi)
    assert of_counts((0, 1), (1, 1))["Cohen's h"].low == pytest.approx(-math.pi)


def test_hedges_g_against_statsmodels():
    one, two = Mean(n=40, mean=5.6, sd=1.1), Mean(n=35, mean=5.1, sd=1.4)
    g, _ = effectsize_smd(5.6, 1.1, 40, 5.1, 1.4, 35)
    found = effect_sizes(compare(one, two))["Hedges' g"]
    # Statsmodels approximates the correction for small samples.
    assert found.value == pytest.approx(g, abs=1e-4)
    half = 1.959964 * math.sqrt(75 / (40 * 35) + found.value**2 / 150)
    assert (found.low, found.high) == pytest.approx(
        (found.value - half, found.value + half), abs=1e-6
    )


def test_hedges_g_of_tiny_samples_by_hand():
    # Two and two: the correction is gamma(1) / gamma(1/2) = 1 / sqrt(pi).
    found = effect_sizes(compare(Mean(n=2, mean=3, sd=1), Mean(n=2, mean=1, sd=1)))
    assert found["Hedges' g"].value == pytest.approx(2 / math.sqrt(math.pi))


@pytest.mark.parametrize(
    ("other", "note"),
    [
        (Mean(n=1, mean=4), "a group with one answer does not show how much answers vary."),
        (
            Mean(n=3, mean=4, sd=0),
            "answers do not vary within the groups, so there is nothing to divide by.",
        ),
    ],
)
def test_no_variation_is_said(other, note):
    text = repr(effect_sizes(compare(Mean(n=3, mean=5, sd=0), other))["Hedges' g"])
    assert text.startswith("Hedges' g: not known [interval not known] (95%, Hedges and Olkin")
    assert text.endswith(f"Note: {note}")


def test_no_effect_is_1_or_0():
    found = of_counts((5, 10), (5, 10))
    assert [effect.value for effect in found] == [0.0, 1.0, 1.0, 0.0]


def over_units(answers, metric=ux.task_success, **options):
    """Return the effect sizes of group a against b, from rows (group, who, answer)."""
    frame = pd.DataFrame(answers, columns=["g", "who", "answer"])
    a, b = metric(frame, "answer", by="g", unit="who")
    return effect_sizes(compare(a, b, **options))


def pairs_of(counts):
    """Return rows of pairs from counts of (first, second)."""
    both = [pair for pair, count in counts.items() for _ in range(count)]
    return [(g, who, pair[i]) for who, pair in enumerate(both) for i, g in enumerate("ab")]


def test_one_row_a_unit_gives_nearly_the_intervals_of_independent_rows():
    rows = [("a", i, int(i < 40)) for i in range(80)]
    rows += [("b", 100 + i, int(i < 25)) for i in range(80)]
    there, here = over_units(rows), of_counts((40, 80), (25, 80))
    for name in ("risk ratio", "odds ratio", "Cohen's h"):
        assert there[name].value == pytest.approx(here[name].value)
        assert there[name].low == pytest.approx(here[name].low, rel=0.03, abs=0.01)
        assert there[name].high == pytest.approx(here[name].high, rel=0.03, abs=0.01)
    assert there["odds ratio"].source == "delta method over units, t, on the logarithm"


def test_rows_told_three_times_tell_no_more():
    rows = [("a", i, int(i < 13)) for i in range(20)]
    rows += [("b", 100 + i, int(i < 7)) for i in range(20)]
    once, thrice = over_units(rows), over_units(rows * 3)
    for one, three in zip(once, thrice, strict=True):
        assert (three.value, three.low, three.high) == pytest.approx(
            (one.value, one.low, one.high), abs=1e-9
        )


def test_matched_odds_ratio_is_the_transformed_wilson_interval():
    found = over_units(pairs_of({(1, 1): 12, (1, 0): 9, (0, 1): 3, (0, 0): 16}))
    matched = found["matched odds ratio"]
    low, high = proportion_confint(9, 12, method="wilson")
    assert matched.value == pytest.approx(3)
    assert (matched.low, matched.high) == pytest.approx((low / (1 - low), high / (1 - high)))
    # Marginal odds: 21 of 40 against 15 of 40. Pairs that agree make the interval narrower than
    # that of strangers.
    assert found["odds ratio"].value == pytest.approx(21 / 19 * 25 / 15)
    alone = of_counts((21, 40), (15, 40))["odds ratio"]
    assert found["odds ratio"].low > alone.low


def test_nobody_changed_or_all_one_way():
    alike = over_units(pairs_of({(1, 1): 5, (0, 0): 5}))
    assert math.isnan(alike["matched odds ratio"].low)
    assert alike["matched odds ratio"].note == (
        "nobody succeeded once and failed once, so there are no odds of changing."
    )
    one_way = over_units(pairs_of({(1, 1): 5, (1, 0): 5, (0, 0): 2}))["matched odds ratio"]
    assert (one_way.value, one_way.high) == (math.inf, math.inf)
    assert one_way.low > 1


def test_at_100_percent_the_row_says_why_there_is_no_interval():
    rows = [("a", i, 1) for i in range(6)] + [("b", 10 + i, i % 2) for i in range(6)]
    found = over_units(rows)
    assert found["odds ratio"].note == (
        "the interval is not defined over units where a group is at 100%: there the logarithm or "
        "its variance does not exist."
    )
    assert math.isnan(found["risk ratio"].low)
    h = found["Cohen's h"]
    assert h.value == pytest.approx(proportion_effectsize(1.0, 0.5))
    assert h.low < h.value < h.high
    single = over_units([("a", 1, 1), ("a", 1, 0), ("b", 2, 1), ("b", 2, 0)])
    assert single["Cohen's h"].note == "one unit does not show how much units differ."


def test_pairs_of_ratings_by_hand():
    rng = np.random.default_rng(8)
    first = np.clip(np.round(rng.normal(5.2, 1.2, 24)), 1, 7)
    second = np.clip(np.round(0.6 * first + rng.normal(1.6, 0.8, 24)), 1, 7)
    rows = [("a", i, x) for i, x in enumerate(first)] + [("b", i, x) for i, x in enumerate(second)]
    found = over_units(rows, ux.seq)
    s1, s2, shared = first.var(ddof=1), second.var(ddof=1), np.cov(first, second)[0, 1]
    squared = (s1 + s2) / 2
    d = (first.mean() - second.mean()) / math.sqrt(squared)
    # Bonett (2008), equation for two dependent means.
    variance = d**2 * (s1**2 + s2**2 + 2 * shared**2) / (8 * squared**2 * 23)
    variance += (s1 + s2 - 2 * shared) / (squared * 23)
    correction = math.gamma(23 / 2) / math.gamma(22 / 2) / math.sqrt(23 / 2)
    g = found["Hedges' g_av"]
    assert g.value == pytest.approx(correction * d)
    assert g.high - g.value == pytest.approx(1.959964 * math.sqrt(variance), rel=1e-6)
    change = first - second
    z = found["Hedges' g_z"]
    assert z.value == pytest.approx(correction * change.mean() / change.std(ddof=1))
    assert z.high - z.low == pytest.approx(2 * 1.959964 * math.sqrt(1 / 24 + z.value**2 / 48))
    assert found["difference"].value == pytest.approx(change.mean())


def test_all_changed_alike():
    rows = [("a", i, 3 + i % 3) for i in range(9)] + [("b", i, 2 + i % 3) for i in range(9)]
    found = over_units(rows, ux.seq)["Hedges' g_z"]
    assert math.isnan(found.value)
    assert found.note == "all pairs changed alike, so there is nothing to divide by."


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: effect_sizes(Proportion(successes=1, n=2)),
            TypeError,
            "effect_sizes() takes a comparison; its type is Proportion. Compare first: "
            "effect_sizes(compare(new, old)).",
        ),
        (
            lambda: effect_sizes(compare(*[GeometricMean(n=5, mean=4, sd=1)] * 2)),
            ValueError,
            "geometric mean is compared as a ratio, which is an effect size already: take value, "
            "low and high of the comparison.",
        ),
        (
            lambda: effect_sizes(
                compare(*[cx.nps(NetScore(promoters=3, passives=2, detractors=1))] * 2)
            ),
            ValueError,
            "There is no effect size in use for NPS.",
        ),
        (
            lambda: of_counts((1, 2), (1, 2))["phi"],
            KeyError,
            "There is no effect size 'phi' here; there are: 'difference', 'risk ratio', "
            "'odds ratio', "
            '"Cohen\'s h".',
        ),
    ],
)
def test_what_has_no_effect_size_is_refused(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert caught.value.args[0] == message


def test_a_table_with_sources():
    found = of_counts((0, 16), (15, 72))
    page = found._repr_html_()
    assert page.count("<tr>") == 5
    assert "Woolf 1955" in page
    assert "a half was added" in page
    frame = found.to_frame()
    assert frame["name"].tolist() == ["difference", "risk ratio", "odds ratio", "Cohen's h"]
    assert all(type(effect.value) is float for effect in found)
