"""What a beginner reads when data is refused: each message word for word."""

from __future__ import annotations

import pandas as pd
import pytest

from uxcx import AnswerError, ColumnError, cx, ux
from uxcx.errors import column_missing, nearest, rows_phrase
from uxcx.scales import COUNT, SECONDS_ABOVE_0, YES_NO, whole_scale

FROM_0 = "(counted from 0)"
NPS = "The answers: each must be a whole number from 0 to 10; got"
CSAT = "The answers: each must be a whole number from 1 to 5; got"
SEQ = "The answers: each must be a whole number from 1 to 7; got"
DONE = "The answers: each must be 1 or True for yes, 0 or False for no; got"
TIME = "The answers: each must be a time in seconds above 0; got"
ERRORS = "The answers: each must be a whole number of 0 or more; got"
CODE = "is often a code for 'no answer'; replace it with a missing value before measuring."
FAILED_CLOCK = (
    "A time of 0 or less cannot be measured; it is usually a clock that failed or a task that was "
    "not started. Make it missing."
)
AVERAGED = "Were answers averaged, or is this a score rather than single answers?"

REFUSED = [
    # likelihood to recommend, 0 to 10
    (cx.nps, [9, 11], f"{NPS} 11 in row 1 {FROM_0}. Is 11 a slip of the keyboard, 1 typed twice?"),
    (cx.nps, [9, -1], f"{NPS} -1 in row 1 {FROM_0}. -1 {CODE}"),
    (cx.nps, [9, 99, 8, 99], f"{NPS} 99 in rows 1, 3 {FROM_0}. 99 {CODE}"),
    (
        cx.nps,
        [9, 11, -1],
        f"{NPS} 11, -1 in rows 1, 2 {FROM_0}. Is 11 a slip of the keyboard, 1 typed twice? "
        f"-1 {CODE}",
    ),
    (cx.nps, [6.5, 8.5], f"{NPS} 6.5, 8.5 in rows 0, 1 {FROM_0}. {AVERAGED}"),
    (
        cx.nps,
        [90, 100, 75],
        f"{NPS} 90, 100, 75 in rows 0, 1, 2 {FROM_0}. Were percentages given, or a digit too many?",
    ),
    (
        cx.nps,
        [9, 12],
        f"{NPS} 12 in row 1 {FROM_0}. Is this a question with a longer scale, or a digit too many?",
    ),
    # satisfaction, 1 to 5
    (
        cx.csat,
        [0, 10, 5],
        f"{CSAT} 0, 10 in rows 0, 1 {FROM_0}. The answers run from 0 to 10: is this the likelihood "
        "to recommend? That is measured by cx.nps.",
    ),
    (
        cx.csat,
        [7, 5, 6],
        f"{CSAT} 7, 6 in rows 0, 2 {FROM_0}. Is this a question with a longer scale, such as 1 to "
        "7?",
    ),
    (
        cx.csat,
        [9, 1, 5],
        f"{CSAT} 9 in row 0 {FROM_0}. Is this a question with a longer scale, such as 1 to 10?",
    ),
    (
        cx.csat,
        [80, 35],
        f"{CSAT} 80, 35 in rows 0, 1 {FROM_0}. Were percentages given, or a digit too many?",
    ),
    (
        cx.csat,
        [44, 4],
        f"{CSAT} 44 in row 0 {FROM_0}. Is 44 a slip of the keyboard, 4 typed twice?",
    ),
    (
        cx.csat,
        [0, 4, 3, 0],
        f"{CSAT} 0 in rows 0, 3 {FROM_0}. Was the scale coded from 0? Then add 1 to make it 1 to "
        "5.",
    ),
    (
        cx.csat,
        [0, 5, 3],
        f"{CSAT} 0 in row 0 {FROM_0}. Does 0 stand for 'no answer'? Then make it missing.",
    ),
    # ease, 1 to 7
    (ux.seq, [5.5, 6], f"{SEQ} 5.5 in row 0 {FROM_0}. {AVERAGED}"),
    (
        ux.seq,
        [8] * 9,
        f"{SEQ} 8 in rows 0, 1, 2, 3, 4 and 4 more {FROM_0}. Is this a question with a longer "
        "scale, such as 1 to 10?",
    ),
    (ux.seq, [200, 6], f"{SEQ} 200 in row 0 {FROM_0}."),
    # success, yes or no
    (
        ux.task_success,
        [1, 7],
        f"{DONE} 7 in row 1 {FROM_0}. Were percentages or ratings given? Write 1 for yes and 0 for "
        "no.",
    ),
    (
        ux.task_success,
        [1, 2, 2],
        f"{DONE} 2 in rows 1, 2 {FROM_0}. Is 2 the code for no? Write 1 for yes and 0 for no.",
    ),
    (
        ux.task_success,
        [1, 0.5, 0],
        f"{DONE} 0.5 in row 1 {FROM_0}. Was success partial? Decide for each: 1 for yes or 0 for "
        "no.",
    ),
    (ux.task_success, [1, -9], f"{DONE} -9 in row 1 {FROM_0}. -9 {CODE}"),
    # times
    (ux.time_on_task, [30, 0], f"{TIME} 0 in row 1 {FROM_0}. {FAILED_CLOCK}"),
    (ux.time_on_task, [-30, 5], f"{TIME} -30 in row 0 {FROM_0}. {FAILED_CLOCK}"),
    (ux.time_on_task, [-1, 5], f"{TIME} -1 in row 0 {FROM_0}. -1 {CODE}"),
    (ux.time_on_task, [0, -99], f"{TIME} 0, -99 in rows 0, 1 {FROM_0}. {FAILED_CLOCK} -99 {CODE}"),
    # counts
    (ux.error_rate, [0, 1.5], f"{ERRORS} 1.5 in row 1 {FROM_0}. {AVERAGED}"),
    (ux.error_rate, [0, -2], f"{ERRORS} -2 in row 1 {FROM_0}."),
    # SUS scores
    (
        ux.sus,
        [4, 2, 5],
        "The answers: each must be a SUS score, a multiple of 2.5 from 0 to 100; got 4, 2 in rows "
        f"0, 1 {FROM_0}. These look like answers to single items: give the ten columns, "
        "ux.sus(frame, [ten columns]), or score one sheet with sus_scores().",
    ),
    (
        ux.sus,
        [68.2, 80],
        "The answers: each must be a SUS score, a multiple of 2.5 from 0 to 100; got 68.2 in row "
        f"0 {FROM_0}. Was this averaged over respondents? Give the score of each respondent.",
    ),
    (
        ux.sus,
        [137.5, 80],
        "The answers: each must be a SUS score, a multiple of 2.5 from 0 to 100; got 137.5 in row "
        f"0 {FROM_0}.",
    ),
]


