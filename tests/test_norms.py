"""Benchmark figures: none without population and source, and none chosen for the reader."""

from __future__ import annotations

import dataclasses
import math

import pytest

from uxcx import AnswerError, norms


def values(metric, **filters):
    return [norm.value for norm in norms.lookup(metric, **filters)]


def test_every_figure_says_whose_it_is_and_where_it_was_read():
    frame = norms.table()
    assert list(frame) == [
        *("metric", "statistic", "value", "unit", "population", "source", "note"),
    ]
    for name in ("metric", "statistic", "unit", "population", "source"):
        assert frame[name].str.len().min() > 2, name
    assert frame["value"].notna().all()
    assert not frame.duplicated(["metric", "statistic", "population", "source"]).any()


@pytest.mark.parametrize(
    ("metric", "filters", "expected"),
    # measuringu.com/benchmark-target and the other sources named in the table (published)
    [
        ("task success", {}, [0.78]),
        ("NPS", {"population": "consumer software"}, [21]),
        ("SUS", {"population": "consumer"}, [75]),
        ("SUS", {"population": "business software"}, [66]),
        ("SUS", {"population": "5,000"}, [68]),
        ("SUS", {"population": "single scores"}, [62.5, 71, 78]),
        ("SUS", {"statistic": "percentile"}, [62.5, 78]),
        ("SUS", {"statistic": "median of study"}, [69, 71]),
        ("SUS", {"statistic": "promoters"}, [78.8]),
        ("UEQ-S pragmatic", {}, [0.73, 1.15, 1.55, 1.73]),
        ("UEQ-S hedonic", {"statistic": "excellent"}, [1.55]),
        ("UEQ-S overall", {"statistic": "'good'"}, [1.4]),
        ("UEQ attractiveness", {}, [0.7, 1.17, 1.52, 1.75]),
        ("UEQ novelty", {"statistic": "below average"}, [0.3]),
    ],
)
def test_published_figures(metric, filters, expected):
    assert values(metric, **filters) == expected


def test_where_sources_disagree_all_are_given():
    assert values("SEQ") == [5.1, 5.5, 5.3]
    assert values("SEQ", source="MeasuringU") == [5.1]
    assert all("Sources disagree" in norm.note for norm in norms.lookup("SEQ"))


def test_limits_of_categories_rise():
    frame = norms.table()
    limits = frame[frame["statistic"].str.startswith("lower limit")]
    assert limits["metric"].nunique() == 9
    for metric, found in limits.groupby("metric"):
        assert found["value"].is_monotonic_increasing, metric
        assert len(found) == 4, metric


def test_capitals_do_not_matter():
    assert norms.lookup(" sus ") == norms.lookup("SUS")
    assert norms.table(metric="seq")["value"].tolist() == values("SEQ")


def test_a_figure_reads_as_one_line():
    assert str(norms.lookup("task success")[0]) == (
        "task success: mean 78% (tasks of usability tests; measuringu.com/benchmark-target)"
    )


def test_figures_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        norms.lookup("NPS")[0].value = 50
    frame = norms.table()
    frame.loc[0, "value"] = 0
    assert norms.table().loc[0, "value"] == 0.78


@pytest.mark.parametrize(
    ("metric", "filters", "message"),
    [
        ("SUSS", {}, "There is no metric 'SUSS'. Did you mean 'SUS'? There are: task success; "),
        ("XYZ", {}, "There is no metric 'XYZ'. There are: task success; SEQ; NPS; SUS; UEQ "),
        (
            "NPS",
            {"population": "consumer hardware"},
            "There is no population of NPS 'consumer hardware'. Did you mean 'consumer "
            "software'? There are: consumer software.",
        ),
        (
            "task success",
            {"source": "Nielsen"},
            "There is no source of task success 'Nielsen'. There are: "
            "measuringu.com/benchmark-target.",
        ),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(metric, filters, message):
    with pytest.raises(ValueError, match="There is no") as error:
        norms.lookup(metric, **filters)
    assert str(error.value).startswith(message)


def test_names_are_text():
    with pytest.raises(TypeError) as error:
        norms.lookup("SUS", source=2008)
    assert str(error.value) == "source must be text in quotation marks; got 2008."
    with pytest.raises(TypeError, match="metric must be text"):
        norms.lookup(None)


@pytest.mark.parametrize(("sus", "recommend"), [(68, 6.77), (0, 1.33), (100, 9.33)])
def test_likelihood_to_recommend_from_the_sus(sus, recommend):
    # measuringu.com/nps-sus: 1.33 + 0.08 SUS (published)
    norm = norms.likelihood_to_recommend(sus)
    assert norm.value == pytest.approx(recommend, abs=1e-9)
    assert norm.population == f"products with a SUS of {sus}"
    assert "not an NPS" in norm.note


@pytest.mark.parametrize("score", [-1, 101, math.nan, None])
def test_only_sus_scores_predict(score):
    with pytest.raises(AnswerError, match="A SUS score must be a number from 0 to 100"):
        norms.likelihood_to_recommend(score)
