"""A class's pack: checked before it is packed, complete, and with answers of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from answer_book import BOOK, answer_book, section
from build_notebooks import sources
from make_class import make_class, pack

from uxcx import learn

SEED = 12


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[ZipFile, ZipFile]:
    folder = tmp_path_factory.mktemp("class")
    pack, answers = make_class(SEED, folder, lessons=sources("03"), customers=400)
    return ZipFile(pack), ZipFile(answers)


def test_participants_get_all_they_need_and_no_answers(packed: tuple[ZipFile, ZipFile]) -> None:
    names = packed[0].namelist()
    top = f"uxcx-class-{SEED}/"
    for name in (
        "READ ME.txt",
        "constraints.txt",
        "start.py",
        "uxcx_class.json",
        "worlds/airline/world.json",
        "worlds/budgeting/attempts.csv",
        "worlds/ecommerce/orders.csv",
        "notebooks/03_measure_a_usability_test.ipynb",
        "notebooks/glossary.ipynb",
    ):
        assert top + name in names
    assert sum(name.endswith(".whl") for name in names) == 1
    assert not [name for name in names if "answer" in name or "solution" in name]
    label = json.loads(packed[0].read(f"{top}worlds/airline/world.json"))
    assert label["seed"] == SEED
    lesson = nbformat.reads(
        packed[0].read(f"{top}notebooks/03_measure_a_usability_test.ipynb").decode("utf-8"), 4
    )
    assert not [cell for cell in lesson.cells if cell.get("outputs")]


def test_the_instructor_gets_solutions_and_answers_of_that_class(
    packed: tuple[ZipFile, ZipFile],
) -> None:
    top = f"uxcx-class-{SEED}-answers/"
    book = packed[1].read(f"{top}answers.md").decode("utf-8")
    assert set(re.findall(r"^## Lesson (\d\d)", book, re.M)) == {"03"}
    shipped = answer_book({"03"})
    assert book != shipped
    assert re.findall("^### .*", book, re.M) == re.findall("^### .*", shipped, re.M)
    solution = packed[1].read(f"{top}notebooks/solutions/03_measure_a_usability_test.ipynb")
    text = solution.decode("utf-8")
    slides = packed[1].read(f"{top}slides/03_measure_a_usability_test.html").decode("utf-8")
    assert "✔ 03-1: right" in text
    assert "✔ 03-1: right" in slides
    assert "✘" not in text


def test_the_starter_needs_nothing_but_python(packed: tuple[ZipFile, ZipFile]) -> None:
    text = packed[0].read(f"uxcx-class-{SEED}/start.py").decode("utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.M))
    assert imported <= set(sys.stdlib_module_names)


def test_an_interrupt_leaves_no_half_of_a_zip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for name in "ab":
        (folder / name).write_text(name)
    to = tmp_path / "out" / "class.zip"
    to.parent.mkdir()
    pack(folder, to)
    before = to.read_bytes()
    assert ZipFile(to).namelist() == ["class/a", "class/b"]
    write = ZipFile.write

    def interrupted(self: ZipFile, file: Path, name: Path) -> None:
        if file.name == "b":
            raise KeyboardInterrupt
        write(self, file, name)

    monkeypatch.setattr(ZipFile, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pack(folder, to)
    assert list(to.parent.iterdir()) == [to]
    assert to.read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "the following arguments are required: --seed"),
        (["--seed", "-1"], "a seed is a whole number from 0; got -1"),
        (
            ["--seed", "11"],
            "seed 11 gives the published people of 'airline', and their answers are published "
            "too: take another seed",
        ),
    ],
)
def test_a_class_without_people_of_its_own_is_refused(options: list[str], said: str) -> None:
    tool = Path(__file__).resolve().parent.parent / "tools" / "make_class.py"
    command = [sys.executable, str(tool), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_answer_book_is_up_to_date() -> None:
    assert BOOK.read_text(encoding="utf-8") == answer_book(), "run python tools/answer_book.py"


def test_the_answer_book_has_every_exercise() -> None:
    book = answer_book()
    assert re.findall(r"^### Exercise (\S+)", book, re.M) == list(learn.exercises())


def test_a_section_says_the_answer_and_the_known_mistakes() -> None:
    exercise = learn.Exercise(
        id="99-1",
        minutes=2,
        answer=lambda: 0.25,
        unit="%",
        praise="Good.",
        why_wrong="They hurry.",
        hints=("Think.", "Divide."),
        mistakes=(learn.Mistake(value=lambda: 4, feedback="The other way round."),),
    )
    text = "\n".join(section(exercise))
    assert "**Answer:** 0.25 (a share, 0 to 1)" in text
    assert "- 4: The other way round." in text
    assert "2. Hint: Divide." in text
