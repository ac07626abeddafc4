"""A log to measure speed with: visits of customers to a shop, of any length, on disk as Parquet."""

from __future__ import annotations

from pathlib import Path

import numpy as np

EVENTS = ("visit", "search", "product", "cart", "address", "payment", "order", "help")
SHARES = (0.30, 0.15, 0.20, 0.12, 0.08, 0.05, 0.04, 0.06)
CHANNELS = ("app", "web", "shop", "phone")
CHUNK = 2_000_000
SECOND, DAY = 1_000_000, 86_400_000_000
#: 1 January 2025
BEGIN = 1_735_689_600 * SECOND


def write(path: Path, n_events: int) -> None:
    """Write a log: ten events a visit, four visits a customer on days of their own, in any order.

    A visit takes two hours at most. Every tenth event has an answer to "would you recommend".
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(20251125)
    schema = pa.schema(
        [
            ("customer", pa.int64()),
            ("case", pa.int64()),
            ("time", pa.timestamp("us")),
            ("event", pa.string()),
            ("channel", pa.string()),
            ("rating", pa.int8()),
        ]
    )
    part = path.with_suffix(".part")  # so that no half of a log is ever taken for one
    with pq.ParquetWriter(part, schema, compression="zstd") as writer:
        for begin in range(0, n_events, CHUNK):
            n = min(CHUNK, n_events - begin)
            case = rng.integers(begin // 10, (begin + n) // 10, n)
            customer, visit = case // 4, case % 4
            day = customer % 60 + visit * (1 + case // 7 % 7)
            time = BEGIN + day * DAY + rng.integers(0, 7200 * SECOND, n)
            answered = rng.random(n) < 0.1
            columns = [
                pa.array(customer),
                pa.array(case),
                pa.array(time, pa.timestamp("us")),
                _words(rng.choice(len(EVENTS), n, p=SHARES), EVENTS),
                _words(case % 11 % 4, CHANNELS),
                pa.array(rng.integers(0, 11, n).astype(np.int8), mask=~answered),
            ]
            writer.write_table(pa.table(columns, schema=schema))
    part.replace(path)


def _words(codes: np.ndarray, words: tuple[str, ...]):  # type: ignore[no-untyped-def]
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), list(words)).cast(
        pa.string()
    )
