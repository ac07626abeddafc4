"""What the articles say, as data: complete, attributed, and filtered strictly."""

import csv
import io
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import FancyBboxPatch

from uxcx import concepts, datasets, plots
from uxcx.errors import ColumnError

LESSON = (Path(__file__).parent.parent / "lessons" / "01_what_is_ux_what_is_cx.md").read_text(
    encoding="utf-8"
)

# Counted in the articles: how many rows their tables have.
ROWS = {
    ("scope", "A"): 4,
    ("strategy", "A"): 3,
    ("practitioners", "A"): 2,
    ("daily work", "A"): 3,
    ("metrics", "A"): 6,
    ("overview", "C"): 5,
    ("overview", "E"): 7,
}


def letters(cell: str) -> list[str]:
    return cell.split(", ")


# --- the data -------------------------------------------------------------------------------------


def test_comparison_has_every_row_of_the_articles_tables() -> None:
    frame = concepts.comparison()
    assert list(frame.columns) == ["table", "aspect", "ux", "cx", "article", "citation"]
    assert frame.groupby(["table", "article"]).size().to_dict() == ROWS
    assert not frame.duplicated(["table", "aspect", "article"]).any()


def test_statements_have_a_lens_a_level_and_known_articles() -> None:
    frame = concepts.statements()
    assert list(frame.columns) == ["statement", "lens", "level", "why", "article"]
    assert len(frame) == 24
    assert set(frame["lens"]) == {"UX", "CX", "both"}
    assert set(frame["level"]) == {"interaction", "journey", "relationship"}
    assert frame["statement"].is_unique
    assert frame["why"].is_unique
    assert frame["why"].str.contains(r"[.?]$").all()
    # short enough for a line of code in an exercise
    assert frame["statement"].str.len().max() <= 70
    assert {letter for cell in frame["article"] for letter in letters(cell)} == set("ABCDE")


@pytest.mark.parametrize("name", ["concepts.csv", "statements.csv"])
def test_files_are_utf8_with_plain_line_ends_and_no_empty_or_padded_cell(name: str) -> None:
    raw = datasets.path(name).read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(cell and cell == cell.strip() for row in rows for cell in row)


def test_every_citation_is_that_of_its_article() -> None:
    cited = concepts.articles().set_index("article")["citation"]
    for row in concepts.comparison().itertuples():
        assert row.citation == cited[row.article]


def test_articles_are_five_with_the_years_of_the_curriculum() -> None:
    frame = concepts.articles()
    assert dict(zip(frame["article"], frame["publisher"], strict=True)) == {
        "A": "Lyssna",
        "B": "UXtweak",
        "C": "OWDT",
        "D": "UXPin",
        "E": "Uitop",
    }
    assert frame["year"].tolist() == ["2025", "undated", "undated", "2022, revised 2025", "2026"]
    assert (frame["sells"].str.len() > 0).all()


def test_definitions_name_articles_and_only_those() -> None:
    frame = concepts.definitions()
    assert set(frame["term"]) == {"UX", "CX", "UI"}
    for row in frame.itertuples():
        assert letters(row.article) == sorted(set(letters(row.article)))
        assert set(letters(row.article)) <= set("ABCDE")
        # an article that a text names is one of those given for it
        assert set(re.findall(r"\(([A-E])\)", row.text)) <= set(letters(row.article))


def test_the_sources_disagree_on_where_cx_comes_from() -> None:
    cx = concepts.definitions(term="CX")
    origin = cx[cx["aspect"] == "origin"].set_index("article")["text"]
    assert list(origin.index) == ["A", "D"]
    assert "2000s" in origin["A"]
    assert "two decades after UX" in origin["D"]


DEFINITIONS = " ".join(concepts.definitions()["text"])
STATEMENTS = " ".join(concepts.statements()["statement"])
TABLES = " ".join(concepts.comparison()[["aspect", "ux", "cx"]].to_numpy().ravel())


