"""The export of a study that no lesson uses: a ticket machine, tested in a museum.

Made to be as awkward as real exports are. What is wrong with it is said in `FAULTS`.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = "kiosk"
#: the code and the wording of each column: the two rows at the head of the file
QUESTIONS = {
    "ResponseId": "Response ID",
    "StartDate": "Start date",
    "IPAddress": "IP address",
    "mail": "Your e-mail address, if you want to hear of the results",
    "screen": "Which screen was shown",
    "done": "Did the visitor buy the ticket without help?",
    "secs": "Time until the ticket was printed or the visitor gave up (seconds)",
    "wrong": "Wrong taps",
    "seq": "Overall, this task was... (1 very difficult, 7 very easy)",
    **{
        f"sus_{number}": text
        for number, text in enumerate(
            (
                "I think that I would like to use this machine frequently",
                "I found the machine unnecessarily complex",
                "I thought the machine was easy to use",
                "I think that I would need support to be able to use this machine",
                "I found the functions of this machine well integrated",
                "I thought there was too much inconsistency in this machine",
                "I would imagine that most people would learn to use it very quickly",
                "I found the machine very cumbersome to use",
                "I felt very confident using the machine",
                "I needed to learn a lot of things before I could get going",
            ),
            start=1,
        )
    },
    "ease_desk": "The museum made it easy to get what I needed: information desk",
    "ease_cloak": "The museum made it easy to get what I needed: cloakroom",
    "sat": "How satisfied are you with your visit? (99: no answer)",
    "recommend": "How likely are you to recommend the museum to a friend?",
    "dur": "Duration of the questionnaire (seconds)",
    "comment": "Anything else?",
}
AGREE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
#: visitors at each screen; the last are three of the staff, who tried it out
VISITORS = {"old screen": 24, "new screen": 26, "staff trial": 3}
COMMENTS = (
    "",
    "",
    "",
    "Schöner wäre eine größere Schrift.",
    "The card reader is hard to find;\nI looked for it on the left.",
    "Danke für die Hilfe!",
    'My daughter said "finally a machine that works"',
    '=HYPERLINK("https://example.org","Click here")',
    "<script>alert('hello')</script>",
)

README = """\
## kiosk/

The export of a usability test with a survey, for the notebook `adapt_your_data`: visitors of a
museum bought a ticket at a machine, with its old or its new screen, and answered questions when
they left. One row is one visitor; all answers are simulated. No lesson uses it, and it is as
awkward as such files are:

{faults}

`kiosk_study.toml` says what each column is.
"""
FAULTS = (
    "two rows at the head: a code, and the wording of the question",
    "semicolons between the columns, decimal commas, days before months, Windows-1252 in place of "
    "UTF-8",
    "words in place of numbers: yes and no, five degrees of agreement, `10 - Extremely likely`",
    "99 for no answer to one question; empty cells elsewhere",
    "columns with IP addresses and e-mail addresses, and free text over several lines, some of it "
    "looking like a formula or a piece of a web page",
    "rows 7 and 53 are the same questionnaire, sent twice",
    "row 12: an answer of 8 on a scale from 1 to 7; row 19: a time of 0 seconds",
    "row 30: the same answer to all ten statements, of which every second one is turned round",
    "row 35: a questionnaire of 9 seconds",
    "rows 50 to 52: three of the staff, who are too few to be shown",
)

STUDY = """\
# What each column of kiosk_export.csv is. Edit a copy of this file for your own data.

name = "Ticket machine of the museum: old and new screen"
file = "kiosk_export.csv"
set_aside = ["speeders"]

[columns]
respondent = "ResponseId"
group = "screen"
time = "StartDate"
success = "done"
seconds = "secs"
errors = "wrong"
seq = "seq"
sus = ["sus_1", "sus_2", "sus_3", "sus_4", "sus_5", "sus_6", "sus_7", "sus_8", "sus_9", "sus_10"]
ces = ["ease_desk", "ease_cloak"]
csat = "sat"
nps = "recommend"
duration = "dur"
comment = "comment"

# What words mean in numbers. No word becomes a number that is not declared here.
[values.success]
yes = 1
no = 0

[values.sus]
"Strongly disagree" = 1
"Disagree" = 2
"Neither agree nor disagree" = 3
"Agree" = 4
"Strongly agree" = 5

