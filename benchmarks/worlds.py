"""What the worlds promise, measured; writes docs/worlds.md and its figures.

python benchmarks/worlds.py                    # everything: some ten minutes on two cores
python benchmarks/worlds.py --samples 40       # quicker and rougher
python benchmarks/worlds.py --only figures     # or paradox, coverage, paths, speed (printed only)
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from uxcx import datasets
from uxcx.datasets import proof, simulation
from uxcx.results import Estimate

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "worlds.md"
EVENTS = 10_000_000
#: a share of intervals that is looked at: below what 95% intervals should hold
SHORT = 0.92
CONFIDENCE = 0.95
#: samples that a process simulates at a time
BLOCK = 10
#: what each story teaches, and the true values that show it
PARADOXES = {
    "airline": (
        "The app pleases and the airline does not: a high SUS goes with a low NPS; what decides is "
        "whether the flight was on time.",
        ("SUS, app", "product NPS", "NPS", "NPS, on time", "NPS, delayed", "NPS, all customers"),
    ),
    "budgeting": (
        "Levels disagree: the redesign lifts success, SUS and satisfaction, and those who have it "
        "recommend the brand less than before, because prices rose in the same month. Before and "
        "after is off by a known bias; the change in the north and the south, less that in the "
        "west, which waits, comes close to the effect.",
        (
            "task success, old, reconcile",
            "task success, new, reconcile",
            "SUS, old",
            "SUS, new",
            "CSAT in June, new",
            "CSAT, new",
            "NPS in June, new",
            "NPS, new",
            "NPS in June, old",
            "NPS, old",
            "redesign on NPS",
            "before and after on NPS",
            "bias of before and after on NPS",
            "redesign on recommending",
            "redesign on recommending, direct",
            "redesign on recommending, through satisfaction",
        ),
    ),
    "ecommerce": (
        "A late parcel takes more than a better checkout gives. Over all visits autofill seems to "
        "convert less, since it came with a campaign for phones; on each device it converts more, "
        "as the lot says.",
        (
            "autofill on NPS",
            "late parcel on NPS",
            "autofill on repeat purchase",
            "late parcel on repeat purchase",
            "late parcel on repeat purchase, through satisfaction",
            "conversion, all visits, plain",
            "conversion, all visits, autofill",
            "conversion, all visits, plain, desktop",
            "conversion, all visits, autofill, desktop",
            "conversion, all visits, plain, phone",
            "conversion, all visits, autofill, phone",
            "autofill on conversion",
            "before and after on conversion",
            "bias of before and after on conversion",
        ),
    ),
}


def coverage(name: str, samples: int) -> list[str]:
    """Return in how many samples the default intervals hold the truth; on all cores."""
    starts = range(0, samples, BLOCK)
    sizes = [min(BLOCK, samples - start) for start in starts]
    held: Counter[str] = Counter()
    with ProcessPoolExecutor() as pool:
        for counts in pool.map(held_in_block, [name] * len(sizes), starts, sizes):
            held.update(counts)
    return coverage_lines(held, samples)


def held_in_block(name: str, start: int, samples: int) -> dict[str, int]:
    """Return in how many of some samples each default interval holds the truth."""
    truth = datasets.load(name).truth
    return proof.held_truth(name, truth, samples=samples, seed=10_000 + start)


def coverage_lines(held: dict[str, int], samples: int) -> list[str]:
    """Return what is said of the counts, with what chance alone makes of exact intervals."""
    from scipy import stats

    mean = sum(held.values()) / (len(held) * samples)
    low = sorted((count, what) for what, count in held.items() if count < SHORT * samples)
    most = math.ceil(SHORT * samples) - 1
    by_chance = len(held) * stats.binom.cdf(most, samples, CONFIDENCE)
    lines = [
        f"In {samples} simulated samples, the {len(held)} default 95% intervals held the true "
        f"value in {mean:.1%} of cases; the least often: {min(held.values()) / samples:.1%}. Were "
        f"each of them exact, chance would show about {by_chance:.1f} of the {len(held)} below "
        f"{SHORT:.0%}; {len(low)} are:",
        "",
    ]
    for count, what in low:
        p_value = stats.binom.cdf(count, samples, CONFIDENCE)
        beyond = p_value < 0.05 / len(held)  # Bonferroni: any of them could have come out so
        said = "below 95% by more than chance" if beyond else "within chance"
        lines.append(f"- {what}: {count / samples:.1%} ({said}: p = {p_value:.2g} for it alone)")
    if not low:
        lines[0] = lines[0].replace("0 are:", "none is.")
    return [*lines, ""] if low else lines


def paradox(name: str) -> list[str]:
    """Return what the story of a world teaches, in true values and in the shipped sample."""
    said, shown = PARADOXES[name]
    world = datasets.load(name)
    found = simulation.module(name).estimates(world.tables)
    lines = [said, "", "| what | true value | in the shipped sample |", "|---|---|---|"]
    for what in shown:
        sample = "no table shows it"
        if what in found:
            low, value, high = (
                f"{number:.3g}" for number in (found[what].low, found[what].value, found[what].high)
            )
            sample = f"{value} [{low}, {high}]"
        lines.append(f"| {what} | {world.truth[what]:g} | {sample} |")
    return [*lines, "", *(differences(world.truth, found) if name == "budgeting" else [])]


def differences(truth: Mapping[str, float], found: Mapping[str, Estimate]) -> list[str]:
    """Return what the change of NPS with the redesign, less that without, comes to."""
    sample = {what: estimate.value for what, estimate in found.items()}
    told = [
        (values["NPS, new"] - values["NPS in June, new"])
        - (values["NPS, old"] - values["NPS in June, old"])
        for values in (truth, sample)
    ]
    return [
        f"Differences in differences of NPS: {told[0]:.1f} points among all who answer, "
        f"{told[1]:.1f} in the shipped sample; the effect is {truth['redesign on NPS']:g}.",
        "",
    ]


def paths(name: str, customers: int) -> list[str]:
    """Return what the 2 x 2 of poor and good interaction and service moves."""
    effects = proof.two_by_two(name, customers=customers, seed=77)
    lines = [
        f"Four worlds of {customers:,} customers: interaction and service each poor and good. "
        "Effects are in standard errors, the least of those declared to be moved and the largest "
        "of the others:",
        "",
        "| declared to be moved by | estimates | interaction | service |",
        "|---|---|---|---|",
    ]
    for lens, told in zip(proof.LENSES, ("UX", "CX", "both", "neither"), strict=True):
        mine = [effect for what, effect in effects.items() if proof.lens_of(name, what) == lens]
        if not mine:
            continue
        cells = []
        for quality in ("UX", "CX"):
            sizes = [abs(effect[quality]) for effect in mine]
            moved = lens in (quality, "both")
            cells.append(f"at least {min(sizes):.1f}" if moved else f"at most {max(sizes):.1f}")
        lines.append(f"| {told} | {len(mine)} | {cells[0]} | {cells[1]} |")
    return [*lines, ""]


def write_many(name: str, folder: str) -> None:
    """Write ten million events and say how long it took; run in a process of its own."""
    sample = datasets.load(name)
    customers = int(1.05 * EVENTS / len(sample.events) * len(sample.customers))  # enough
    began, busy = time.perf_counter(), time.process_time()
    world = datasets.simulate(name, customers=customers, to=folder, engine="duckdb", progress=False)
    seconds = time.perf_counter() - began
    rows = sum(world._rows().values())
    processor = time.process_time() - busy
    unit = 1024 if sys.platform != "darwin" else 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30
    size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 2**20
    print(
        f"{world._rows()['events']:,} events of {customers:,} customers ({rows:,} rows in all "
        f"tables, {size:,.0f} MB of Parquet) took {seconds:,.0f} s "
        f"({processor:,.0f} s of processor time): "
        f"{world._rows()['events'] / seconds:,.0f} events and {rows / seconds:,.0f} rows a second, "
        f"with {peak:.1f} GiB of memory at most."
    )


def speed(name: str) -> list[str]:
    """Return how long ten million events take, and how much memory."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--write", name, str(Path(folder) / "world")]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    return [done.stdout.strip(), ""]


