"""Effect sizes: against statsmodels and by hand, empty cells, refusals, and what is printed."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.proportion import proportion_effectsize

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
    text = repr(effect_sizes(compare(Mean(n=3, mean=5, sd=0), other)))
    assert text.startswith("Hedges' g: not known [interval not known] (95%, Hedges and Olkin")
    assert text.endswith(f"Note: {note}")


def test_no_effect_is_1_or_0():
    found = of_counts((5, 10), (5, 10))
    assert [effect.value for effect in found] == [1.0, 1.0, 0.0]


def test_over_units_the_interval_is_not_known():
    frame = pd.DataFrame({"g": list("aabb") * 3, "who": [*range(12)], "ok": [1, 1, 0, 1] * 3})
    a, b = ux.task_success(frame, "ok", by="g", unit="who")
    found = effect_sizes(compare(a, b))["Cohen's h"]
    assert found.value == pytest.approx(proportion_effectsize(1.0, 0.5))
    assert math.isnan(found.low)
    assert "rows belong together (unit=), so the interval on this scale is not known." in repr(
        found
    )


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
            "There is no effect size 'phi' here; there are: 'risk ratio', 'odds ratio', "
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
    assert page.count("<tr>") == 4
    assert "Woolf 1955" in page
    assert "a half was added" in page
    frame = found.to_frame()
    assert frame["name"].tolist() == ["risk ratio", "odds ratio", "Cohen's h"]
    assert all(type(effect.value) is float for effect in found)