@pytest.mark.parametrize(
    ("place", "ideas"),
    [
        (DEFINITIONS, ["one product", "all touchpoints", "Inside CX", "Inside UX"]),
        (DEFINITIONS, ["micro lens", "macro lens", "road", "journey", "Tactical", "Strategic"]),
        (LESSON, ["micro lens", "macro lens", "road", "journey", "tactical", "strategic"]),
        (STATEMENTS, ["free plan", "delivery address", "late parcel", "journey map", "return"]),
        (LESSON, ["free plan uses without buying (D)", "order app is a user from the first tap"]),
        (DEFINITIONS, ["1990s", "Norman", "early 2000s", "two decades after UX", "Hillson"]),
        (DEFINITIONS, ["Interfaces", "usability", "information architecture", "visual design"]),
        (DEFINITIONS, ["accessibility", "research with users"]),
        (DEFINITIONS, ["Brand", "sales", "delivery", "support", "relationship", "leaving"]),
        (DEFINITIONS, ["fair prices", "reputation", "social media", "the shop", "welcome"]),
        (DEFINITIONS, ["account care", "after the purchase", "packaging"]),
        (
            TABLES,
            ["boundaries", "time to effect", "backgrounds", "skills", "putting into practice"],
        ),
        (TABLES, ["share of wallet", "first contact resolution", "feature adoption"]),
        (LESSON, ["people come first", "evidence", "small rounds", "several departments"]),
        (LESSON, ["cause and not the\nsymptom", "the effect is measured"]),
        (LESSON, ["interviews, surveys, usage data", "support tickets, usability tests, personas"]),
        (DEFINITIONS, ["product teams", "marketing and customer service"]),
        (LESSON, ["Owning the two apart hurts (C, E)", "nobody looks at the seam"]),
        (LESSON, ["budgeting app", "monthly reconciling of balances"]),
    ],
)
def test_every_idea_of_the_curriculum_has_a_place(place: str, ideas: list[str]) -> None:
    assert [idea for idea in ideas if idea not in place] == []


# --- filters --------------------------------------------------------------------------------------


def test_filters_work_together() -> None:
    frame = concepts.comparison(table="overview", article="E", search="loyalty")
    assert frame["aspect"].tolist() == ["effect on business"]
    assert frame.index.tolist() == [0]


def test_search_ignores_case_and_padding_and_looks_at_the_beginnings_of_words() -> None:
    assert len(concepts.comparison(search="NPS")) == len(concepts.comparison(search=" nps ")) == 4
    # "CES" stands in "services", "interfaces" and "processes" too, but no word begins with it
    found = concepts.comparison(search="CES")
    assert all("(CES)" in row.cx for row in found.itertuples())
    assert len(found) == 2


def test_search_takes_signs_as_they_are() -> None:
    assert len(concepts.comparison(search="(NPS)")) == 4
    assert concepts.comparison(search=".*").empty


def test_search_without_finds_gives_no_rows_but_all_columns() -> None:
    empty = concepts.comparison(search="zebra")
    assert empty.empty
    assert list(empty.columns) == list(concepts.comparison().columns)


