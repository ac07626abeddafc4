"""The parts to touch: what they show is right, they answer to a touch, and stand still without."""

import pytest

from uxcx import interactive
from uxcx.families import Proportion
from uxcx.interactive import funnel, interval, nps, sorting, view

PARTS = [
    interactive.drag_n,
    interactive.mix_the_nps,
    interactive.sort_statements,
    interactive.break_the_funnel,
]
NAMES = [part.__name__ for part in PARTS]


@pytest.mark.parametrize("part", PARTS, ids=NAMES)
def test_a_widget_and_a_still_view_in_one(part: object) -> None:
    shown = part()._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html", view.WIDGET}
    assert "<table" in shown["text/html"]
    assert shown["text/plain"] == repr(part())


@pytest.mark.parametrize("part", PARTS, ids=NAMES)
def test_without_the_library_the_still_view_stands(
    part: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (funnel, interval, nps, sorting):
        monkeypatch.setattr(module, "widgets", lambda: None)
    shown = part()
    assert shown.widget is None
    assert view.WIDGET not in shown._repr_mimebundle_()
    assert shown.still.rows


def test_the_interval_narrows_as_n_grows_and_the_figure_says_so() -> None:
    widths = [int(row[3]) for row in interactive.drag_n().still.rows]
    assert widths == sorted(widths, reverse=True)
    few = Proportion(successes=4, n=5).estimate()
    assert interactive.drag_n().still.rows[0] == [
        "5",
        "4",
        f"{100 * few.low:.0f}% to {100 * few.high:.0f}%",
        f"{100 * (few.high - few.low):.0f}",
    ]


def test_dragging_redraws_picture_and_words() -> None:
    size, _, image, words = interactive.drag_n(share=0.8, n=5).widget.children
    before, said = bytes(image.value), words.value
    assert bytes(image.value).startswith(b"\x89PNG")
    size.value = 500
    assert bytes(image.value) != before
    assert "80% [36, 98]" in said
    assert "80% [76, 83]" in words.value


@pytest.mark.parametrize("score", [-98, -33, 0, 20, 98])
@pytest.mark.parametrize("n", [50, 200, 1001])
def test_the_nps_stays_put_while_the_mix_moves(score: int, n: int) -> None:
    for passives in range(0, 101 - abs(score)):
        counts = nps.mix(score, passives, n)
        assert counts.n == n
        assert counts.promoters - counts.detractors == round(n * score / 100)
        assert 100 * counts.passives / n == pytest.approx(passives, abs=100 * 1.5 / n)


def test_moving_the_passives_redraws() -> None:
    passives, image, words = interactive.mix_the_nps().widget.children
    before = bytes(image.value)
    passives.value = 0
    assert bytes(image.value) != before
    assert "0% passives" in words.value


def test_each_choice_says_whether_it_is_right_and_is_counted() -> None:
    shown = interactive.sort_statements(lens="UX")
    *lines, score = shown.widget.children
    _, buttons, said = lines[0].children
    buttons.value = "CX"
    assert "Not CX" in said.value
    assert f"1 of {len(lines)} sorted, 0 of them right." in score.value
    buttons.value = "UX"
    assert "Right." in said.value
    assert f"1 of {len(lines)} sorted, 1 of them right." in score.value


def test_a_funnel_is_the_product_of_its_steps() -> None:
    part = interactive.break_the_funnel({"one": 0.5, "two": 0.4}, visitors=200)
    assert part.still.rows[0] == ["none", "", "20.0%", "40"]
    assert part.still.rows[1] == ["one", "50% to 60%", "24.0%", "48"]
    one, _, table, words = part.widget.children
    one.value = 100
    assert "of 200" not in table.value
    assert "80 arrive: 40 more than before." in words.value
    one.value = 50
    assert "as before" in words.value


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (lambda: interactive.drag_n(share=80), "proportion from 0 to 1; got 80"),
        (lambda: interactive.drag_n(n=0), "1 to 1000; got 0"),
        (lambda: interactive.mix_the_nps(nps=100), "-98 to 98; got 100"),
        (lambda: interactive.mix_the_nps(n=3), "at least 50"),
        (lambda: interactive.sort_statements(lens="UI"), "UX, CX, both; got 'UI'"),
        (lambda: interactive.break_the_funnel({}), "at least one step"),
        (lambda: interactive.break_the_funnel({"a": 45}), "step 'a' is from 0 to 1; got 45"),
        (lambda: interactive.break_the_funnel(visitors=0), "1 or more; got 0"),
    ],
    ids=["share", "n", "nps", "few", "lens", "no step", "percent", "nobody"],
)
def test_what_makes_no_sense_is_refused(wrong: object, rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        wrong()


def test_a_slider_has_room_for_its_label() -> None:
    from uxcx.interactive.view import slider

    made = slider(5, 1, 10, "a label of some length (%)")
    assert (made.value, made.min, made.max, made.continuous_update) == (5, 1, 10, False)
    assert made.style.description_width == "11em"
    assert made.layout.width == "36em"
