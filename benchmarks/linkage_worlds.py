"""Write the section on the worlds of `docs/linkage.md`: drivers and mediation, bias and coverage.

python benchmarks/linkage_worlds.py                # some ten minutes on two free cores
python benchmarks/linkage_worlds.py --samples 20   # quicker and rougher

Each sample of a world is made into the one row a customer that linkage needs.
"""

from __future__ import annotations

import argparse
import math
from functools import partial
from typing import Any

import linkage_page as page
import numpy as np
import pandas as pd
from linkage_drivers import numbers

from uxcx import datasets, linkage
from uxcx.linkage import Source

CUSTOMERS, SAMPLES, RESAMPLES = 2_000, 200, 200
#: customers whose shares are taken for the true ones
TRUTH_CUSTOMERS = 50_000
EFFECTS = ("total", "indirect", "direct")


def shop(seed: int, customers: int = CUSTOMERS) -> pd.DataFrame:
    """Return the first orders of the shop: late, wrong size, autofill, answers, ordered again."""
    tables = datasets.simulate("ecommerce", customers=customers, seed=seed).tables
    orders, sessions = tables["orders"], tables["sessions"]
    first = orders[orders["number"] == 1][["customer", "order", "time", "late", "wrong_size"]]
    visit = sessions.set_index("session")
    second = orders[orders["number"] == 2].set_index("customer")["time"]
    frame = first.merge(
        tables["survey"][["order", "recommend", "satisfaction"]], on="order", how="left"
    )
    return frame.assign(
        autofill=(frame["order"].map(visit["design"].astype(str)) == "autofill").astype(float),
        in_test=frame["order"].map(visit["arm"].astype(str)).isin(["plain", "autofill"]),
        repeated=((frame["customer"].map(second) - frame["time"]).dt.days <= 180).astype(float),
    )


def flights(seed: int, customers: int = CUSTOMERS) -> pd.DataFrame:
    """Return the airline's customers, linked: the flights up to the survey, and its answers."""
    tables = datasets.simulate("airline", customers=customers, seed=seed).tables
    first = tables["trips"][tables["trips"]["number"] == 1]
    first = first.assign(late=(first["delay"] >= 15).astype(float))
    people = tables["customers"].assign(app=(tables["customers"]["uses"] == "app").astype(float))
    found = linkage.link(
        people,
        experience=[
            Source(
                name="first flight",
                data=first,
                time="departure",
                columns={"late": ("late", "max"), "bag_lost": ("bag_lost", "sum")},
            )
        ],
        outcomes=[_survey(tables["survey"])],
        keep=["app", "tier"],
    )
    frame: pd.DataFrame = found.frame
    return frame.assign(bag_lost=frame["bag_lost"].fillna(0))


def app(seed: int, customers: int = CUSTOMERS) -> pd.DataFrame:
    """Return the budgeting app's customers, linked: their half year, and the survey after it."""
    tables = datasets.simulate("budgeting", customers=customers, seed=seed).tables
    people = tables["customers"].assign(new=(tables["customers"]["design"] == "new").astype(float))
    contacts = tables["contacts"].assign(unsettled=1.0 - tables["contacts"]["resolved"])
    found = linkage.link(
        people,
        experience=[
            Source(
                name="months",
                data=tables["months"],
                time="month",
                start="2025-07-01",
                end="2026-01-01",
                columns={"unaided": ("reconciled", "mean")},
            ),
            Source(
                name="contacts",
                data=contacts,
                time="time",
                end="2026-01-01",
                columns={"unsettled": ("unsettled", "sum")},
            ),
        ],
        outcomes=[_survey(tables["survey"], start="2026-01-01")],
        keep=["plan", "new"],
    )
    frame: pd.DataFrame = found.frame
    return frame


def _survey(survey: pd.DataFrame, **window: Any) -> Source:
    return Source(
        name="survey",
        data=survey,
        time="answered",
        columns={
            "recommend": ("recommend", "last"),
            "satisfaction": ("satisfaction", "last"),
        },
        **window,
    )


#: of each world: its table, and the drivers of recommending
DRIVERS = {
    "ecommerce": (shop, ["late", "wrong_size", "autofill"]),
    "airline": (flights, ["late", "bag_lost", "app"]),
    "budgeting": (app, ["unaided", "unsettled", "new"]),
}
#: world, its cause and effect in the truth, treatment, outcome, and whether by a straight line
MEDIATIONS = (
    ("ecommerce", "autofill on recommending", "autofill", "recommend", False),
    ("ecommerce", "late parcel on recommending", "late", "recommend", False),
    ("ecommerce", "late parcel on recommending", "late", "recommend", True),
    ("ecommerce", "late parcel on repeat purchase", "late", "repeated", False),
    ("ecommerce", "late parcel on repeat purchase", "late", "repeated", True),
    ("budgeting", "redesign on recommending", "new", "recommend", False),
)
ANSWERED = "indirect, had all answered"


