"""The exercises of lesson 05: say how sure you are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uxcx import datasets, ux
from uxcx.exercises.lesson_03 import grouped, one
from uxcx.families import Proportion
from uxcx.learn import Exercise, Mistake, Option, Question

if TYPE_CHECKING:
    from uxcx.results import Estimate, Estimates

FEW = 5
DESIGNS = ("plain", "autofill")
#: a value this near to the truth, as a part of it, hits it
NEAR = 0.01


def truth() -> float:
    """Return the true success rate of the form with autofill."""
    return datasets.load("ecommerce").truth["address form success, autofill"]


def study(successes: int, n: int, method: str) -> Estimate:
    """Return one study's success rate with its interval."""
    return one(ux.task_success(Proportion(successes=successes, n=n), method=method))


def chance(successes: int, n: int = FEW) -> float:
    """Return how often a study of n sees that many successes."""
    import scipy.stats

    return float(scipy.stats.binom.pmf(successes, n, truth()))


def holding(method: str) -> list[int]:
    """Return the results of a study of five whose interval holds the truth."""
    estimates = [study(successes, FEW, method) for successes in range(FEW + 1)]
    return [s for s, e in enumerate(estimates) if e.low <= truth() <= e.high]


def coverage(method: str) -> float:
    """Return how often the interval of five people holds the truth."""
    return sum(chance(successes) for successes in holding(method))


def width(successes: int, n: int, method: str = "adjusted_wald") -> float:
    """Return how wide the interval is."""
    estimate = study(successes, n, method)
    return estimate.high - estimate.low


def ratio_of_widths(method: str = "adjusted_wald") -> float:
    """Return how many times as wide the interval of 20 people is as that of 80."""
    return width(16, 20, method) / width(64, 80, method)


def measured() -> dict[str, Estimates]:
    """Return what the lesson measures of the usability test, by metric."""
    shop = datasets.load("ecommerce")
    attempts = shop.attempts
    items = [f"sus_{item}" for item in range(1, 11)]
    return {
        "address form success": grouped(ux.task_success(attempts, "completed", by="design")),
        "address form time": grouped(
            ux.time_on_task(attempts, "seconds", completed="completed", by="design")
        ),
        "SEQ": grouped(ux.seq(attempts, "seq", by="design")),
        "SUS": grouped(ux.sus(shop.sus, items, by="design")),
    }


def pairs() -> list[tuple[Estimate, float]]:
    """Return each estimate with the truth that it is about."""
    known = datasets.load("ecommerce").truth
    return [
        (results[design], known[f"{name}, {design}"])
        for name, results in measured().items()
        for design in DESIGNS
    ]


def hits() -> int:
    """Return how many values are within one percent of the truth."""
    return sum(abs(estimate.value - true) <= NEAR * true for estimate, true in pairs())


def inside() -> int:
    """Return how many intervals hold the truth."""
    return sum(estimate.low <= true <= estimate.high for estimate, true in pairs())


