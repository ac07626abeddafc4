"""Rows that belong together: the delta method against statsmodels, pairs against SciPy."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from strategies import METRIC_IDS, METRICS, frames, summarise_units

from uxcx import compare, cx, ux
from uxcx.families import Clustered, Mean, NetScore, Proportion, Rate, UnitSums

EVERY_METRIC = pytest.mark.parametrize("metric", METRICS, ids=METRIC_IDS)


def rows(*, people: int = 12, each: int = 4, seed: int = 1) -> pd.DataFrame:
    """Rows of people who differ: seconds, errors, a rating, success, and a group by person."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), rng.integers(1, each + 1, people))
    skill = rng.normal(0, 1, people)[person] + rng.normal(0, 0.5, len(person))
    return pd.DataFrame(
        {
            "person": person,
            "group": np.where(person % 2, "a", "b"),
            "seconds": np.exp(4 - skill),
            "errors": rng.poisson(np.exp(-skill)),
            "rating": np.clip(np.round(4 + skill), 1, 7),
            "done": (skill > 0).astype(int),
            "recommend": np.clip(np.round(7 + 2 * skill), 0, 10),
        }
    )


def cluster_robust(values, frame):
    """Return the variance of a mean by cluster-robust least squares, and the number of units."""
    fit = sm.OLS(np.asarray(values, float), np.ones(len(frame))).fit(
        cov_type="cluster", cov_kwds={"groups": frame["person"].to_numpy()}, use_t=True
    )
    return fit.cov_params()[0, 0], frame["person"].nunique()


@pytest.mark.parametrize(
    ("metric", "column", "value", "scale"),
    [
        (ux.task_success, "done", float, 1),
        (ux.seq, "rating", float, 1),
        (ux.error_rate, "errors", float, 1),
        (ux.time_on_task, "seconds", math.log, 1),
        (cx.nps, "recommend", lambda a: (a >= 9) * 1.0 - (a <= 6) * 1.0, 100),
    ],
)
def test_variance_is_that_of_cluster_robust_least_squares(metric, column, value, scale):
    frame = rows()
    expected, units = cluster_robust(frame[column].map(value), frame)
    design = metric(frame, column, unit="person").summary.design()
    assert design.variance == pytest.approx(expected * scale**2)
    assert design.degrees_of_freedom == units - 1


def test_t_interval_over_units_is_that_of_cluster_robust_least_squares():
    frame = rows()
    variance, units = cluster_robust(frame["rating"], frame)
    half = stats.t.ppf(0.975, units - 1) * math.sqrt(variance)
    result = ux.seq(frame, "rating", unit="person")
    mean = frame["rating"].mean()
    assert (result.low, result.high) == pytest.approx((mean - half, mean + half))
    assert result.method == "t over units (delta method)"


def test_comparison_over_units_is_welchs_t_with_cluster_robust_variances():
    frame = rows(people=20)
    a, b = ux.seq(frame, "rating", by="group", unit="person")
    variances = [e.summary.design().variance for e in (a, b)]
    result = compare(a, b)
    assert result.statistic == pytest.approx((a.value - b.value) / math.sqrt(sum(variances)))
    shares = [v**2 / (e.n_units - 1) for v, e in zip(variances, (a, b), strict=True)]
    assert result.degrees_of_freedom == pytest.approx(sum(variances) ** 2 / sum(shares))


@pytest.mark.parametrize(
    ("metric", "column"),
    [(ux.seq, "rating"), (ux.time_on_task, "seconds")],
)
def test_one_row_a_person_changes_nothing_for_means(metric, column):
    frame = rows(each=1)
    plain, clustered = metric(frame, column), metric(frame, column, unit="person")
    assert (clustered.low, clustered.high) == pytest.approx((plain.low, plain.high))


@pytest.mark.parametrize("metric", [ux.seq, cx.ces])
def test_pairs_of_ratings_are_the_paired_t_test(metric):
    before, after = [5, 3, 4, 6, 2, 5, 4], [6, 4, 4, 7, 4, 5, 6]
    frame = paired(before, after)
    old, new = metric(frame, "answer", by="group", unit="person")
    result = compare(new, old)
    expected = stats.ttest_rel(after, before)
    low, high = expected.confidence_interval(0.95)
    assert result.statistic == pytest.approx(expected.statistic, rel=1e-12)
    assert result.p_value == pytest.approx(expected.pvalue, rel=1e-12)
    assert result.degrees_of_freedom == pytest.approx(6)
    assert (result.low, result.high) == pytest.approx((low, high), rel=1e-12)
    assert result.method == "paired t over 7 shared units (delta method)"
    assert result.test == "paired t test over 7 shared units (delta method)"


