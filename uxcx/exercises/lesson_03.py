"""The exercises of lesson 03: measure a usability test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uxcx import cx, datasets, ux
from uxcx.comparison import compare
from uxcx.learn import Exercise, Mistake
from uxcx.questionnaires import sus_scores
from uxcx.results import Estimate, Estimates

if TYPE_CHECKING:
    import pandas as pd

SUS_COLUMNS = [f"sus_{item}" for item in range(1, 11)]
QUESTIONS = [f"Question {number}" for number in range(1, 11)]


def one(result: Estimate | Estimates) -> Estimate:
    """Return a single estimate; a type checker cannot know that there was no ``by=``."""
    if not isinstance(result, Estimate):
        raise TypeError("one estimate was expected, not one for each group")
    return result


def grouped(result: Estimate | Estimates) -> Estimates:
    """Return estimates by group; a type checker cannot know that there was a ``by=``."""
    if not isinstance(result, Estimates):
        raise TypeError("one estimate for each group was expected")
    return result


def attempts(task: str, design: str) -> pd.DataFrame:
    """Return the attempts at one task with one design."""
    rows: pd.DataFrame = datasets.load("budgeting").attempts
    return rows[(rows["task"] == task) & (rows["design"] == design)]


def survey(design: str) -> pd.DataFrame:
    """Return the survey answers of customers with one design."""
    world = datasets.load("budgeting")
    joined: pd.DataFrame = world.survey.merge(world.customers, on="customer")
    return joined[joined["design"] == design]


def sheet() -> list[int]:
    """Return one participant's ten answers."""
    rows = datasets.load("budgeting").sus
    return list(map(int, rows.loc[rows["participant"] == first_participant(), SUS_COLUMNS].iloc[0]))


def first_participant() -> str:
    """Return the participant whose sheet is scored by hand."""
    return str(datasets.load("budgeting").sus["participant"].iloc[0])


def export() -> pd.DataFrame:
    """Return the questionnaire export of another tool."""
    import pandas as pd

    return pd.read_csv(datasets.path("sus_export.csv"), sep=";", encoding="utf-8")


# --- right answers and known wrong ones -----------------------------------------------------------


def success_of_import() -> float:
    """Return success at the import task, old design."""
    return one(ux.task_success(attempts("import", "old"), "completed")).value


def success_counting_missing() -> float:
    """Return the same with missing attempts counted as failures."""
    rows = attempts("import", "old")
    return float(rows["completed"].fillna(0).mean())


def time_of_report() -> float:
    """Return the typical time of successful attempts at the report task, new design."""
    rows = attempts("report", "new")
    return one(ux.time_on_task(rows, "seconds", completed="completed")).value


def _times(*, only_completed: bool) -> pd.Series[Any]:
    rows = attempts("report", "new")
    if only_completed:
        rows = rows[rows["completed"] == 1]
    return rows["seconds"].dropna().astype(float)


def sheet_score() -> float:
    """Return the SUS score of one participant's sheet."""
    return float(sus_scores(sheet()).iloc[0])


def sheet_without_reversing() -> float:
    """Return the same with even items scored as if they were worded positively."""
    return 2.5 * sum(answer - 1 for answer in sheet())


def sheet_without_scaling() -> float:
    """Return the same without the factor 2.5."""
    return sheet_score() / 2.5


def difference_of_systems() -> float:
    """Return Ledgerly's mean SUS less Pocketbook's."""
    scores = grouped(ux.sus(export(), QUESTIONS, by="System"))
    return compare(scores["Ledgerly"], scores["Pocketbook"]).value


def nps_of_new() -> float:
    """Return the NPS of customers with the new design."""
    return one(cx.nps(survey("new"), "recommend")).value


def _recommend() -> pd.Series[Any]:
    return survey("new")["recommend"].dropna().astype(float)


