"""Write the folder `awkward`: small files with the dirt that real exports have.

The files are committed; run this to make them anew. What each must give is in `test_awkward.py`.
"""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

FOLDER = Path(__file__).parent / "awkward"
PLAIN = "who,nps,note\np1,9,fine\np2,3,slow\np3,10,great\n"

TEXTS = {
    "plain.csv": PLAIN,
    "semicolon.csv": PLAIN.replace(",", ";"),
    "tab.tsv": PLAIN.replace(",", "\t"),
    "bar.txt": PLAIN.replace(",", "|"),
    "sep_hint.csv": "sep=;\n" + PLAIN.replace(",", ";"),
    "comma_in_text.csv": 'who;note\np1;"slow, odd, ugly"\np2;fine, really\np3;a, b\n',
    "decimal_comma.csv": "who;secs\np1;12,5\np2;7,25\np3;100\n",
    "decimal_comma_quoted.csv": 'who,secs\np1,"12,5"\np2,"7,25"\np3,"100"\n',
    "thousands.csv": 'who,secs\np1,"1,234.5"\np2,"12,000.0"\np3,7.5\n',
    "thousands_german.csv": "who;secs\np1;1.234,5\np2;12.000,25\np3;7,5\n",
    "thousands_unclear.csv": 'who,secs\np1,"1,234"\np2,"12,000"\n',
    "both_decimals.csv": "who;a;b\np1;1,5;2.5\np2;2,5;3.5\np3;3,5;x\n",
    "bom.csv": "\ufeff" + PLAIN,
    "mixed_line_ends.csv": "who,nps\r\np1,9\np2,3\rp3,10\r\n",
    "old_mac_line_ends.csv": PLAIN.replace("\n", "\r"),
    "trailing_commas.csv": "who,nps,,\np1,9,,\np2,3,,\n",
    "trailing_commas_in_rows.csv": "who,nps\np1,9,,\np2,3,,\n",
    "short_rows.csv": "who,nps,note\np1,9\np2,3,slow\np3\n",
    "long_rows.csv": "who,nps,note\np1,9,slow, but fine\np2,3,slow\n",
    "cut_off.csv": "who,nps,note\np1,9,fine\np2,3,slow\np3,1",
    "cut_off_in_quotes.csv": 'who,nps,note\np1,9,fine\np2,3,"it was so sl',
    "quotes_over_lines.csv": "who,note,nps\n"
    'p1,"first line\nsecond, line",9\np2,"he said ""no""",3\n',
    "quotes_not_doubled.csv": 'who,note,nps\np1,"a "quoted" word",9\np2,"fine",3\n',
    "right_to_left.csv": "מי,ציון,הערה\nא,9,טוב מאוד\nب,3,بطيء جدا\n",
    "emoji.csv": "who,nps,note\np1,9,👍🏽\np2,3,👩‍💻 slow\n",
    "one_column.csv": "nps\n9\n3\n10\n",
    "one_column_of_text.csv": "comment\nslow, odd, ugly\nfine\ngood, really\nbad\n",
    "same_names.csv": "who,score,score,score\np1,1,2,3\np2,4,5,6\n",
    "no_names.csv": "who,,nps\np1,x,9\np2,y,3\n",
    "header_only.csv": "who,nps,note\n",
    "blank_lines_only.csv": "\n\n  \n\n",
    "blank_lines_between.csv": "who,nps\n\np1,9\n,\np2,3\n\n",
    "no_header.csv": "1,9,12.5\n2,3,7.5\n3,10,8\n",
    "numbered_items.csv": "1,2,3\n5,4,3\n2,2,1\n",
    "years_as_names.csv": "who,2023,2024\np1,5,6\np2,4,7\n",
    "titles_above.csv": "Survey of March,,\nexported on 1 April,,\n\n"
    "who,nps,csat\np1,9,5\np2,3,1\n",
    "totals_row.csv": "who,nps,n\np1,9,1\np2,3,1\nTotal,12,2\n",
    "notes_below.csv": "who,nps,csat\np1,9,5\np2,3,1\nBased on 2 answers,,\n",
    "percent.csv": "who,share\np1,45%\np2,7.5 %\np3,100%\n",
    "code_99.csv": "who,nps\np1,9\np2,99\np3,10\n",
    "missing_marks.csv": "who,nps,note\np1,9,n/a\np2,N/A,-\np3,,fine\np4,-,null\n",
    "zeros_before.csv": "zip,nps\n01067,9\n10115,3\n",
    "long_ids.csv": "id,nps\n12345678901234567890,9\n12345678901234567891,3\n",
    "dates_iso.csv": "who,day\np1,2025-03-04\np2,2025-03-15 13:45:00\np3,\n",
    "dates_german.csv": "who;day\np1;4.3.2025\np2;15.12.2025 08:30\n",
    "dates_american.csv": "who,day\np1,3/4/2025 1:05 PM\np2,3/15/2025 12:00 AM\n",
    "dates_unclear.csv": "who,day\np1,3/4/2025\np2,5/6/2025\n",
    "dates_of_both_kinds.csv": "who,day\np1,25/3/2025\np2,3/25/2025\n",
    "dates_with_zones.csv": "who,day\np1,2025-03-04T10:00:00+02:00\np2,2025-03-04T10:00:00Z\n",
    "dates_of_forms.csv": "Timestamp,nps\n2025/03/04 3:05:12 PM GMT+1,9\n"
    "2025/03/05 10:00:00 AM GMT-3:30,3\n",
    "dates_that_are_none.csv": "who,day\np1,2025-02-30\np2,2025-03-04\n",
    "true_false.csv": "who,done\np1,TRUE\np2,false\np3,True\n",
    "words_for_numbers.csv": "who,sat\np1,Very satisfied\np2,Neutral\np3,5\n",
    "not_numbers.csv": "who,x\np1,inf\np2,1e999\np3,1_000\n",
    "formulas.csv": 'who,note\np1,"=HYPERLINK(""https://example.org"",""x"")"\np2,@SUM(1)\n',
    "script.csv": 'who,note\n<script>alert(1)</script>,9\n"<img src=x onerror=alert(1)>",3\n',
    "row_names_of_r.csv": "who,nps\n1,p1,9\n2,p2,3\n",
    "labels_beside_numbers.csv": "who,Q1,Q1_num\n"
    + "".join(
        f"p{n},{word},{number}\n"
        for n, (word, number) in enumerate(
            [("Very easy", 7), ("Easy", 6), ("Hard", 2), ("Very easy", 7), ("Hard", 2), ("Easy", 6)]
        )
    ),
    "wide_tasks.csv": "who,Task 1 success,Task 1 time,Task 2 success,Task 2 time\n"
    "p1,1,12,0,30\np2,1,15,1,22\n",
    "three_header_rows.csv": "StartDate,IPAddress,Q1,Q2_1,Q2_2,Q3\n"
    'Start Date,IP Address,"How likely are you to\nrecommend us?",Rate - Speed,Rate - Looks,Why?\n'
    '"{""ImportId"":""startDate"",""timeZone"":""Z""}","{""ImportId"":""ipAddress""}",'
    '"{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}","{""ImportId"":""QID2_2""}",'
    '"{""ImportId"":""QID3_TEXT""}"\n'
    "2025-03-04 10:00:00,10.0.0.1,9,4,5,fine\n2025-03-04 11:00:00,10.0.0.2,3,1,2,slow\n",
    "two_header_rows.csv": "id,V1,V2,V3\n"
    "Response ID,How satisfied are you?,How easy was it?,Anything else to say about it?\n"
    "1,5,7,fine\n2,1,2,slow\n3,4,4,\n",
    "question_over_columns.csv": "Respondent ID,How likely is it?,How do you rate,,\n"
    ",Response,Speed,Looks,Open-Ended Response\n"
    "101,9,4,5,fine\n102,3,1,2,slow\n",
    "lone_text_first.csv": "who,nps\np1,dunno\np2,9\np3,3\n",
}


