"""A class's own worlds stand in place of the shipped ones, wherever its notebooks are run."""

from pathlib import Path

import pytest

from uxcx import datasets
from uxcx.datasets.files import CLASS, CLASS_DATA


@pytest.fixture
def class_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    datasets.simulate(
        "budgeting",
        customers=60,
        seed=7,
        to=tmp_path / CLASS_DATA / "budgeting",
        form="csv",
        progress=False,
    )
    (tmp_path / CLASS).write_text("{}", encoding="utf-8")
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "notebooks" / "solutions")
    return tmp_path


@pytest.mark.usefixtures("class_folder")
def test_a_name_gives_the_world_of_the_class_and_says_so() -> None:
    world = datasets.load("budgeting")
    assert len(world.customers) == 60
    assert world.customers.equals(datasets.simulate("budgeting", customers=60, seed=7).customers)
    assert repr(world).startswith("World 'budgeting', simulated with seed 7: customers (60 rows)")
    assert "budgeting (simulated with seed 7)" in world._repr_html_()


@pytest.mark.usefixtures("class_folder")
def test_a_world_that_the_class_does_not_have_is_the_shipped_one() -> None:
    assert repr(datasets.load("airline")).startswith("World 'airline': ")


def test_without_a_class_the_shipped_world_is_loaded(
    class_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (class_folder / CLASS).unlink()
    monkeypatch.chdir(class_folder / "notebooks")
    assert len(datasets.load("budgeting").customers) == 2000


@pytest.mark.usefixtures("class_folder")
def test_other_people_of_the_same_story_have_the_shipped_truth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("the population was made anew")

    monkeypatch.setattr("uxcx.datasets.simulation.true_values", never)
    truth = datasets.load("budgeting").truth
    monkeypatch.chdir(Path(datasets.path("budgeting/sus.csv")).parent)
    assert truth == datasets.load("budgeting").truth


def test_another_story_has_a_truth_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "uxcx.datasets.simulation.true_values", lambda name, parameters: {"ux": parameters.ux}
    )
    world = datasets.simulate("budgeting", customers=50, ux=0.25)
    assert world.truth == {"ux": 0.25}


def test_a_file_of_a_world_is_that_of_the_class_and_other_files_are_the_courses(
    class_folder: Path,
) -> None:
    own = class_folder / CLASS_DATA
    assert datasets.path("budgeting/sus.csv") == own / "budgeting" / "sus.csv"
    for shipped in ("airline/sus.csv", "sus_export.csv", "raw/budgeting_survey.csv"):
        assert own not in datasets.path(shipped).parents
    with pytest.raises(FileNotFoundError, match="There is no data file"):
        datasets.path(f"../{CLASS}")