EXERCISES = (
    Exercise(
        id="05-1",
        minutes=5,
        answer=lambda: truth() ** FEW,
        unit="%",
        praise="About one study of three sees no failure, although one person in five fails.",
        why_wrong="Six results are possible, but those near the truth come up far more often.",
        hints=(
            "The first manages with chance truth. Of these cases, the second manages in the same "
            "share: truth * truth. And so on for five.",
            "Write  answer = truth ** 5  and run the cell.",
        ),
        mistakes=(
            Mistake(
                value=lambda: 1 / (FEW + 1),
                feedback="Six results are possible, but they are not equally likely.",
            ),
            Mistake(
                value=truth,
                feedback="That is the chance that one person manages. All five must.",
            ),
            Mistake(
                value=lambda: 1 - truth() ** FEW,
                feedback="That is the chance that at least one of the five fails.",
            ),
            Mistake(
                value=lambda: (1 - truth()) ** FEW,
                feedback="That is the chance that all five fail.",
            ),
            Mistake(
                value=lambda: FEW * truth(),
                feedback="Chances of things that must all happen are multiplied with each other: "
                "truth ** 5, not 5 * truth.",
            ),
        ),
    ),
    Exercise(
        id="05-2",
        minutes=6,
        answer=lambda: coverage("adjusted_wald"),
        unit="%",
        praise="Even with five people it comes within a point of its promise.",
        why_wrong="Rows must be weighed by their chances: one that fails may hardly ever come up.",
        hints=(
            "Copy the cell above and put adjusted_wald in place of wald, twice.",
            'holds = (outcomes["low, adjusted_wald"] <= truth) & (truth <= outcomes["high, '
            'adjusted_wald"]), then the sum of outcomes.loc[holds, "chance"].',
        ),
        mistakes=(
            Mistake(
                value=lambda: coverage("wald"),
                feedback="That is the coverage of Wald. Change both names of columns.",
            ),
            Mistake(
                value=lambda: len(holding("adjusted_wald")) / (FEW + 1),
                feedback="You counted the rows. Add up their chances instead: they are not equally "
                "likely.",
            ),
            Mistake(
                value=lambda: len(holding("adjusted_wald")),
                feedback="You counted the rows. Add up their chances instead.",
            ),
            Mistake(
                value=lambda: 0.95,
                feedback="That is what is promised. What is kept is the sum of the chances.",
            ),
        ),
    ),
    Exercise(
        id="05-3",
        minutes=6,
        answer=ratio_of_widths,
        tolerance=0.1,
        praise="About two: four times as many people for half the width.",
        why_wrong="The width goes with the square root of the number of people.",
        hints=(
            "A width is estimate.high - estimate.low. You need two of them.",
            'few = study(16, 20, "adjusted_wald"); many = study(64, 80, "adjusted_wald"); then '
            "divide the width of few by the width of many.",
        ),
        mistakes=(
            Mistake(
                value=lambda: 4,
                feedback="There are four times as many people, but the interval is not four times "
                "as narrow. Divide the widths.",
            ),
            Mistake(
                value=lambda: 1 / ratio_of_widths(),
                feedback="The other way round: the width of the 20 divided by that of the 80.",
            ),
            Mistake(
                value=lambda: width(16, 20) - width(64, 80),
                feedback="That is the difference of the widths. How many times is a division.",
            ),
        ),
    ),
    Exercise(
        id="05-4",
        minutes=4,
        answer=hits,
        tolerance=0.0,
        praise="A single number seldom hits the truth. That is what intervals are for.",
        why_wrong="Being inside the interval is easier than being right on the spot.",
        hints=(
            'caught["value"] - caught["truth"] is the distance; .abs() takes its sign away.',
            '((caught["value"] - caught["truth"]).abs() <= 0.01 * caught["truth"]).sum()',
        ),
        mistakes=(
            Mistake(
                value=inside,
                feedback="That is how many intervals hold the truth. The values themselves are "
                "asked for.",
            ),
            Mistake(
                value=lambda: len(pairs()) - hits(),
                feedback="That is how many do not hit it.",
            ),
        ),
    ),
    Exercise(
        id="05-5",
        minutes=4,
        answer=lambda: "b",
        praise="Who answers is not chance, and an interval knows about chance only.",
        why_wrong="The interval looks like all of the uncertainty. It is the part that is chance.",
        hints=(
            "Would the truth be inside if ten times as many had answered in the same way?",
            "Who feels like answering the survey of a shop that sent the wrong size?",
        ),
        mistakes=(
            Mistake(
                value=lambda: "a",
                feedback="It is too far off for bad luck: look how many points lie between the "
                "interval and the truth.",
            ),
            Mistake(
                value=lambda: "c",
                feedback="More answers of the same kind of people would make the interval narrower "
                "around the same wrong number.",
            ),
            Mistake(
                value=lambda: "d",
                feedback="The method keeps its promise for people like those who answered.",
            ),
        ),
    ),
    Exercise(
        id="05-6",
        minutes=5,
        points=(
            "the interval is about chance, not about who answered",
            "how many were asked and how many answered, and how these differ from the others",
            "that no interval makes one sure: of twenty such claims one is wrong even without bias",
            "what would help: asking those who did not answer, or known facts about both groups",
        ),
    ),
)

QUIZ = (
    Question(
        ask="A 95% interval for task success runs from 36% to 98%. What does the 95% mean?",
        options=(
            Option(
                text="95% of users have a success rate between 36% and 98%.",
                feedback="A user either manages or does not. The interval is about the rate of "
                "everybody.",
            ),
            Option(
                text="Of 100 studies done this way, about 95 give an interval that holds the "
                "true rate.",
                right=True,
                feedback="It is a promise about the way of working, over many studies.",
            ),
            Option(
                text="If we repeat the study, the result lies in there with 95% chance.",
                feedback="The next study has an interval of its own; this one is about the truth, "
                "not about the next result.",
            ),
        ),
    ),
    Question(
        ask="Three of three people manage. The textbook formula gives 100% to 100%. Why?",
        options=(
            Option(
                text="Because nobody failed, so nobody will.",
                feedback="The next one may. Three people are not everybody.",
            ),
            Option(
                text="Because it judges the uncertainty from the sample, and in this sample all "
                "are alike.",
                right=True,
                feedback="It sees no variation and concludes that there is none.",
            ),
            Option(
                text="Because three is an odd number.",
                feedback="Four of four gives the same.",
            ),
        ),
    ),
    Question(
        ask="You want an interval half as wide. How many more people?",
        options=(
            Option(text="Twice as many.", feedback="That makes it narrower by three tenths only."),
            Option(
                text="Four times as many.",
                right=True,
                feedback="The width goes with the square root.",
            ),
            Option(
                text="That depends on the software.",
                feedback="It is the same for every method, but for small details.",
            ),
        ),
    ),
    Question(
        ask="A survey has 20,000 answers; one customer in fifty answered. Its interval is tiny. Is "
        "the number right?",
        options=(
            Option(
                text="Yes: with so many answers there is hardly any error.",
                feedback="Hardly any by chance. Those who answer may still be special people.",
            ),
            Option(
                text="It is precise about people who answer; about the others it says nothing.",
                right=True,
                feedback="A narrow interval around the wrong people.",
            ),
            Option(
                text="No: one answer in fifty is too few for an interval.",
                feedback="The interval can be made. It answers another question than yours.",
            ),
        ),
    ),
)
