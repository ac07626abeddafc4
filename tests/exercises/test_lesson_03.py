"""Lesson 03's checks: honest routes are accepted, known mistakes are explained."""

import numpy as np
import pandas as pd
import pytest

from uxcx import compare, datasets, ux
from uxcx.exercises import lesson_03 as lesson
from uxcx.judging import feedback
from uxcx.learn import exercises


def said(exercise: str, answer: object) -> str:
    return feedback(exercises()[exercise], answer)


def world() -> pd.DataFrame:
    return datasets.load("budgeting").attempts


def test_success_by_hand_is_right() -> None:
    rows = world().query("task == 'import' and design == 'old'")["completed"].dropna()
    assert said("03-1", rows.astype(float).mean()).startswith("✔")
    assert said("03-1", round(float(rows.astype(float).mean()), 2)).startswith("✔")


def test_success_in_percent_is_told_to_divide() -> None:
    assert "You gave a percentage" in said("03-1", 100 * lesson.success_of_import())


def test_counting_missing_attempts_as_failures_is_explained() -> None:
    assert lesson.success_counting_missing() < lesson.success_of_import() - 0.005
    assert "What was not seen is missing" in said("03-1", lesson.success_counting_missing())


def test_geometric_mean_by_numpy_is_right() -> None:
    rows = world().query("task == 'report' and design == 'new' and completed == 1")
    by_hand = np.exp(np.log(rows["seconds"].dropna()).mean())
    assert said("03-3", by_hand).startswith("✔")
    assert said("03-3", round(float(by_hand), 1)).startswith("✔")


@pytest.mark.parametrize(
    ("statistic", "reason"),
    [("mean", "That is the arithmetic mean"), ("median", "That is the median")],
)
def test_other_middles_of_times_are_explained(statistic: str, reason: str) -> None:
    rows = world().query("task == 'report' and design == 'new' and completed == 1")
    assert reason in said("03-3", rows["seconds"].agg(statistic))


def test_times_of_failed_attempts_are_explained() -> None:
    rows = world().query("task == 'report' and design == 'new'")["seconds"].dropna()
    assert "even of people who gave up" in said("03-3", rows.mean())
    assert "how long people try" in said("03-3", np.exp(np.log(rows).mean()))


def test_a_sheet_scored_by_hand_is_right() -> None:
    sheet = lesson.sheet()
    score = 2.5 * sum(a - 1 if i % 2 == 0 else 5 - a for i, a in enumerate(sheet))
    assert said("03-4", score).startswith("✔")


def test_a_sheet_without_reversed_items_is_explained() -> None:
    wrong = 2.5 * sum(answer - 1 for answer in lesson.sheet())
    assert wrong != lesson.sheet_score()
    assert "even statements are worded negatively" in said("03-4", wrong)
    assert "multiply it by 2.5" in said("03-4", lesson.sheet_score() / 2.5)


def test_the_difference_of_systems_by_pandas_is_right_and_its_mirror_is_not() -> None:
    export = pd.read_csv(datasets.path("sus_export.csv"), sep=";")
    odd = export[lesson.QUESTIONS[0::2]].sum(axis=1) - 5
    even = 25 - export[lesson.QUESTIONS[1::2]].sum(axis=1)
    means = (2.5 * (odd + even)).groupby(export["System"]).mean()
    difference = means["Ledgerly"] - means["Pocketbook"]
    assert said("03-5", difference).startswith("✔")
    assert "the sign is not" in said("03-5", -difference)
    assert "Ledgerly's own score" in said("03-5", means["Ledgerly"])


def test_nps_by_hand_is_right_and_known_mistakes_are_explained() -> None:
    answers = lesson.survey("new")["recommend"].dropna().astype(float)
    promoters, detractors = (answers >= 9).mean(), (answers <= 6).mean()
    assert said("03-6", 100 * (promoters - detractors)).startswith("✔")
    assert "mean of the answers from 0 to 10" in said("03-6", answers.mean())
    assert "given in points" in said("03-6", promoters - detractors)
    assert "percentage of promoters" in said("03-6", 100 * promoters)
    counts = int((answers >= 9).sum() - (answers <= 6).sum())
    assert "Divide by the number of answers" in said("03-6", counts)


@pytest.mark.parametrize(
    ("exercise", "right", "wrong"),
    [("03-8", "B", "a"), ("03-8", "b", "c"), ("03-9", "c", "a"), ("03-10", "A", "b")],
)
def test_quiz(exercise: str, right: str, wrong: str) -> None:
    assert said(exercise, right).startswith("✔")
    answer = said(exercise, wrong)
    assert answer.startswith("✘")
    assert "It is not" not in answer  # each wrong letter has its own feedback


def test_known_mistakes_are_told_apart_from_the_right_answer() -> None:
    for exercise in lesson.EXERCISES:
        for mistake in exercise.mistakes:
            said_of_it = feedback(exercise, mistake.value())
            assert mistake.feedback in said_of_it, (exercise.id, said_of_it)


def test_what_the_lesson_says_of_means_of_times_is_so() -> None:
    done = world().query("task == 'reconcile' and design == 'new' and completed == 1")["seconds"]
    geometric = np.exp(np.log(done.dropna()).mean())
    assert done.mean() > max(geometric, done.median())


def test_what_the_lesson_says_of_the_comparisons_is_so() -> None:
    attempts = world()
    reconcile = attempts[attempts["task"] == "reconcile"]
    success = ux.task_success(reconcile, "completed", by="design")
    everything = ux.task_success(attempts, "completed", by="design", unit="participant")
    alone = ux.task_success(attempts, "completed", by="design")
    assert compare(success["new"], success["old"]).verdict == "difference"
    assert compare(everything["new"], everything["old"]).verdict == "no clear difference"
    for design in ("old", "new"):
        by_unit, by_row = everything[design], alone[design]
        assert by_unit.value == by_row.value
        assert by_unit.high - by_unit.low > by_row.high - by_row.low
    truth = datasets.load("budgeting").truth
    assert truth["task success, new"] > truth["task success, old"]
    assert success["new"].low < success["old"].high  # the two intervals overlap