def test_pairs_of_times_are_the_paired_t_test_on_logarithms():
    before, after = [50, 80, 120, 66, 70], [40, 75, 100, 66, 50]
    old, new = ux.time_on_task(paired(before, after), "answer", by="group", unit="person")
    expected = stats.ttest_rel(np.log(after), np.log(before))
    result = compare(new, old)
    assert result.p_value == pytest.approx(expected.pvalue, rel=1e-10)
    assert result.value == pytest.approx(stats.gmean(after) / stats.gmean(before))


def test_pairs_of_recommendations_are_the_paired_t_test_on_their_scores():
    before, after = [10, 3, 8, 9, 6, 7], [9, 8, 9, 10, 9, 3]
    old, new = cx.nps(paired(before, after), "answer", by="group", unit="person")
    score = {10: 100, 9: 100, 8: 0, 7: 0, 6: -100, 3: -100}
    expected = stats.ttest_rel([score[a] for a in after], [score[b] for b in before])
    result = compare(new, old)
    low, high = expected.confidence_interval(0.95)
    assert result.p_value == pytest.approx(expected.pvalue, rel=1e-10)
    assert (result.low, result.high) == pytest.approx((low, high))


def paired(before, after):
    n = len(before)
    return pd.DataFrame(
        {
            "person": [*range(n), *range(n)],
            "group": ["1 old"] * n + ["2 new"] * n,
            "answer": [*before, *after],
        }
    )


def test_pairs_who_all_changed_alike_leave_nothing_to_judge_chance_by():
    old, new = ux.seq(paired([1, 3, 5], [2, 4, 6]), "answer", by="group", unit="person")
    result = compare(new, old)
    assert result.value == 1
    assert math.isnan(result.p_value)
    assert result.note == "there is no variation to judge chance by."


def test_pairs_that_never_differ_have_p_1_and_an_interval():
    old, new = ux.task_success(paired([1, 0, 1], [1, 0, 1]), "answer", by="group", unit="person")
    result = compare(new, old)
    assert result.p_value == 1
    assert result.low < 0 < result.high


def test_pairs_of_several_rows_are_as_sure_as_their_rows_allow():
    rng = np.random.default_rng(4)
    done = [rng.binomial(1, rate, 200) for rate in (0.5, 0.8)]
    frame = pd.DataFrame(
        {
            "done": np.concatenate(done),
            "group": ["1 old"] * 200 + ["2 new"] * 200,
            "person": [*np.repeat(range(20), 10)] * 2,
        }
    )
    old, new = ux.task_success(frame, "done", by="group", unit="person")
    result = compare(new, old)
    plain = compare(*reversed(list(ux.task_success(frame, "done", by="group"))))
    assert result.verdict == "difference"
    assert result.test == "paired t test over 20 shared units (delta method)"
    assert result.high - result.low < 1.4 * (plain.high - plain.low)


def partly_shared(shared: int, n: int = 20, seed: int = 5) -> pd.DataFrame:
    """Ratings of two groups of `n` people, of whom some are in both."""
    rng = np.random.default_rng(seed)
    people = [np.arange(n), np.arange(n - shared, 2 * n - shared)]
    nature = rng.normal(0, 1, 2 * n)
    noise = rng.normal(0, 0.7, (2, n))
    return pd.concat(
        pd.DataFrame(
            {
                "person": ids,
                "group": name,
                "rating": np.clip(np.round(4 + nature[ids] + noise[i]), 1, 7),
                "done": (nature[ids] + noise[i] > 0).astype(int),
            }
        )
        for i, (name, ids) in enumerate(zip("ab", people, strict=True))
    )


@pytest.mark.parametrize(("metric", "column"), [(ux.seq, "rating"), (ux.task_success, "done")])
def test_a_few_shared_units_change_the_comparison_a_little(metric, column):
    widths = []
    for shared in (0, 1, 2, 3):
        frame = partly_shared(shared)
        result = compare(*metric(frame, column, by="group", unit="person"))
        widths.append(result.high - result.low)
    assert max(widths) < 1.25 * min(widths)


def test_partly_shared_units_are_told_in_the_method():
    result = compare(*ux.seq(partly_shared(3), "rating", by="group", unit="person"))
    assert result.method == "t over 37 units, 3 of them in both (delta method)"
    assert 19 < result.degrees_of_freedom < 38


def test_variance_of_partly_shared_units_is_the_sum_over_all_units():
    frame = partly_shared(8)
    a, b = ux.seq(frame, "rating", by="group", unit="person")
    result = compare(a, b)
    residual = frame["rating"] - frame.groupby("group")["rating"].transform("mean")
    signed = residual.where(frame["group"] == "a", -residual) / 20
    per_person = signed.groupby(frame["person"]).sum()
    error = math.sqrt((per_person**2).sum() * 20 / 19)
    assert result.value / result.statistic == pytest.approx(error)