@pytest.mark.parametrize(("metric", "answers", "message"), REFUSED)
def test_answers_that_break_the_rule_are_refused_with_a_cause_that_fits(metric, answers, message):
    with pytest.raises(AnswerError) as error:
        metric(answers)
    assert str(error.value) == message


def test_a_column_is_named_in_the_message():
    frame = pd.DataFrame({"recommend": [9, 11], "brand": ["a", "b"]})
    with pytest.raises(AnswerError, match=r"^Column 'recommend': each must be a whole number"):
        cx.nps(frame, "recommend", by="brand")


def test_a_column_called_values_is_named_too():
    with pytest.raises(AnswerError, match=r"^Column 'values': each must be"):
        cx.nps(pd.DataFrame({"values": [11]}), "values")


def test_the_mark_of_completion_is_checked_too():
    frame = pd.DataFrame({"seconds": [30.0, 40], "done": [1, 2]})
    with pytest.raises(AnswerError) as error:
        ux.time_on_task(frame, "seconds", completed="done")
    assert str(error.value) == (
        "Column 'done': each must be 1 or True for yes, 0 or False for no; got 2 in row 1 "
        "(counted from 0). Is 2 the code for no? Write 1 for yes and 0 for no."
    )


@pytest.mark.parametrize(
    ("errors", "chances", "message"),
    [
        (
            [1, 3, 0],
            [2, 2, 5],
            "Column 'errors' cannot be more than 'chances'; got 3 of 2 in row 1 (counted from 0). "
            "Were the two columns swapped?",
        ),
        (
            [1, 0, 0],
            [2, 0, 5],
            "Column 'chances' must be above 0 where 'errors' is given; got 0 of 0 in row 1 "
            "(counted from 0). Make both missing where there was no opportunity.",
        ),
        (
            [9] * 8,
            [2] * 8,
            "Column 'errors' cannot be more than 'chances'; got 9 of 2 in rows 0, 1, 2, 3, 4 and "
            "3 more (counted from 0). Were the two columns swapped?",
        ),
    ],
)
def test_errors_beyond_their_opportunities_are_refused(errors, chances, message):
    frame = pd.DataFrame({"errors": errors, "chances": chances})
    with pytest.raises(AnswerError) as error:
        ux.error_rate(frame, "errors", opportunities="chances")
    assert str(error.value) == message


def test_times_of_nothing_but_failures_leave_none():
    frame = pd.DataFrame({"seconds": [30.0, 40], "done": [0, 0]})
    with pytest.raises(AnswerError) as error:
        ux.time_on_task(frame, "seconds", completed="done")
    assert str(error.value) == ("Column 'seconds': every answer was set aside, so none is left.")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "Completed",
            "There is no column 'Completed'. Did you mean 'completed'? The columns are: "
            "'participant', 'completed'.",
        ),
        (
            "particpant",
            "There is no column 'particpant'. Did you mean 'participant'? The columns are: "
            "'participant', 'completed'.",
        ),
        ("zz", "There is no column 'zz'. The columns are: 'participant', 'completed'."),
    ],
)
def test_a_column_that_is_not_there_offers_the_nearest(name, message):
    frame = pd.DataFrame({"participant": ["p1"], "completed": [1]})
    with pytest.raises(ColumnError) as error:
        ux.task_success(frame, name)
    assert str(error.value) == message


def test_a_missing_column_is_a_key_error_and_a_value_error():
    error = column_missing("a", ["b"])
    assert isinstance(error, KeyError)
    assert isinstance(error, ValueError)


def test_of_many_columns_twenty_are_shown():
    text = str(column_missing("z", [f"c{i}" for i in range(30)]))
    assert text.endswith("'c18', 'c19' and 10 more.")


@pytest.mark.parametrize(
    ("name", "names", "found"),
    [("NEW", ["old", "new"], "new"), ("taks", ["task", "time"], "task"), ("q", ["abc"], None)],
)
def test_the_nearest_name_ignores_case(name, names, found):
    assert nearest(name, names) == found


@pytest.mark.parametrize(
    ("rows", "n", "words"),
    [
        ([3], 1, "row 3 (counted from 0)"),
        ([1, 4], 2, "rows 1, 4 (counted from 0)"),
        ([1, 4], 1212, "rows 1, 4 and 1,210 more (counted from 0)"),
        ([], 1, "1 row"),
        ([], 1500, "1,500 rows"),
    ],
)
def test_rows_in_words(rows, n, words):
    assert rows_phrase(rows, n) == words


@pytest.mark.parametrize("scale", [YES_NO, SECONDS_ABOVE_0, COUNT, whole_scale(1, 5)])
def test_where_no_cause_comes_to_mind_none_is_made_up(scale):
    assert scale.likely_cause([], 1, 1) == ""
