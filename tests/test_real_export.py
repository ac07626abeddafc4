"""The questionnaire export that another tool wrote, where it is at hand.

The two-system example study of the SUS Analysis Toolkit (Blattgerste, Behrends and Pfeiffer 2022);
its mean, standard deviation and median are those that the toolkit prints for it.
"""

import pandas as pd
import pytest
from project import ROOT

from uxcx import Study, check, compare, read, ux
from uxcx.questionnaires import sus_scores

REAL = ROOT.parent / "shared" / "data" / "sus_export.csv"
QUESTIONS = [f"Question {number}" for number in range(1, 11)]

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real export is not beside us")


def test_scores_of_the_real_export_are_the_published_ones() -> None:
    export = pd.read_csv(REAL, sep=";")
    scores = sus_scores(export, QUESTIONS)
    assert len(scores) == 20
    assert scores.mean() == pytest.approx(79.875)
    assert scores.std() == pytest.approx(11.016584388046386)
    assert scores.median() == 80.0


def test_the_real_export_is_measured_and_compared() -> None:
    export = pd.read_csv(REAL, sep=";")
    results = ux.sus(export, QUESTIONS, by="System")
    assert sum(estimate.n for estimate in results) == 20
    first, second = results
    assert first.label in compare(first, second).sentence


def test_the_real_export_is_read_and_checked_with_nothing_typed() -> None:
    opened = read(REAL)
    study = Study.guess(opened)
    assert study.columns == {"group": ("System",), "sus": tuple(QUESTIONS)}
    checked = check(opened, study)
    assert checked.must_fix == ()
    assert checked.n_kept == 20
    assert checked.frame[checked.scores["sus"]].mean() == pytest.approx(79.875)