def test_more_shared_units_who_agree_narrow_the_comparison():
    widths = []
    for shared in (0, 10, 20):
        result = compare(*ux.seq(partly_shared(shared), "rating", by="group", unit="person"))
        widths.append(result.high - result.low)
    assert widths[0] > widths[1] > widths[2]


def test_estimates_of_other_data_are_not_taken_for_pairs():
    one = ux.seq(paired([5, 3, 4], [6, 4, 4]), "answer", by="group", unit="person")
    two = ux.seq(paired([2, 3, 4, 7], [6, 4, 1, 4]), "answer", by="group", unit="person")
    result = compare(one["1 old"], two["2 new"])
    assert result.method == "t over units (delta method)"


def test_p_value_does_not_depend_on_the_confidence_level():
    a, b = ux.task_success(rows(), "done", by="group", unit="person")
    levels = [0.5, 0.8, 0.95, 0.99]
    assert len({compare(a, b, confidence_level=level).p_value for level in levels}) == 1


def test_two_units_a_group_can_be_compared():
    frame = pd.DataFrame({"done": [1, 0, 1, 1], "group": list("aabb"), "person": [1, 2, 3, 4]})
    result = compare(*ux.task_success(frame, "done", by="group", unit="person"))
    assert result.low < result.value < result.high
    assert result.test == "N-1 two-proportion t test over units (delta method)"
    assert result.degrees_of_freedom == 2


def test_one_unit_gives_a_value_and_no_interval():
    frame = pd.DataFrame({"rating": [5, 6, 7], "person": ["x"] * 3})
    result = ux.seq(frame, "rating", unit="person")
    assert result.value == 6
    assert math.isnan(result.low)
    assert result.n_units == 1
    assert repr(result) == (
        "SEQ 6 [interval not known] (n = 3, 1 unit by person; 95%, t over units (delta method)) "
        "Note: one unit does not show how much units differ."
    )


def test_one_unit_cannot_be_compared():
    frame = pd.DataFrame({"rating": [5, 6, 2, 3], "group": list("aabb"), "person": list("xxyz")})
    result = compare(*ux.seq(frame, "rating", by="group", unit="person"))
    assert result.verdict == "not known"
    assert result.note == "one unit does not show how much units differ."


def test_units_all_alike_have_no_width_and_say_so():
    frame = pd.DataFrame({"rating": [1, 5, 1, 5, 1, 5], "person": list("xxyyzz")})
    result = ux.seq(frame, "rating", unit="person")
    assert result.low == result.high == 3
    assert result.note.startswith("all units are alike, so the interval has no width")


