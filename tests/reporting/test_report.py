"""A report from an awkward file: whole, safe, private, repeatable, and never half written."""

import itertools
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from studies import FORMULA, IMAGE, SCRIPT, kiosk

import uxcx
from uxcx import IntakeError, Study, check, read, report
from uxcx.intake.escaping import STARTS
from uxcx.reporting import making, measure, references, write_page
from uxcx.reporting.showing import in_short

DATE = "2025-06-30"


class Page(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def page(shipped: Path) -> Page:
    return Page((shipped / "report.html").read_text(encoding="utf-8"))


def test_a_report_is_a_page_a_notebook_and_tables(shipped: Path) -> None:
    assert sorted(path.name for path in shipped.iterdir()) == [
        "report.html",
        "report.ipynb",
        "tables",
    ]
    assert sorted(path.stem for path in (shipped / "tables").iterdir()) == [
        "answered",
        "asked",
        "comparisons",
        "methods",
        "metrics",
        "set_aside",
        "versions",
    ]
    assert [path.name for path in shipped.parent.iterdir()] == ["report"]


def test_the_page_has_every_section_in_order(page: Page) -> None:
    sections = (
        "In short",
        "What was asked",
        "Who answered",
        "What was set aside, and why",
        "Results",
        "What these numbers cannot say",
        "Methods and references",
        "Versions",
    )
    assert re.findall("|".join(sections), " ".join(w for w in page.words if w in sections)) == list(
        sections
    )


def test_the_numbers_of_the_page_are_those_of_python(page: Page) -> None:
    study = Study.read(kiosk())
    results = measure(check(read(kiosk().parent / str(study.file)), study))
    for each in results:
        assert each.overall is not None
        assert each.overall.sentence in page.text
        for sentence in each.sentences:
            assert sentence in page.text
    for line in repr(in_short(results)).splitlines():
        assert line.removeprefix("- ") in page.text


def test_the_questions_are_there_as_they_were_worded(page: Page) -> None:
    assert "How likely are you to recommend the museum to a friend?" in page.text
    assert "I found the machine unnecessarily complex" in page.text


def test_what_was_set_aside_is_counted_and_nothing_of_it_shown(shipped: Path, page: Page) -> None:
    table = pd.read_csv(shipped / "tables" / "set_aside.csv")
    counts = table[table["what became of it"] == "set aside"].set_index("check")["rows"]
    assert counts.to_dict() == {
        "group of too few people": 3,
        "duplicates": 1,
        "impossible times": 1,
        "off the scale": 1,
        "speeders": 1,
    }
    everything = "".join(
        path.read_text(encoding="utf-8") for path in shipped.rglob("*") if path.is_file()
    )
    export = (kiosk().parent / "kiosk_export.csv").read_text(encoding="cp1252")
    for identity in re.findall(r"R_[0-9a-f]{8}|192\.0\.2\.\d+|visitor\d+@example.org", export):
        assert identity not in everything
    for comment in ("größere", "card reader", "finally a machine"):
        assert comment in export
        assert comment not in everything


def test_a_group_of_too_few_is_in_no_table(shipped: Path) -> None:
    metrics = pd.read_csv(shipped / "tables" / "metrics.csv")
    assert set(metrics["group"].dropna()) == {"old screen", "new screen"}
    answered = pd.read_csv(shipped / "tables" / "answered.csv")
    assert answered.set_index("group").loc["staff trial", ["people", "rows"]].isna().all()


def test_tables_are_tidy_and_hold_what_the_page_shows(shipped: Path, page: Page) -> None:
    metrics = pd.read_csv(shipped / "tables" / "metrics.csv")
    assert set(metrics["split"]) == {"all", "group"}
    assert len(metrics) == 3 * 10  # two groups and all, for each of ten metrics
    row = metrics[(metrics["metric"] == "task success") & (metrics["split"] == "all")].iloc[0]
    assert row["low"] < row["value"] < row["high"] <= 1
    assert row["shown"].split(" ")[0] in page.text
    comparisons = pd.read_csv(shipped / "tables" / "comparisons.csv")
    assert len(comparisons) == 10
    assert all(sentence in page.text for sentence in comparisons["sentence"])


def test_every_table_has_a_caption_and_every_header_a_scope(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 20
    assert {attributes.get("scope") for attributes in page.all("th")} == {"col", "row"}


def test_every_figure_says_what_it_shows(page: Page) -> None:
    pictures = page.all("img")
    assert len(pictures) == 10
    for attributes in pictures:
        assert re.match(r"A dot plot of|SUS scores|A stacked bar", attributes["alt"] or "")
        assert (attributes["src"] or "").startswith("data:image/png;base64,")
    assert len(page.all("details")) == 10
    assert "- new screen: 92%" in page.text


def test_headings_do_not_skip_and_the_language_is_named(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.all("html") == [{"lang": "en"}]


def test_the_page_asks_for_nothing_from_anywhere(shipped: Path, page: Page) -> None:
    assert page.all("script", "link", "iframe", "object", "embed", "base", "form") == []
    for attributes in (attributes for _, attributes in page.tags):
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href", "data", "action"):
                assert str(value).startswith("data:")
    style = re.search(r"<style>(.*?)</style>", (shipped / "report.html").read_text("utf-8"), re.S)
    assert style is not None
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert "prefers-color-scheme: dark" in style[1]
    assert "@media print" in style[1]


def test_methods_are_named_with_their_sources(shipped: Path, page: Page) -> None:
    for part in ("Agresti-Caffo", "Welch's t", "adjusted Wald"):
        assert references.SOURCES[part] in page.text
    comparisons = pd.read_csv(shipped / "tables" / "comparisons.csv")
    metrics = pd.read_csv(shipped / "tables" / "metrics.csv")
    for method in {*comparisons["method"], *comparisons["test"], *metrics["method"]}:
        assert references.is_known(method), method


def test_versions_and_the_hash_of_the_data_are_there(shipped: Path) -> None:
    import hashlib

    versions = pd.read_csv(shipped / "tables" / "versions.csv").set_index("what")["version"]
    assert versions["uxcx"] == uxcx.__version__
    data = (kiosk().parent / "kiosk_export.csv").read_bytes()
    assert versions["kiosk_export.csv, SHA-256"] == hashlib.sha256(data).hexdigest()


# --- texts that attack ----------------------------------------------------------------------------


def test_nothing_of_the_data_becomes_part_of_the_page(attacked: Path) -> None:
    text = (attacked / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert page.all("script") == []
    assert {attributes["src"][:5] for attributes in page.all("img") if attributes["src"]} == {
        "data:"
    }
    assert SCRIPT not in text
    assert IMAGE not in text
    assert "&lt;script&gt;document.title" in text  # it is shown, as the name of a group
    assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|\b49\b", page.text)
    assert "{{ 7 * 7 }}" in page.text


def test_no_cell_of_a_table_is_a_formula(attacked: Path) -> None:
    for path in (attacked / "tables").iterdir():
        table = pd.read_csv(path, dtype=str, keep_default_na=False, header=None)
        for value in table.to_numpy().ravel():
            number = re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value)
            assert number or not value.startswith(STARTS), (path.name, value)
    metrics = (attacked / "tables" / "metrics.csv").read_text(encoding="utf-8")
    assert f"'{FORMULA[:10]}" in metrics


def test_free_text_and_ids_are_nowhere(attacked: Path) -> None:
    for path in (p for p in attacked.rglob("*") if p.is_file()):
        text = path.read_text(encoding="utf-8")
        assert "my secret words" not in text
        assert f"{SCRIPT}17" not in text
        assert "/script&gt;17" not in text


def test_the_notebook_holds_no_code_of_the_data(attacked: Path) -> None:
    notebook = nbformat.read(attacked / "report.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for text in (FORMULA, SCRIPT, IMAGE):
        assert text not in code


# --- again, elsewhere, and when it fails ----------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_data_gives_the_same_bytes_and_replacing_is_asked_for(attacked: Path) -> None:
    before = contents(attacked)
    study = attacked.parent / "hostile.toml"
    with pytest.raises(FileExistsError) as refused:
        report(study, date=DATE)
    assert str(refused.value) == (
        f"There is a report at {attacked} already, and it stays as it is. To make a new one, ask "
        "for it to be replaced (--replace), or name another folder (--to)."
    )
    assert report(study, date=DATE, replace=True) == attacked
    assert contents(attacked) == before
    beside = sorted(path.name for path in attacked.parent.iterdir())
    assert beside == ["hostile.csv", "hostile.toml", "hostile_report"]


def test_the_notebook_is_theirs_to_run_and_makes_the_page_anew(
    attacked: Path, tmp_path: Path
) -> None:
    from nbclient import NotebookClient

    whole = contents(attacked)
    notebook = nbformat.read(attacked / "report.ipynb", as_version=4)
    assert str(attacked.parent) not in json.dumps(notebook)
    before = pd.read_csv(attacked / "tables" / "metrics.csv")
    (cell,) = (c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", []))
    cell.source = cell.source.replace("confidence_level = 0.95", "confidence_level = 0.5")
    where = {"metadata": {"path": str(attacked)}}
    NotebookClient(notebook, kernel_name="python3", resources=where).execute()
    after = pd.read_csv(attacked / "tables" / "metrics.csv")
    for name, content in whole.items():
        (attacked / name).write_bytes(content)
    assert (after["high"] - after["low"] < before["high"] - before["low"]).all()
    nbformat.write(notebook, tmp_path / "mine.ipynb")
    page = write_page(tmp_path / "mine.ipynb", tmp_path / "mine.html", title="<b>Mine</b>")
    text = page.read_text(encoding="utf-8")
    assert "<title>&lt;b&gt;Mine&lt;/b&gt;</title>" in text
    assert "about 50 of 100 studies" in text


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """Write a study of ten people, and see that nothing is left beside it."""
    (tmp_path / "data.csv").write_text(
        "who,done\n" + "".join(f"p{i},{i % 2}\n" for i in range(10)), encoding="utf-8"
    )
    study = tmp_path / "study.toml"
    study.write_text(
        'file = "data.csv"\n[columns]\nrespondent = "who"\nsuccess = "done"\n', encoding="utf-8"
    )
    yield study
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "study.toml"]


def test_data_that_does_not_fit_leaves_nothing_behind(small: Path) -> None:
    small.write_text(
        'file = "data.csv"\n[columns]\nrespondent = "who"\nsuccess = "don"\n', encoding="utf-8"
    )
    with pytest.raises(IntakeError, match=r"There is no column 'don'\. Did you mean 'done'\?"):
        report(small)


def test_a_page_that_fails_leaves_nothing_behind(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object, **options: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(making, "_run", lambda *args, **options: "{}")
    monkeypatch.setattr(making, "write_page", fails)
    with pytest.raises(OSError, match="no space left"):
        report(small)


def test_an_interrupt_brings_the_old_report_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "report"
    old.mkdir()
    for name in ("report.html", "report.ipynb"):
        (old / name).write_text("old", encoding="utf-8")

    def interrupted(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "_run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        report(kiosk(), to=old, replace=True)
    assert contents(tmp_path) == {"report/report.html": b"old", "report/report.ipynb": b"old"}


def test_something_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match="There is something else at"):
        report(kiosk(), to=tmp_path, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(
    ("study", "message"),
    [
        ("[columns]\n", 'study.toml names no data file. Write  file = "your_data.csv"  in it, or'),
        ('file = "gone.csv"\n', "There is no data file"),
        ("file = \n", "study.toml is not TOML"),
    ],
)
def test_what_is_refused_before_anything_is_run(small: Path, study: str, message: str) -> None:
    before = small.read_text(encoding="utf-8")
    small.write_text(study, encoding="utf-8")
    with pytest.raises(IntakeError) as refused:
        report(small)
    assert str(refused.value).startswith(message)
    small.write_text(before, encoding="utf-8")


def test_a_study_that_is_not_saved_is_refused_with_what_to_do() -> None:
    with pytest.raises(TypeError, match=r"Save the study first, study\.save\('study\.toml'\), and"):
        report(Study.read(kiosk()))  # type: ignore[arg-type]


def test_without_papermill_it_says_what_to_type(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "papermill", None)
    with pytest.raises(ImportError, match=r'python -m pip install "uxcx\[report\]"'):
        report(small)
