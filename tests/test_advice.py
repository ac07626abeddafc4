"""What is said below Python's own errors, for the slips that beginners make."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import uxcx
from uxcx import ux
from uxcx.advice import advice, start
from uxcx.errors import AnswerError


def said(code: str, **names: object) -> str:
    """Return the advice about what this code raises."""
    try:
        exec(compile(code, "cell", "exec"), dict(names))
    except Exception as error:
        return advice(error, names)
    pytest.fail(f"nothing was raised by {code!r}")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ('name = "Ana', "A quotation mark is missing"),
        ("name = a curious person", "Text needs quotation marks"),
        ("name = \N{LEFT DOUBLE QUOTATION MARK}Ana\N{RIGHT DOUBLE QUOTATION MARK}", "straight"),
        ("answer = 60%", "Leave the percent sign away, and write 0.6 for 60%."),
        ("answer = 0,06", "Write the decimal sign as a point, not as a comma: 0.6"),
        ("answer = 6:10", "Write / for dividing"),
        ("answer = 6\N{DIVISION SIGN}10", "Write / in place of \N{DIVISION SIGN}."),
        ("answer =", "Nothing stands behind the equals sign"),
        ("answer = 0.6.", "with one point and no spaces"),
        ("answer = ...0.6", "in place of all three dots"),
        ("answer = 0.6...", "in place of all three dots"),
        ("  answer = 0.6", "Begin the line at the very left"),
        ("len([1, 2)", "A closing bracket is one too many"),
        ("len([1, 2]", "A bracket is opened and not closed"),
        ('answer = {\n"a": "UX"\n"b": "CX",\n}', "A comma or a quotation mark is missing"),
        ('answer "a"', "Often a comma, a bracket or a quotation mark is missing"),
    ],
)
def test_a_line_that_cannot_be_read(code: str, told: str) -> None:
    assert told in said(code)


def test_a_tool_of_the_course_is_missing_because_a_cell_was_not_run() -> None:
    assert said("learn.quiz('00')") == (
        "The computer does not know the word learn yet, since a cell further up has not been "
        "run: choose Run All Above Selected Cell in the menu Run at the top, and run this cell "
        "again."
    )


def test_an_unknown_word_may_be_text_or_misspelt_or_of_an_earlier_cell() -> None:
    assert "Did you mean share_of_customers?" in said("share_of_customer", share_of_customers=1)
    assert "Did you mean answer?" in said("Answer", answer=1)
    assert 'put quotation marks around it: "sixty"' in said("answer = sixty")
    assert "Did you mean" not in said("answer = sixty", set=1)
    assert "Run All Above" in said("events")


def test_a_misspelt_column_is_offered_the_nearest_of_all_tables() -> None:
    table = pd.DataFrame({"task": [1], "design": ["old"]})
    assert "Did you mean 'task'?" in said("table['tsk']", table=table)
    assert "Did you mean" not in said("{'a': 1}['zzzzzz']")


def test_a_misspelt_attribute_and_option() -> None:
    assert said("ux.task_sucess([1])", ux=ux) == (
        "task_sucess is not known here. Did you mean task_success?"
    )
    assert "compare(one, the_other)" in said("a - a", a=ux.task_success([1, 0]))
    assert said("1 + 'a'") == ""
    assert "before the equals sign" in said("ux.task_success([1], byy='x')", ux=ux)


def test_nothing_is_added_where_the_message_says_it_or_nothing_is_known() -> None:
    assert advice(AnswerError("all is said"), {}) == ""
    assert advice(ZeroDivisionError("division by zero"), {}) == ""
    assert advice(KeyError(3), {}) == ""


def test_outside_a_notebook_nothing_happens() -> None:
    start()


def test_a_kernel_advises_before_any_cell_of_a_lesson_has_run(tmp_path: Path) -> None:
    startup = Path(uxcx.__file__).with_name("kernel_startup.py")
    code = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.safe_execfile({str(startup)!r}, shell.user_ns)
shell.run_cell("learn.quiz('00')")
shell.run_cell("from uxcx import learn")
shell.run_cell("learn.check('00-1', 0.6)")
shell.run_cell("name = 'Ana")
shell.run_cell("learn.check(0, 1)")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "IPYTHONDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout.count("What to do:") == 2
    assert "What to do: The computer does not know the word learn yet" in done.stdout
    assert "What to do: A quotation mark is missing" in done.stdout
    assert "learn.py" not in done.stdout, "our own code is not shown"