def shares_of(name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Return R² and shares of the drivers of recommending."""
    found = linkage.drivers(
        frame, outcome="recommend", drivers=DRIVERS[name][1], resamples=RESAMPLES
    )
    return numbers(found)


def effects_of(
    frame: pd.DataFrame, treatment: str, outcome: str, *, line: bool = False
) -> dict[str, Any]:
    """Return total, indirect and direct effect through satisfaction."""
    if treatment == "autofill":
        frame = frame[frame["in_test"]]
    found = linkage.mediation(
        frame,
        treatment=treatment,
        mediator="satisfaction",
        outcome=outcome,
        design="randomised" if treatment == "autofill" else "observed",
        mediator_model="linear" if line else None,
        resamples=RESAMPLES,
    )
    return {effect: getattr(found, effect) for effect in EFFECTS} | {
        ANSWERED: found.had_all_answered
    }


def sample(seed: int, *, name: str) -> dict[str, Any]:
    """Return all that is measured in one sample of a world."""
    frame = DRIVERS[name][0](seed)
    return {"drivers": shares_of(name, frame)} | {
        (effect, line): effects_of(frame, treatment, outcome, line=line)
        for world, effect, treatment, outcome, line in MEDIATIONS
        if world == name
    }


def true_effects(world: str, effect: str) -> dict[str, float]:
    """Return the simulator's own effects."""
    truth = datasets.load(world).truth
    return {
        "total": truth[effect],
        "indirect": truth[f"{effect}, through satisfaction"],
        "direct": truth[f"{effect}, direct"],
    }


def of_worlds(samples: int) -> list[str]:
    """Return the tables of all worlds."""
    parts = []
    for name, (make, _) in DRIVERS.items():
        found = page.many(partial(sample, name=name), range(samples))
        whole = shares_of(name, make(10_000, TRUTH_CUSTOMERS))
        truths = {what: quantity.value for what, quantity in whole.items()}
        rows = page.rows_of(truths, [each["drivers"] for each in found])
        parts.append(
            f"### {name}: drivers of recommending, in %\n\n{page.table(rows, factor=100, digits=1)}"
        )
        for world, effect, _, _, line in MEDIATIONS:
            if world == name:
                each = [one[effect, line] for one in found]
                rows = page.rows_of(true_effects(name, effect), each)
                way = ", by a straight line" if line else ""
                parts.append(
                    f"### {name}: {effect}, through satisfaction{way}\n\n{page.table(rows)}"
                    + _had_all_answered(each)
                )
        print("\n\n".join(parts), flush=True)
    return parts


def _had_all_answered(found: list[dict[str, Any]]) -> str:
    """Return what the caution about missing answers says on average, where it has a number."""
    known = [each[ANSWERED] for each in found if not math.isnan(each[ANSWERED])]
    if len(known) < len(found) / 2:
        return ""
    return (
        f"\n\nIndirect, had all answered, if satisfaction alone moves who answers: "
        f"{np.mean(known):.3f} on average (told in {len(known)} of {len(found)} samples)."
    )


TEXT = """\
## The worlds

{samples} samples of 2,000 customers each. The truth of shares is what {customers:,} customers of
the same story give: it is what the method should find, and no cause; it is itself uncertain by two
or three points. The truth of effects is the simulator's own, of people who live twice. \\* marks a
bias of more than three standard errors of the mean estimate.

In the worlds the method meets what it meets outside: satisfaction is answered on five steps and not
by everybody, and who answers is not like who does not (`link` shows it). Autofill was given by lot;
whether a parcel was late, or who had the redesign, was not.

**Why the part through satisfaction can come out too small.** In the shop it is the answer itself,
from 1 to 5, that makes people recommend, so the true indirect effect is that of the observed
mediator, and a late parcel has no other way. Two things are missed. A straight line through the
five answers misses that their steps are not alike: from 3 to 4 recommending rises by three points,
from 1 to 2 by one; what the line misses is counted as past satisfaction. `mediation` therefore
gives each step its own effect unless a line is asked for. And the satisfied answer more often: of
those whose parcel was late the least satisfied are missing, so that satisfaction seems to fall less
than it did. No model of the answers mends that. The result has a caution with the size that
follows if satisfaction alone decides who answers, which in the shop is true.

{worlds}
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=SAMPLES)
    samples = parser.parse_args().samples
    worlds = "\n\n".join(of_worlds(samples))
    page.write("worlds", TEXT.format(samples=samples, customers=TRUTH_CUSTOMERS, worlds=worlds))


if __name__ == "__main__":
    main()
