"""Read an SPSS file in a process of its own: a damaged one can end the process that reads it.

Run as ``python spss_worker.py FILE FOLDER``: writes numbers as ``numbers.npz`` and all else as
``rest.json`` into the folder. Files that hold no code, so that nothing is run when they are read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(source: str, folder: str) -> None:
    """Read a file and write what is in it."""
    import numpy as np
    import pyreadstat

    frame, meta = pyreadstat.read_sav(source, apply_value_formats=False)
    # Only asked for its own missing values does it say which there are.
    _, told = pyreadstat.read_sav(source, metadataonly=True, user_missing=True)
    numbers, texts, dates = {}, {}, {}
    for place, name in enumerate(frame.columns):
        column = frame.iloc[:, place]
        gone = column.isna()
        given = [None if lacks else str(value) for value, lacks in zip(column, gone, strict=True)]
        if column.dtype.kind in "biuf":
            numbers[str(place)] = column.to_numpy(dtype="float64")
        elif column.dtype.kind in "M" or name in _dates(meta):
            dates[str(place)] = given
        else:
            texts[str(place)] = given
    rest = {
        "names": [str(name) for name in frame.columns],
        "rows": len(frame),
        "texts": texts,
        "dates": dates,
        "questions": {str(k): str(v) for k, v in meta.column_names_to_labels.items() if v},
        "labels": {
            str(name): {str(label): value for value, label in labels.items()}
            for name, labels in meta.variable_value_labels.items()
        },
        "encoding": str(meta.file_encoding),
        "missing": sorted(map(str, told.missing_ranges)),
    }
    np.savez(Path(folder) / "numbers.npz", allow_pickle=False, **numbers)
    (Path(folder) / "rest.json").write_text(json.dumps(rest), encoding="utf-8")


def _dates(meta: object) -> set[str]:
    formats = getattr(meta, "original_variable_types", {})
    return {
        name
        for name, form in formats.items()
        if str(form).upper().startswith(("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "YMDHMS"))
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