@pytest.mark.parametrize("done", [0, 1])
def test_where_all_rows_agree_each_unit_counts_as_one_row(done):
    frame = pd.DataFrame({"done": [done] * 40, "person": [i // 10 for i in range(40)]})
    plain, clustered = (ux.task_success(frame, "done", unit=unit) for unit in (None, "person"))
    assert clustered.summary.design().n_effective == 4
    assert clustered.high - clustered.low > 3 * (plain.high - plain.low)


def test_proportion_over_units_is_adjusted_wald_at_a_size_made_smaller_for_few_units():
    # One row a unit: the delta method is worth n - 1 rows, which t of few units makes fewer.
    frame = pd.DataFrame({"done": [1, 1, 1, 0, 1, 0], "person": range(6)})
    size = 5 * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, 5)) ** 2
    z2 = stats.norm.ppf(0.975) ** 2
    centre = (size * 4 / 6 + z2 / 2) / (size + z2)
    half = math.sqrt(z2 * centre * (1 - centre) / (size + z2))
    result = ux.task_success(frame, "done", unit="person")
    assert (result.low, result.high) == pytest.approx((centre - half, centre + half))


def test_as_many_pairs_that_rose_as_fell_have_the_mid_p_of_the_middle():
    # Fagerland, Lydersen and Laake 2013: where both are 2, p is 1 less half of C(4, 2) / 2**4.
    old, new = ux.task_success(
        paired([1, 1, 0, 0, 1], [0, 0, 1, 1, 1]), "answer", by="group", unit="person"
    )
    assert compare(new, old).p_value == pytest.approx(1 - 0.5 * 6 / 16)


def test_an_estimate_is_not_paired_with_itself():
    new = ux.seq(partly_shared(3), "rating", by="group", unit="person")["a"]
    result = compare(new, new)
    assert result.low < 0 < result.high
    assert result.method == "t over units (delta method)"


def test_rates_of_zero_have_no_ratio_over_units():
    frame = pd.DataFrame({"errors": [0, 0, 1, 2], "group": list("aabb"), "person": range(4)})
    a, b = ux.error_rate(frame, "errors", by="group", unit="person")
    result, mirrored = compare(a, b), compare(b, a)
    assert (result.value, mirrored.value) == (0, math.inf)
    assert result.note == "a rate of 0 has no ratio with an interval over units."
    assert mirrored.sentence == (
        "Error rate was higher with b than with a, which had none in this sample, but how sure "
        "that is cannot be known: a rate of 0 has no ratio with an interval over units."
    )


@pytest.mark.parametrize("method", ["adjusted_wald", "wald"])
def test_methods_of_the_nps_work_over_units(method):
    frame = rows(people=20)
    a, b = cx.nps(frame, "recommend", by="group", unit="person", method=method)
    result = compare(a, b, method=method)
    assert result.low < result.value < result.high
    assert "over units (delta method)" in result.method


@EVERY_METRIC
@settings(max_examples=5)
@given(st.data())
def test_adding_parts_without_common_units_is_the_whole(metric, data):
    frame = data.draw(frames(metric))
    parts = [summarise_units(metric, part) for _, part in frame.groupby(frame["person"] < 2)]
    added, whole = parts[0] + parts[1], metric.measure(frame, "answer", unit="person").summary
    for name in ("n", "n_units", "n_missing"):
        assert getattr(added, name) == getattr(whole, name)
    assert vars(added.sums) == pytest.approx(vars(whole.sums))
    assert added.estimate().value == pytest.approx(whole.estimate().value)
    assert added.design().variance == pytest.approx(whole.design().variance, abs=1e-9)


def test_summaries_over_units_can_be_compared_without_data():
    one = Clustered(
        base=Mean(n=6, mean=4.0, sd=1.0),
        sums=UnitSums(n_units=3, x=6, y=24, xx=12, xy=48, yy=194),
    )
    result = one.compare(one, labels=("new", "old"))
    assert result.value == 0
    assert result.p_value == 1


def test_only_summaries_of_one_kind_can_be_added():
    sums = UnitSums(n_units=1, x=1, y=1, xx=1, xy=1, yy=1)
    with pytest.raises(TypeError):
        Clustered(base=Proportion(n=1, successes=1), sums=sums) + Clustered(
            base=Rate(n=1, events=1), sums=sums
        )
    with pytest.raises(TypeError):
        Clustered(base=Rate(n=1, events=1), sums=sums) + Rate(n=1, events=1)


def test_confidence_level_is_checked_over_units_too():
    with pytest.raises(ValueError, match=r"between 0 and 1; got 95\. Write 95% as 0\.95\."):
        ux.task_success(rows(), "done", unit="person", confidence_level=95)


@pytest.mark.parametrize("metric", [ux.seq, ux.error_rate])
def test_unknown_methods_are_refused_over_units_too(metric):
    a, b = metric(rows(), "rating", by="group", unit="person")
    with pytest.raises(ValueError, match="method must be one of"):
        compare(a, b, method="bogus")


def test_a_method_for_independent_groups_is_refused_for_pairs():
    old, new = ux.task_success(paired([1, 0, 1], [1, 1, 0]), "answer", by="group", unit="person")
    with pytest.raises(ValueError, match="for pairs") as error:
        compare(new, old, method="newcombe")
    assert str(error.value) == (
        "method must be one of 'bonett_price', 'adjusted_wald', 'agresti_min', 'tango' for pairs; "
        "got 'newcombe'."
    )


def test_a_method_for_independent_groups_is_refused_for_units_of_several_rows():
    frame = pd.concat([paired([1, 0, 1], [1, 1, 0])] * 2)
    old, new = ux.task_success(frame, "answer", by="group", unit="person")
    with pytest.raises(ValueError, match="share no units") as error:
        compare(new, old, method="newcombe")
    assert str(error.value) == (
        "method='newcombe' is for groups that share no units, but these share some. Leave method "
        "out: such a comparison has one method."
    )
    with pytest.raises(ValueError, match="test='exact' is for rows that are independent"):
        compare(new, old, test="exact")


def test_net_scores_of_all_promoters_in_both_groups_can_be_compared():
    frame = pd.DataFrame({"a": [10] * 8, "group": list("abababab"), "person": range(8)})
    result = compare(*cx.nps(frame, "a", by="group", unit="person"))
    assert isinstance(result.first.summary.base, NetScore)
    assert result.low < 0 < result.high