def test_statements_are_filtered() -> None:
    frame = concepts.statements(lens="both", level="relationship")
    assert frame["statement"].tolist() == ["Asking 'would you recommend it?'"]
    assert concepts.statements(search="PARCEL")["lens"].tolist() == ["CX"]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: concepts.comparison(table="scop"),
            ValueError,
            "There is no table 'scop'. Did you mean 'scope'? There are: scope, strategy, "
            "practitioners, daily work, metrics, overview.",
        ),
        (
            lambda: concepts.comparison(table="xyz"),
            ValueError,
            "There is no table 'xyz'. There are: scope, strategy, practitioners, daily work, "
            "metrics, overview.",
        ),
        (
            lambda: concepts.comparison(article="a"),
            ValueError,
            "There is no article 'a'. Did you mean 'A'? There are: A, B, C, D, E.",
        ),
        (
            lambda: concepts.comparison(article="B"),
            ValueError,
            "Article B has no comparison table; these have: A, C, E.",
        ),
        (
            lambda: concepts.comparison(table="scope", article="C"),
            ValueError,
            "Article C has no table 'scope'; it has: overview.",
        ),
        (
            lambda: concepts.comparison(table=3),  # type: ignore[arg-type]
            TypeError,
            "table must be text in quotation marks; got 3.",
        ),
        (
            lambda: concepts.comparison(search=3),  # type: ignore[arg-type]
            TypeError,
            "search must be text in quotation marks; got 3.",
        ),
        (
            lambda: concepts.comparison(search=" "),
            ValueError,
            "search is empty; give a word, such as 'loyalty'.",
        ),
        (
            lambda: concepts.definitions(term="ux"),
            ValueError,
            "There is no term 'ux'. Did you mean 'UX'? There are: UX, CX, UI.",
        ),
        (
            lambda: concepts.statements(lens="Both"),
            ValueError,
            "There is no lens 'Both'. Did you mean 'both'? There are: UX, CX, both.",
        ),
        (
            lambda: concepts.statements(level="interactions"),
            ValueError,
            "There is no level 'interactions'. Did you mean 'interaction'? There are: "
            "interaction, journey, relationship.",
        ),
    ],
)
def test_filters_that_name_nothing_are_refused(call, error, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        call()


@pytest.mark.parametrize(
    "read",
    [concepts.comparison, concepts.statements, concepts.definitions, concepts.articles],
)
def test_what_is_done_to_a_table_does_not_spoil_it_for_later(read) -> None:  # type: ignore[no-untyped-def]
    before = read()
    spoiled = read()
    spoiled.loc[:, "article"] = "?"
    pd.testing.assert_frame_equal(read(), before)


# --- showing --------------------------------------------------------------------------------------


def test_a_shown_table_escapes_what_it_shows() -> None:
    frame = pd.DataFrame({"<i>": ["<script>"], "b": ["a & b"]})
    page = concepts.show(frame, caption="<b>")._repr_html_()
    assert "<script>" not in page
    assert "<i>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
    assert "a &amp; b" in page


def test_a_shown_table_has_a_caption_with_its_rows_and_headers_for_screen_readers() -> None:
    shown = concepts.show(concepts.comparison(table="scope"), columns=["aspect", "cx"], caption="S")
    page = shown._repr_html_()
    assert ">S (4 rows)</caption>" in page
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', page) == ["aspect", "cx"]
    assert page.count('<th scope="row"') == 4
    # left-aligned, which JupyterLab's own style is not
    assert page.count("<td") == page.count('<td style="text-align:left')


def test_a_shown_table_cuts_nothing_off_in_text() -> None:
    frame = concepts.comparison()
    text = repr(concepts.show(frame))
    assert text.startswith("30 rows\n- table: scope\n  aspect: focus\n")
    assert all(row.ux in text and row.cx in text for row in frame.itertuples())


def test_one_row_and_none_are_counted_in_words_that_fit() -> None:
    frame = concepts.comparison()
    assert concepts.show(frame.head(1)).caption == "1 row"
    assert repr(concepts.show(frame.head(0), caption="T")) == "T (0 rows)"


def test_show_refuses_what_it_cannot_show() -> None:
    frame = concepts.comparison()
    with pytest.raises(ColumnError, match=r"There is no column 'aspct'\. Did you mean 'aspect'\?"):
        concepts.show(frame, columns=["aspct"])
    with pytest.raises(TypeError, match=r"columns must be a list of names, such as \['ux'\]\."):
        concepts.show(frame, columns="ux")
    with pytest.raises(TypeError, match=r"show\(\) takes a data frame; got a list\."):
        concepts.show([1, 2])  # type: ignore[arg-type]


# --- the figure -----------------------------------------------------------------------------------


def test_boxes_are_nested_and_no_text_leaves_its_ring_or_covers_another() -> None:
    ax = plots.nested_sets()
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = [p.get_window_extent(renderer) for p in ax.patches if isinstance(p, FancyBboxPatch)]
    texts = [text.get_window_extent(renderer) for text in ax.texts]
    assert len(boxes) == 3
    for outer, inner in pairwise(boxes):
        assert outer.x0 < inner.x0 < inner.x1 < outer.x1
        assert outer.y0 < inner.y0 < inner.y1 < outer.y1
    assert len(texts) == 9
    for number, text in enumerate(texts):
        box = boxes[number // 3]
        assert box.x0 < text.x0 < text.x1 < box.x1
        assert box.y0 < text.y0 < text.y1 < box.y1
        assert all(not text.overlaps(inner) for inner in boxes[number // 3 + 1 :])
        assert all(not text.overlaps(other) for other in texts[:number])
    plt.close("all")


def test_the_figure_has_the_colours_of_the_lenses_and_dark_text_on_light_ground() -> None:
    ax = plots.nested_sets()
    edges = [to_hex(patch.get_edgecolor()) for patch in ax.patches]
    assert edges == ["#de8f05", "#0173b2", "#0173b2"]
    for patch in ax.patches:
        light = _luminance(to_rgb(patch.get_facecolor()))
        for text in ax.texts:
            dark = _luminance(to_rgb(text.get_color()))
            assert (light + 0.05) / (dark + 0.05) >= 7  # WCAG 2, level AAA
    plt.close("all")


def _luminance(colour: tuple[float, float, float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_figure_draws_where_it_is_told_and_says_what_it_drew() -> None:
    figure, ax = plt.subplots()
    assert plots.nested_sets(ax=ax) is ax
    assert plt.get_fignums() == [figure.number]  # type: ignore[attr-defined]
    words = plots.describe(ax)
    for text in ax.texts:
        assert text.get_text() in words
    plt.close("all")


def test_importing_concepts_stays_light() -> None:
    code = (
        "import sys; from uxcx import concepts; "
        "print([name for name in ('pandas', 'matplotlib', 'seaborn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
