"""What a report measures: what the study's columns allow, by whom, and of whom not."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from uxcx import AnswerError, IntakeError, Study, check, compare, compare_all, cx, datasets, ux
from uxcx.questionnaires import umux_lite_scores
from uxcx.reporting import StudyResults, measure

ATTEMPTS = datasets.load("budgeting").attempts
STUDY: dict[str, Any] = {
    "respondent": "participant",
    "group": "design",
    "task": "task",
    "success": "completed",
    "seconds": "seconds",
    "errors": "errors",
    "opportunities": "opportunities",
    "seq": "seq",
}


def measured(frame: Any, **roles: Any) -> StudyResults:
    return measure(check(frame, Study(**roles)))


@pytest.fixture(scope="module")
def results() -> StudyResults:
    return measured(ATTEMPTS, **STUDY)


def people(n: int, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"who": [f"p{i}" for i in range(n)], **columns})


def test_the_numbers_are_those_of_the_metrics_themselves(results: StudyResults) -> None:
    options = {"unit": "participant"}
    for title, expected in {
        "task success": ux.task_success(ATTEMPTS, "completed", **options),
        "time on task": ux.time_on_task(ATTEMPTS, "seconds", completed="completed", **options),
        "error rate": ux.error_rate(ATTEMPTS, "errors", opportunities="opportunities", **options),
        "SEQ": ux.seq(ATTEMPTS, "seq", **options),
    }.items():
        assert results[title].overall == expected
    assert [each.title for each in results] == ["task success", "time on task", "error rate", "SEQ"]


def test_every_split_is_measured_and_groups_are_compared(results: StudyResults) -> None:
    by_group, by_task, by_both = results["task success"].splits
    assert (by_group.by, by_task.by, by_both.by) == (("design",), ("task",), ("task", "design"))
    both = ux.task_success(ATTEMPTS, "completed", by="design", unit="participant")
    assert list(by_group.estimates) == list(both)
    assert by_group.pairs[0].comparison == compare(*both)
    assert by_task.pairs == ()
    assert len(by_both.estimates) == 6


def test_groups_are_compared_within_a_task_and_corrected_for_the_tasks(
    results: StudyResults,
) -> None:
    pairs = results["task success"].splits[2].pairs
    assert len(pairs) == 3
    for pair in pairs:
        first, second = pair.comparison.first.group, pair.comparison.second.group
        assert first[0] == second[0]
        assert pair.n_tests == 3
    p_values = sorted((p.comparison.p_value, p.p_adjusted) for p in pairs)
    assert p_values[0][1] == pytest.approx(min(1.0, 3 * p_values[0][0]))
    names = [pair.comparison.labels for pair in pairs]
    tasks = ATTEMPTS["task"].cat.categories
    assert names == [(f"old at {task}", f"new at {task}") for task in tasks]


def test_within_a_task_each_person_has_one_row_so_rows_are_independent(
    results: StudyResults,
) -> None:
    by_both = results["task success"].splits[2]
    direct = ux.task_success(ATTEMPTS, "completed", by=["task", "design"])
    assert list(by_both.estimates) == list(direct)


def test_three_groups_are_corrected_as_compare_all_does() -> None:
    rng = np.random.default_rng(3)
    frame = people(60, system=["a", "b", "c"] * 20, answer=rng.integers(1, 8, 60))
    (split,) = measured(frame, respondent="who", group="system", seq="answer")["SEQ"].splits
    expected = compare_all(ux.seq(frame, "answer", by="system"))
    assert [p.p_adjusted for p in split.pairs] == [p.p_adjusted for p in expected]
    assert [p.sentence for p in split.pairs] == [p.sentence for p in expected]
    assert split.sentences == [p.sentence for p in expected]


def test_questionnaires_and_ratings_are_measured() -> None:
    rng = np.random.default_rng(4)
    items = {f"s{i}": rng.integers(1, 6, 30) for i in range(1, 11)}
    frame = people(
        30,
        **items,
        need=rng.integers(1, 8, 30),
        easy=rng.integers(1, 8, 30),
        shop=rng.integers(1, 8, 30),
        desk=rng.integers(1, 8, 30),
        sat=rng.integers(1, 6, 30),
        tell=rng.integers(0, 11, 30),
        taps=rng.integers(1, 9, 30),
    )
    roles = {"umux_lite": ["need", "easy"], "ces": ["shop", "desk"], "clicks": "taps"}
    found = measured(frame, respondent="who", sus=list(items), csat="sat", nps="tell", **roles)
    assert [each.title for each in found] == [
        "number of clicks",
        "SUS",
        "UMUX-Lite",
        "CSAT",
        "mean CSAT",
        "CES, shop",
        "CES, desk",
        "NPS",
    ]
    assert found["SUS"].overall == ux.sus(frame, list(items))
    assert found["CES, desk"].overall == cx.ces(frame, "desk")
    assert found["NPS"].overall == cx.nps(frame, "tell")
    umux = found["UMUX-Lite"].overall
    assert umux is not None
    assert umux.measure.function == "ux.umux_lite"
    assert umux.value == pytest.approx(umux_lite_scores(frame, ["need", "easy"]).mean())
    assert found["CSAT"].splits == ()


def test_a_scale_without_a_convention_gives_the_mean_alone() -> None:
    frame = people(12, sat=[1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 5, 6])
    found = measured(frame, csat="sat", scales={"csat": (1, 9)})
    assert [each.title for each in found] == ["mean CSAT"]


def test_touchpoints_are_looked_at_one_by_one() -> None:
    frame = people(40, where=["shop", "phone"] * 20, answer=[5, 3] * 20)
    (split,) = measured(frame, respondent="who", touchpoint="where", ces="answer")["CES"].splits
    assert [(e.label, e.value) for e in split.estimates] == [("phone", 3.0), ("shop", 5.0)]
    assert split.pairs == ()


def test_a_group_of_too_few_people_is_in_no_number() -> None:
    frame = people(23, design=["a"] * 10 + ["b"] * 10 + ["pilot"] * 3, done=[1, 0] * 11 + [1])
    found = measured(frame, respondent="who", group="design", success="done")
    assert found.small == ("pilot",)
    assert found.n_small == 3
    assert found.n_measured == 20
    without = frame[frame["design"] != "pilot"]
    assert found["task success"].overall == ux.task_success(without, "done")
    assert [e.label for e in found["task success"].splits[0].estimates] == ["a", "b"]


def test_people_are_counted_and_not_their_rows() -> None:
    frame = pd.DataFrame(
        {
            "who": [f"p{i}" for i in range(10) for _ in range(4)],
            "design": ["a"] * 32 + ["b"] * 8,  # two people, with eight rows
            "task": ["t1", "t2", "t3", "t4"] * 10,
            "done": [1, 0, 1, 1] * 10,
        }
    )
    found = measured(frame, respondent="who", group="design", task="task", success="done")
    assert found.small == ("b",)


def test_a_number_of_too_few_answers_is_hidden_with_what_gives_it_away() -> None:
    answers: list[float | None] = [5, 6, 7, 4, 5, 6, 3, 5, 6, 4]
    few = [*answers[:3], *[None] * 7]
    frame = people(30, design=["a"] * 10 + ["b"] * 10 + ["c"] * 10, seq=[*answers, *answers, *few])
    (split,) = measured(frame, respondent="who", group="design", seq="seq")["SEQ"].splits
    assert [group[0][1] for group in split.hidden] == ["a", "c"]
    assert [e.label for e in split.estimates] == ["b"]
    assert split.note == (
        "Not shown: a; c. Groups of fewer than 5 people are not shown, nor those from which "
        "their numbers could be worked out."
    )


def test_few_answers_in_all_are_not_shown() -> None:
    frame = people(12, seq=[5, 6, 7, *[None] * 9], done=[1, 0] * 6)
    found = measured(frame, respondent="who", success="done", seq="seq")
    assert found["SEQ"].overall is None
    assert found["SEQ"].note == "Not shown: fewer than 5 people answered."
    assert repr(found).splitlines()[1] == "SEQ: Not shown: fewer than 5 people answered."


def test_nothing_is_shown_where_every_group_is_too_small() -> None:
    frame = people(8, design=["a", "b", "c", "d"] * 2, done=[1, 0] * 4)
    with pytest.raises(IntakeError) as refused:
        measured(frame, respondent="who", group="design", success="done")
    assert str(refused.value) == (
        "No group of 'design' has 5 people and more, so nothing can be shown. Leave group out of "
        "the study, and the report is of all together."
    )
    frame = people(8, design=["a", "b"] * 4, done=["1", "yes"] * 4)
    with pytest.raises(IntakeError, match=r"was set aside: 4 of 8 rows \(words: 4\)\.$"):
        measured(frame, respondent="who", group="design", success="done")


def test_a_study_that_asks_nothing_is_refused() -> None:
    with pytest.raises(IntakeError) as refused:
        measured(people(8, page=["home"] * 8), respondent="who")
    assert str(refused.value) == (
        "The study 'Study' names no column of answers to measure, such as success, seconds, nps or "
        "csat, so there is nothing to report. A log of events is measured with uxcx.journeys."
    )


def test_a_group_without_answers_is_named() -> None:
    frame = people(20, design=["a"] * 10 + ["b"] * 10, seq=[5, 6] * 5 + [None] * 10)
    (split,) = measured(frame, respondent="who", group="design", seq="seq")["SEQ"].splits
    assert split.empty == ((("design", "b"),),)
    assert split.pairs == ()


def test_rows_of_nobody_are_left_out_where_people_have_several_rows() -> None:
    frame = pd.DataFrame(
        {"who": ["p1", "p1", "p2", "p2", None, *"abcdef"], "done": [1, 0, 1, 0, 0, *[1] * 6]}
    )
    found = measured(frame, respondent="who", success="done")
    assert found.n_nameless == 1
    overall = found["task success"].overall
    assert overall is not None
    assert (overall.n, overall.n_units) == (10, 8)


def test_times_without_any_success_are_not_measured_and_say_why() -> None:
    frame = people(8, done=[0] * 8, took=[30.0] * 8)
    found = measured(frame, respondent="who", success="done", seconds="took")
    assert found["time on task"].overall is None
    assert found["time on task"].note.startswith("Not measured. Column 'took': every answer")
    assert isinstance(found["task success"].overall, type(ux.task_success([1, 0])))
    with pytest.raises(AnswerError):
        ux.time_on_task(frame, "took", completed="done")


def test_a_column_of_many_groups_is_no_group() -> None:
    frame = people(120, design=[f"g{i % 60}" for i in range(120)], done=[1, 0] * 60)
    (split,) = measured(frame, respondent="who", group="design", success="done", smallest_group=1)[
        "task success"
    ].splits
    assert split.estimates == ()
    assert split.note == "60 groups are too many to show. Was another column meant?"


def test_many_pairs_are_not_compared() -> None:
    frame = people(110, design=[f"g{i % 11:02}" for i in range(110)], done=[1, 0] * 55)
    (split,) = measured(frame, respondent="who", group="design", success="done")[
        "task success"
    ].splits
    assert len(split.estimates) == 11
    assert split.note == "55 pairs are too many to compare here."


def test_other_engines_give_the_same() -> None:
    import duckdb
    import polars as pl

    native = ATTEMPTS.astype({"design": str, "task": str, "participant": str})
    roles = {role: STUDY[role] for role in ("respondent", "group", "success")}
    here = measured(ATTEMPTS, **roles)
    for frame in (pl.from_pandas(native), duckdb.from_df(native)):
        for one, same in zip(here, measured(frame, **roles), strict=True):
            assert one.overall is not None
            assert same.overall is not None
            assert same.overall.low == pytest.approx(one.overall.low)
            assert [p.comparison.p_value for p in same.pairs] == pytest.approx(
                [p.comparison.p_value for p in one.pairs]
            )


def test_what_is_not_there_is_said(results: StudyResults) -> None:
    with pytest.raises(KeyError, match="the metrics are: task success, time on task"):
        _ = results["NPS"]
    with pytest.raises(ValueError, match="confidence_level must be between 0 and 1"):
        measure(results.checked, confidence_level=95)
