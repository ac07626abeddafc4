"""Every idea of the course is taught somewhere, and the page that says where is up to date."""

from write_curriculum import PAGE, ideas, page, problems, taught


def test_every_idea_is_taught_and_every_mark_stands_for_an_idea() -> None:
    assert problems(taught()) == []


def test_a_missing_idea_and_an_unknown_mark_are_found() -> None:
    places = {idea["id"]: ["01, Somewhere"] for idea in ideas()[1:]}
    assert problems(places)[0].startswith(f"{ideas()[0]['id']} is taught nowhere")
    assert problems({**places, ideas()[0]["id"]: ["x"], "Z9": ["y"]}) == ["Z9 is no idea (y)"]


def test_the_page_is_up_to_date() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(taught()), "run python tools/write_curriculum.py"