def figures(name: str) -> list[str]:
    """Draw the marginals of a world; return the Markdown that shows them."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    from uxcx.plots import look

    world = datasets.load(name)
    columns = [
        ("attempts", "seconds", "time on task (seconds)", "UX"),
        ("attempts", "seq", "ease of a task (SEQ, 1 to 7)", "UX"),
        ("survey", "satisfaction", "satisfaction (1 to 5)", "CX"),
        ("survey", "recommend", "likely to recommend (0 to 10)", "CX"),
    ]
    there = [
        each for each in columns if each[0] in world.tables and each[1] in world.tables[each[0]]
    ]
    figure, axes = plt.subplots(
        1, len(there), figsize=(3.2 * len(there), 2.8), layout="constrained"
    )
    for ax, (table, column, label, lens) in zip(axes, there, strict=True):
        values = world.tables[table][column].dropna().astype(float)
        if column == "seconds":
            ax.hist(values, bins=30, color=look.COLOURS[lens])
        else:
            counts = values.value_counts().sort_index()
            ax.bar(counts.index, counts, color=look.COLOURS[lens])
            ax.set_xticks(range(int(counts.index.min()), int(counts.index.max()) + 1))
        ax.set_xlabel(label)
        ax.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("answers or attempts")
    file = PAGE.parent / "figures" / f"{name}_marginals.png"
    file.parent.mkdir(exist_ok=True)
    figure.savefig(file, dpi=110, metadata={"Software": None})
    plt.close(figure)
    return [f"![{described(world, there)}](figures/{file.name})", ""]


def described(world: datasets.World, columns: list[tuple[str, str, str, str]]) -> str:
    """Return the histograms in words."""
    said = []
    for table, column, label, _ in columns:
        values = world.tables[table][column].dropna().astype(float)
        if column == "seconds":
            shape = f"half are below {values.median():.0f}, the longest is {values.max():.0f}"
        else:
            share = values.value_counts(normalize=True)
            shape = f"most often {share.idxmax():.0f} ({share.max():.0%})"
        if column == "recommend":
            shape += f", and {(values <= 6).mean():.0%} from 0 to 6"
        said.append(f"{label}: {shape}")
    return f"Histograms of {world.name}. {'; '.join(said)}."


def page(samples: int, customers: int) -> str:
    """Return the whole page."""
    lines = [
        "# What the worlds promise",
        "",
        "Written by `python benchmarks/worlds.py`. Each world is one causal story: the quality of "
        "interaction (`ux`) and of service (`cx`) act on satisfaction, satisfaction and price on "
        "loyalty, loyalty on who stays, recommends and pays. (In the airline world one hidden "
        "loyalty takes in all of these and makes the answers about satisfaction too.)",
        "",
        f"Measured with Python {platform.python_version()} on {os.cpu_count()} cores.",
        "",
    ]
    for name in datasets.names():
        lines += [f"## {name}", "", datasets.load(name).story, "", *figures(name)]
        lines += ["### What it teaches", "", *paradox(name)]
        lines += ["### Intervals hold the truth", "", *coverage(name, samples)]
        lines += ["### Causal paths are clean", "", *paths(name, customers)]
    lines += ["## Ten million events", "", "Each in one process, written as Parquet:", ""]
    for name in datasets.names():
        lines += [f"- {name}: {speed(name)[0]}"]
    lines += [""]
    return "\n".join(lines)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--customers", type=int, default=40_000)
    parser.add_argument("--only", choices=["figures", "paradox", "coverage", "paths", "speed"])
    parser.add_argument("--write", nargs=2, metavar=("WORLD", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write_many(*options.write)
    elif options.only:
        for name in simulation.names():
            parts = {
                "figures": lambda name=name: figures(name),
                "paradox": lambda name=name: paradox(name),
                "coverage": lambda name=name: coverage(name, options.samples),
                "paths": lambda name=name: paths(name, options.customers),
                "speed": lambda name=name: speed(name),
            }
            print("\n".join([name, *parts[options.only]()]))
    else:
        PAGE.write_text(page(options.samples, options.customers), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
