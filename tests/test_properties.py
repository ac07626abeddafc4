"""What every family promises, whatever the data: one property a promise, all families in each."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from uxcx import compare, families
from uxcx.families import (
    Clustered,
    GeometricMean,
    Mean,
    NetScore,
    Proportion,
    Rate,
    RatioOfSums,
    UnitSums,
)
from uxcx.families.base import SummaryBase
from uxcx.measures import NPS_POINTS, NUMBER, PERCENT, SECONDS, Measure, Unit, per, rating


class Kind(NamedTuple):
    """A family, what one row of it is, and how rows become a summary."""

    family: type[SummaryBase]
    unit: Unit
    rows: st.SearchStrategy[Any]
    summarise: Any

    @property
    def measure(self) -> Measure:
        return Measure(name="metric", unit=self.unit)


def moments(family):
    def summarise(values):
        values = np.asarray(values, dtype=float)
        sd = float(values.std(ddof=1)) if len(values) > 1 else math.nan
        sd = 0.0 if len(values) > 1 and len(set(values.tolist())) == 1 else sd
        return family(n=len(values), mean=float(values.mean()), sd=sd)

    return summarise


def ratio(rows):
    y, x = np.array(rows, dtype=float).T
    return RatioOfSums(n=len(y), y=y.sum(), x=x.sum(), yy=y @ y, xy=x @ y, xx=x @ x)


KINDS = [
    Kind(
        Proportion,
        PERCENT,
        st.integers(0, 1),
        lambda rows: Proportion(n=len(rows), successes=sum(rows)),
    ),
    Kind(
        NetScore,
        NPS_POINTS,
        st.integers(-1, 1),
        lambda rows: NetScore(
            promoters=rows.count(1), passives=rows.count(0), detractors=rows.count(-1)
        ),
    ),
    Kind(Rate, per("row"), st.integers(0, 6), lambda rows: Rate(n=len(rows), events=sum(rows))),
    Kind(Mean, rating(1, 7), st.integers(1, 7), moments(Mean)),
    Kind(
        GeometricMean,
        SECONDS,
        st.integers(1, 600).map(math.log),
        moments(GeometricMean),
    ),
    Kind(RatioOfSums, NUMBER, st.tuples(st.integers(0, 90), st.integers(1, 5)), ratio),
]
if hasattr(families, "Median"):
    KINDS.append(
        Kind(
            families.Median,
            SECONDS,
            st.integers(1, 600),
            lambda rows: families.Median(values=[(float(row), 1) for row in rows]),
        )
    )


def test_every_family_is_here():
    declared = {
        found
        for found in vars(families).values()
        if isinstance(found, type) and issubclass(found, SummaryBase) and found.methods
    }
    assert declared == {kind.family for kind in KINDS}


#: families whose rows of one person are summed up as they are
OVER_PEOPLE = (Proportion, NetScore, Rate, Mean, GeometricMean)

kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.family.__name__)
methods = pytest.mark.parametrize(
    ("kind", "method"),
    [
        pytest.param(kind, method, id=f"{kind.family.__name__}-{method}")
        for kind in KINDS
        for method in kind.family.methods
    ],
)
contrasts = pytest.mark.parametrize(
    ("kind", "method"),
    [
        pytest.param(kind, method, id=f"{kind.family.__name__}-{method}")
        for kind in KINDS
        for method in getattr(kind.family, "contrast_methods", kind.family.methods)
    ],
)


def drawn(data, kind, *, least=1, most=12):
    return data.draw(st.lists(kind.rows, min_size=least, max_size=most))


def over_people(kind, people):
    """Return the summary over units of rows that belong to people."""
    sums = [(float(sum(row for row in rows)), len(rows)) for rows in people]
    y, x = np.array(sums, dtype=float).T
    return Clustered(
        base=kind.summarise([row for rows in people for row in rows]),
        sums=UnitSums(n_units=len(people), x=x.sum(), y=y.sum(), xx=x @ x, xy=x @ y, yy=y @ y),
    )


def numbers(summary):
    """Return everything in a summary, for comparing."""
    if isinstance(summary, Clustered):
        return [*numbers(summary.base), *vars(summary.sums).values()]
    return [float(x) for part in vars(summary).values() for x in np.ravel(part)]


def close(one, two):
    assert one == pytest.approx(two, rel=1e-7, abs=1e-6, nan_ok=True)


# --- parts and the whole -----------------------------------------------------------------------


@kinds
@given(data=st.data())
def test_merged_parts_are_the_whole(kind, data):
    one, two, three = (drawn(data, kind) for _ in range(3))
    parts = kind.summarise(one) + kind.summarise(two) + kind.summarise(three)
    close(numbers(parts), numbers(kind.summarise(one + two + three)))
    # ... in whatever order they come, and from whichever side.
    other = kind.summarise(three) + (kind.summarise(two) + kind.summarise(one))
    close(numbers(parts), numbers(other))


@pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS if kind.family in OVER_PEOPLE],
    ids=lambda kind: kind.family.__name__,
)
@given(data=st.data())
def test_merged_parts_of_other_people_are_the_whole(kind, data):
    one, two = (
        [drawn(data, kind, most=4) for _ in range(data.draw(st.integers(1, 4)))] for _ in range(2)
    )
    parts = over_people(kind, one) + over_people(kind, two)
    close(numbers(parts), numbers(over_people(kind, one + two)))


# --- intervals ---------------------------------------------------------------------------------


@methods
@given(data=st.data(), confidence_level=st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999]))
def test_an_interval_holds_its_estimate_and_stays_in_range(kind, method, data, confidence_level):
    summary = kind.summarise(drawn(data, kind))
    result = summary.estimate(
        method=method, measure=kind.measure, confidence_level=confidence_level
    )
    if math.isnan(result.low):
        assert math.isnan(result.high)
        assert result.note, "an interval that is not known has a reason"
        return
    slack = 1e-9 * max(1.0, abs(result.value))
    unit = kind.unit
    assert unit.minimum - slack <= result.low <= result.high <= unit.maximum + slack
    if not result.low - slack <= result.value <= result.high + slack:
        # The adjusted NPS interval of a few extreme answers: it says so.
        assert "leaves the score itself out" in result.note


@methods
@given(data=st.data(), level=st.floats(0.5, 0.98), more=st.floats(0.001, 0.9))
def test_more_confidence_never_narrows_an_interval(kind, method, data, level, more):
    summary = kind.summarise(drawn(data, kind, least=2))
    narrow, wide = (
        summary.estimate(method=method, measure=kind.measure, confidence_level=confidence_level)
        for confidence_level in (level, level + more * (0.999 - level))
    )
    if math.isnan(narrow.low):
        assert math.isnan(wide.low)
        return
    if math.isnan(wide.low):
        assert "confidence needs" in wide.note  # too few for so much, as with a median
        return
    slack = 1e-9 * max(1.0, abs(narrow.value))
    assert wide.high - wide.low >= narrow.high - narrow.low - slack


# --- comparisons -------------------------------------------------------------------------------


def mirrored(result):
    """Return what the comparison of the second with the first must be."""
    if result.effect == "ratio":
        inverse = [
            math.nan if math.isnan(x) else math.inf if x == 0 else 1 / x
            for x in (result.value, result.high, result.low)
        ]
        return [*inverse, result.p_value]
    return [-result.value, -result.high, -result.low, result.p_value]


def same(found, wanted):
    for one, two in zip(found, wanted, strict=True):
        assert one == pytest.approx(two, rel=1e-6, abs=1e-7, nan_ok=True)


@contrasts
@given(data=st.data())
def test_the_second_against_the_first_mirrors_the_first_against_the_second(kind, method, data):
    one, two = (kind.summarise(drawn(data, kind)).estimate(measure=kind.measure) for _ in range(2))
    assume(one.n and two.n)
    there = compare(one, two, method=method)
    back = compare(two, one, method=method)
    same([back.value, back.low, back.high, back.p_value], mirrored(there))
    assert (there.method, there.test, there.verdict) == (back.method, back.test, back.verdict)


@pytest.mark.parametrize(
    "kind",
    [kind for kind in KINDS if kind.family in OVER_PEOPLE],
    ids=lambda kind: kind.family.__name__,
)
@given(data=st.data())
def test_people_against_other_people_mirror_too(kind, data):
    one, two = (
        over_people(kind, [drawn(data, kind, most=4) for _ in range(data.draw(st.integers(2, 5)))])
        for _ in range(2)
    )
    there, back = one.compare(two), two.compare(one)
    same([back.value, back.low, back.high, back.p_value], mirrored(there))


@contrasts
@given(data=st.data(), confidence_level=st.sampled_from([0.8, 0.95, 0.99]))
def test_a_comparison_holds_its_effect_and_has_a_chance(kind, method, data, confidence_level):
    one, two = (kind.summarise(drawn(data, kind)).estimate(measure=kind.measure) for _ in range(2))
    result = compare(one, two, method=method, confidence_level=confidence_level)
    assert math.isnan(result.p_value) or 0 <= result.p_value <= 1
    if math.isnan(result.low):
        assert result.note, "an interval that is not known has a reason"
        return
    slack = 1e-9 * max(1.0, abs(result.value)) if math.isfinite(result.value) else 0.0
    assert result.low - slack <= result.value <= result.high + slack
    if result.effect == "ratio":
        assert result.low >= 0
    else:
        width = kind.unit.maximum - kind.unit.minimum
        assert -width - slack <= result.low
        assert result.high <= width + slack


@contrasts
@given(data=st.data(), level=st.floats(0.5, 0.98), more=st.floats(0.001, 0.9))
def test_more_confidence_never_narrows_a_comparison(kind, method, data, level, more):
    one, two = (kind.summarise(drawn(data, kind, least=2)) for _ in range(2))
    narrow, wide = (
        one.compare(two, method=method, confidence_level=confidence_level)
        for confidence_level in (level, level + more * (0.999 - level))
    )
    if math.isnan(narrow.low):
        assert math.isnan(wide.low)
        return
    # Either end may be without limit.
    assert wide.low <= narrow.low or wide.low == pytest.approx(narrow.low, rel=1e-9, abs=1e-9)
    assert wide.high >= narrow.high or wide.high == pytest.approx(narrow.high, rel=1e-9, abs=1e-9)
    assert wide.p_value == narrow.p_value or math.isnan(wide.p_value)