EXERCISES = (
    Exercise(
        id="03-1",
        minutes=5,
        answer=success_of_import,
        unit="%",
        praise="Most people could import their statement already with the old design.",
        why_wrong="People often count attempts whose recording failed as failures, or forget "
        "that a proportion is kept between 0 and 1.",
        hints=(
            "First keep only the attempts at the task 'import' with the design 'old', as the "
            "cell above does for 'reconcile'.",
            "rows = attempts[(attempts.task == 'import') & (attempts.design == 'old')], then "
            "ux.task_success(rows, 'completed').",
        ),
        mistakes=(
            Mistake(
                value=success_counting_missing,
                feedback="You counted attempts without a recording as failures. What was not "
                "seen is missing, not failed: leave it out of n and say how many there were.",
            ),
            Mistake(
                value=lambda: one(ux.task_success(attempts("import", "new"), "completed")).value,
                feedback="That is the new design; the old one is asked for.",
            ),
        ),
    ),
    Exercise(
        id="03-2",
        minutes=4,
        answer=lambda: "participant",
        praise="Three attempts of one person tell less than three attempts of three people.",
        why_wrong="A table's rows are so easy to count that it is easy to forget whose they are.",
        hints=(
            "Who is the same in several rows of the table?",
            "One person made three attempts. What is the column called that says who it was?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "task",
                feedback="The three tasks are not a sample of tasks: they are what was chosen to "
                "be tested. Which column says whose attempt it was?",
            ),
            Mistake(
                value=lambda: "design",
                feedback="Two designs are compared, but rows of one design are not one person's.",
            ),
        ),
    ),
    Exercise(
        id="03-3",
        minutes=6,
        answer=time_of_report,
        tolerance=0.5,
        unit="seconds",
        praise="That is the typical time of those who finished the report.",
        why_wrong="Spreadsheets offer the arithmetic mean first, and a few slow people pull it up.",
        hints=(
            "Keep the attempts at 'report' with the design 'new'. Whose times tell how long the "
            "task takes: everybody's, or only those of people who finished?",
            "ux.time_on_task(rows, 'seconds', completed='completed').",
        ),
        mistakes=(
            Mistake(
                value=lambda: float(_times(only_completed=True).mean()),
                feedback="That is the arithmetic mean, which a few slow people pull up. Times "
                "are skewed: take the geometric mean, which ux.time_on_task gives.",
            ),
            Mistake(
                value=lambda: float(_times(only_completed=False).mean()),
                feedback="That is the arithmetic mean of all times, even of people who gave up. "
                "Use ux.time_on_task with completed='completed'.",
            ),
            Mistake(
                value=lambda: one(ux.time_on_task(attempts("report", "new"), "seconds")).value,
                feedback="You have the geometric mean, but of everybody: how long people try "
                "before they give up is another question. Add completed='completed'.",
            ),
            Mistake(
                value=lambda: float(_times(only_completed=True).median()),
                feedback="That is the median. It is a fair choice, but needs more people than "
                "the geometric mean, which is asked for here.",
            ),
        ),
    ),
    Exercise(
        id="03-4",
        minutes=8,
        answer=sheet_score,
        tolerance=0.01,
        praise="You scored a System Usability Scale sheet by hand.",
        why_wrong="Every second statement is worded negatively, so that agreeing with it speaks "
        "against the product; who forgets that gets a score that is not far off enough to notice.",
        hints=(
            "Odd statements give the answer less one; even statements give five less the answer.",
            "Add the ten contributions, each from 0 to 4, and multiply the sum by 2.5.",
        ),
        mistakes=(
            Mistake(
                value=sheet_without_reversing,
                feedback="You scored every item the same way. The even statements are worded "
                "negatively: they give five less the answer.",
            ),
            Mistake(
                value=sheet_without_scaling,
                feedback="The sum of the contributions is right; now multiply it by 2.5 so that "
                "it runs from 0 to 100.",
            ),
            Mistake(
                value=lambda: float(sum(sheet())),
                feedback="That is the sum of the answers. First turn each answer into a "
                "contribution from 0 to 4.",
            ),
            Mistake(
                value=lambda: sum(sheet()) / 10,
                feedback="That is the mean of the answers. First turn each answer into a "
                "contribution from 0 to 4.",
            ),
        ),
    ),
    Exercise(
        id="03-5",
        minutes=6,
        answer=difference_of_systems,
        tolerance=0.05,
        praise="The file came from another tool, and the same two lines measured it.",
        why_wrong="It is easy to take the first from the second when the second from the first "
        "was asked.",
        hints=(
            "Measure both systems at once with by='System', then compare two of the results.",
            "compare(scores['Ledgerly'], scores['Pocketbook']).value",
        ),
        mistakes=(
            Mistake(
                value=lambda: grouped(ux.sus(export(), QUESTIONS, by="System"))["Ledgerly"].value,
                feedback="That is Ledgerly's own score; the difference of the two is asked for.",
            ),
            Mistake(
                value=lambda: one(ux.sus(export(), QUESTIONS)).value,
                feedback="That is the mean of both systems together. Add by='System'.",
            ),
        ),
    ),
    Exercise(
        id="03-6",
        minutes=6,
        answer=nps_of_new,
        tolerance=0.5,
        unit="points",
        praise="A score in points from -100 to 100, and not a percentage.",
        why_wrong="The question's answers run from 0 to 10, so a mean looks natural; the score "
        "is another thing: the share of promoters less the share of detractors.",
        hints=(
            "Keep the customers whose design is 'new', then measure the column 'recommend'.",
            "cx.nps(answers[answers.design == 'new'], 'recommend')",
        ),
        mistakes=(
            Mistake(
                value=lambda: float(_recommend().mean()),
                feedback="That is the mean of the answers from 0 to 10. The NPS is the "
                "percentage of promoters (9 and 10) less that of detractors (0 to 6).",
            ),
            Mistake(
                value=lambda: nps_of_new() / 100,
                feedback="The size is right as a proportion, but the NPS is given in points: "
                "multiply by 100.",
            ),
            Mistake(
                value=lambda: 100 * float((_recommend() >= 9).mean()),
                feedback="That is the percentage of promoters. Take the percentage of detractors "
                "(0 to 6) from it.",
            ),
            Mistake(
                value=lambda: float((_recommend() >= 9).sum() - (_recommend() <= 6).sum()),
                feedback="You took the number of detractors from the number of promoters. Divide "
                "by the number of answers and multiply by 100.",
            ),
        ),
    ),
    Exercise(
        id="03-7",
        minutes=6,
        points=(
            "what improved, with its interval: reconciling, not the app as a whole",
            "what the test does not show: whether people will like the brand more, or why",
            "how many people it was, and that their attempts belong together",
            "the next step: more people for the task that matters, or a look at why people fail",
        ),
    ),
    Exercise(
        id="03-8",
        minutes=2,
        answer=lambda: "b",
        praise="Five people with five successes still leave room for a rate near a half.",
        hints=(
            "Run ux.task_success([1, 1, 1, 1, 1]) and read the interval.",
            "What is the lower end of the interval?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="All of the five did, but the next five may not: read the interval.",
            ),
            Mistake(
                value=lambda: "c",
                feedback="Five people do tell something: a rate of a tenth is ruled out.",
            ),
        ),
    ),
    Exercise(
        id="03-9",
        minutes=2,
        answer=lambda: "c",
        praise="Not shown is not the same as shown not to be.",
        hints=(
            "What does the comparison's sentence say last?",
            "An interval that runs from lower to higher leaves both open.",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="The interval holds no difference, but it holds sizeable ones as well.",
            ),
            Mistake(
                value=lambda: "b",
                feedback="The sample leans that way, but the interval leaves both open.",
            ),
        ),
    ),
    Exercise(
        id="03-10",
        minutes=2,
        answer=lambda: "a",
        praise="It is a score. Half of all published studies lie above 68, half below.",
        hints=(
            "Look at the axis of the SUS figure: what does it say in brackets?",
            "A percentage is a share of something. Of what would it be here?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "b",
                feedback="It runs from 0 to 100 but is no share of anything.",
            ),
            Mistake(
                value=lambda: "c",
                feedback="That is the share of studies with a lower score, its percentile; the "
                "score and its percentile differ.",
            ),
        ),
    ),
)