def write_texts() -> None:
    for name, text in TEXTS.items():
        (FOLDER / name).write_bytes(text.encode("utf-8"))
    german = "Wer;Note;Bemerkung\nJörg;9;schön groß\nÄnne;3;zu süß – „ja“\n"
    (FOLDER / "latin1_umlauts.csv").write_bytes(german.encode("cp1252"))
    (FOLDER / "cyrillic.csv").write_bytes("кто;балл\nпервый;9\nвторой;3\n".encode("cp1251"))
    (FOLDER / "utf16.csv").write_bytes(german.encode("utf-16"))
    (FOLDER / "utf16_no_mark.csv").write_bytes(PLAIN.encode("utf-16-le"))
    (FOLDER / "utf16_odd.csv").write_bytes(PLAIN.encode("utf-16")[:-1])
    (FOLDER / "utf32.csv").write_bytes(PLAIN.encode("utf-32"))
    (FOLDER / "cut_off_in_character.csv").write_bytes("who,note\np1,schön\np2,groß".encode()[:-1])
    (FOLDER / "nul_bytes.csv").write_bytes(PLAIN.encode().replace(b"fine", b"fi\x00ne"))
    (FOLDER / "empty.csv").write_bytes(b"")
    (FOLDER / "binary.csv").write_bytes(bytes(range(256)) * 8)
    (FOLDER / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (FOLDER / "page.xls").write_bytes(b"<html><table><tr><td>who</td></tr></table></html>")
    (FOLDER / "json.csv").write_bytes(b'[{"who": "p1", "nps": 9}]')
    (FOLDER / "packed.csv.gz").write_bytes(gzip.compress(PLAIN.encode(), mtime=0))
    (FOLDER / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    (FOLDER / "text_called.xlsx").write_bytes(PLAIN.encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("plain.csv", PLAIN)
    (FOLDER / "packed.xlsx").write_bytes(packed.getvalue())
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)
    (FOLDER / "bomb.xlsx").write_bytes(bomb.getvalue())


def _save(name: str, *sheets: tuple[str, list[list]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(FOLDER / name)
    return book


def write_workbooks() -> None:
    plain = [["who", "nps", "note"], ["p1", 9, "fine"], ["p2", 3, None], ["p3", None, "great"]]
    _save("plain.xlsx", ("Data", plain))
    _save("workbook_called.csv", ("Data", plain))
    day, time = datetime.datetime(2025, 3, 4), datetime.datetime(2025, 3, 5, 8, 30)
    _save("dates.xlsx", ("Data", [["who", "day"], ["p1", day], ["p2", time], ["p3", None]]))
    _save("formulas.xlsx", ("Data", [["who", "x"], ["p1", "=1+1"], ["p2", '=HYPERLINK("x")']]))
    _save("several_sheets.xlsx", ("Cover", []), ("Answers", plain), ("Codes", [["a", "b"]]))
    _save("empty.xlsx", ("Data", []))
    _save("errors.xlsx", ("Data", [["who", "x"], ["p1", "#N/A"], ["p2", 2], ["p3", "#DIV/0!"]]))
    _save(
        "numbers_as_text.xlsx", ("Data", [["id", "x"], ["007", "12"], ["008", 3], ["009", "n/a"]])
    )
    _save("words_and_numbers.xlsx", ("Data", [["x", "y"], [5, True], ["Good", 1], [2.5, "no"]]))
    _save("true_false.xlsx", ("Data", [["who", "done"], ["p1", True], ["p2", False]]))
    took = datetime.timedelta(minutes=1, seconds=23)
    _save("durations.xlsx", ("Data", [["who", "took"], ["p1", took], ["p2", took * 2]]))
    pad = [[None], [None, None, "Report of March"], [None]]
    _save("table_in_the_middle.xlsx", ("Data", pad + [[None, None, *row] for row in plain]))
    _save("right_of_header.xlsx", ("Data", [["who", "nps"], ["p1", 9], ["p2", 3, "odd"]]))

    book = _save("hidden.xlsx", ("Data", plain))
    book["Data"].column_dimensions["B"].hidden = True
    book["Data"].row_dimensions[3].hidden = True
    secret = book.create_sheet("Secret", 0)
    secret.append(["x"])
    secret.sheet_state = "hidden"
    book.save(FOLDER / "hidden.xlsx")

    head = [["who", "Checkout", None, None], [None, "done", "secs", "ease"]]
    rows = [["p1", 1, 12.5, 6], ["p2", 0, 30.0, 2]]
    book = _save("merged_header.xlsx", ("Data", head + rows))
    book["Data"].merge_cells("B1:D1")
    book.save(FOLDER / "merged_header.xlsx")

    book = _save("far_cell.xlsx", ("Data", plain))
    book["Data"].cell(1_000_000, 10_000, "x")
    book.save(FOLDER / "far_cell.xlsx")
    whole = (FOLDER / "plain.xlsx").read_bytes()
    (FOLDER / "cut_off.xlsx").write_bytes(whole[: len(whole) // 2])
    hurt = io.BytesIO()
    with zipfile.ZipFile(FOLDER / "plain.xlsx") as old, zipfile.ZipFile(hurt, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, data[: len(data) // 2] if "sheet1" in entry else data)
    (FOLDER / "damaged.xlsx").write_bytes(hurt.getvalue())


def write_others() -> None:
    frame = pd.DataFrame({"who": ["p1", "p2"], "nps": [9, 3]})
    frame.to_parquet(FOLDER / "plain.parquet", index=False)
    whole = (FOLDER / "plain.parquet").read_bytes()
    (FOLDER / "cut_off.parquet").write_bytes(whole[: len(whole) // 2])
    frame = pd.DataFrame(
        {
            "who": ["p1", "p2", "p3"],
            "sat": [5.0, 1.0, 99.0],
            "day": [datetime.date(2025, 3, 4), datetime.date(2025, 3, 5), None],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(FOLDER / "plain.sav"),
        column_labels={"sat": "How satisfied are you?"},
        variable_value_labels={"sat": {1.0: "Very dissatisfied", 5.0: "Very satisfied"}},
        missing_ranges={"sat": [99]},
    )
    whole = (FOLDER / "plain.sav").read_bytes()
    (FOLDER / "cut_off.sav").write_bytes(whole[:400])
    (FOLDER / "header_only.sav").write_bytes(whole[:100])
    (FOLDER / "damaged.sav").write_bytes(whole[:200] + b"\xff" * 200 + whole[400:])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_texts()
    write_workbooks()
    write_others()