[values.nps]
"0 - Not at all likely" = 0
"10 - Extremely likely" = 10

[missing]
csat = [99]

[limits]
smallest_group = 5
"""


def _whole(rng: np.random.Generator, centre: float, spread: float, low: int, high: int) -> int:
    return int(np.clip(round(rng.normal(centre, spread)), low, high))


def _visitor(rng: np.random.Generator, number: int, screen: str) -> dict[str, Any]:
    """Return the answers of one visitor, as numbers."""
    new = screen != "old screen"
    skill = rng.normal(0.0, 1.0)
    done = rng.random() < 1 / (1 + np.exp(-(0.4 + 1.1 * new + 0.8 * skill)))
    seconds = float(np.exp(rng.normal(4.4 - 0.35 * new - 0.15 * skill + 0.3 * (not done), 0.35)))
    liking = 2.2 + 0.5 * new + 0.35 * skill + 0.4 * done
    degrees = [_whole(rng, liking, 0.7, 0, 4) for _ in range(10)]
    sus = [d + 1 if place % 2 == 0 else 5 - d for place, d in enumerate(degrees)]
    day, minute = divmod(number * 37, 480)
    mood = 7.4 + 0.5 * skill + 0.5 * done
    return {
        "ResponseId": f"R_{rng.integers(16**8):08x}",
        "StartDate": f"{3 + day:02d}.06.2025 {10 + minute // 60:02d}:{minute % 60:02d}",
        "IPAddress": f"192.0.2.{rng.integers(1, 255)}",
        "mail": f"visitor{number}@example.org" if rng.random() < 0.25 else "",
        "screen": screen,
        "done": int(done),
        "secs": round(seconds, 1),
        "wrong": int(rng.poisson(1.6 - 0.8 * new)),
        "seq": _whole(rng, 4.1 + 0.7 * new + 0.4 * skill + 0.5 * done, 1.1, 1, 7),
        **{f"sus_{place}": answer for place, answer in enumerate(sus, start=1)},
        "ease_desk": _whole(rng, 5.6, 1.2, 1, 7) if rng.random() < 0.9 else "",
        "ease_cloak": _whole(rng, 4.6, 1.5, 1, 7) if rng.random() < 0.8 else "",
        "sat": 99 if rng.random() < 0.08 else _whole(rng, mood / 2, 0.8, 1, 5),
        "recommend": _whole(rng, mood, 1.8, 0, 10) if rng.random() < 0.92 else "",
        "dur": int(rng.lognormal(5.0, 0.3)),
        "comment": str(rng.choice(COMMENTS)),
    }


def _in_words(row: dict[str, Any]) -> list[str]:
    """Return a visitor's row as the export writes it."""
    shown = dict(row)
    shown["done"] = "yes" if row["done"] else "no"
    shown["secs"] = str(row["secs"]).replace(".", ",")
    for place in range(1, 11):
        shown[f"sus_{place}"] = AGREE[row[f"sus_{place}"] - 1]
    ends = {0: "0 - Not at all likely", 10: "10 - Extremely likely"}
    shown["recommend"] = ends.get(row["recommend"], row["recommend"])
    return [str(value) for value in shown.values()]


def export(seed: int = 5) -> bytes:
    """Return the file as bytes."""
    rng = np.random.default_rng(seed)
    screens = ["old screen", "new screen"] * VISITORS["old screen"]
    screens += ["new screen"] * (VISITORS["new screen"] - VISITORS["old screen"])
    screens += ["staff trial"] * VISITORS["staff trial"]
    rows = [_visitor(rng, number, screen) for number, screen in enumerate(screens)]
    rows[12]["seq"] = 8
    rows[19]["secs"] = 0
    rows[30] |= {f"sus_{place}": 4 for place in range(1, 11)}
    rows[35]["dur"] = 9
    rows[4]["comment"], rows[9]["comment"] = COMMENTS[7:]
    rows.append(rows[7])
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([list(QUESTIONS), list(QUESTIONS.values()), *map(_in_words, rows)])
    return text.getvalue().encode("cp1252")


def write(folder: Path) -> str:
    """Write the file and its study; return what is said of them."""
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / "kiosk_export.csv").write_bytes(export())
    (folder / FOLDER / "kiosk_study.toml").write_text(STUDY, encoding="utf-8", newline="\n")
    return README.format(faults="\n".join(f"- {fault}" for fault in FAULTS))
