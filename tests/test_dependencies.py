"""pyproject.toml, environment.yml and constraints.txt agree with each other and with what runs."""

import importlib.metadata
import re
import subprocess
import sys

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from project import ROOT, canonical, pyproject, requirements
from write_constraints import oldest_python, pin

CONSTRAINTS = {
    canonical(name): version
    for name, version in re.findall(
        r"^([\w.-]+)==([^\s;]+)(?:; python_full_version .+)?$",
        (ROOT / "constraints.txt").read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
}


def conda() -> tuple[dict[str, str], list[str]]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [d for d in environment["dependencies"] if isinstance(d, str)]
    pip = next(d["pip"] for d in environment["dependencies"] if isinstance(d, dict))
    pairs = [re.fullmatch(r"([\w.-]+)(.*)", d).groups() for d in plain]
    return {canonical(name): bound for name, bound in pairs}, pip


@pytest.mark.parametrize("name", sorted(requirements()))
def test_every_requirement_has_a_tested_version_that_it_admits(name: str) -> None:
    requirement = requirements()[name]
    assert name in CONSTRAINTS, "run `make constraints`"
    assert requirement.specifier.contains(CONSTRAINTS[name])


def test_conda_has_what_the_lessons_need_with_the_same_bounds() -> None:
    found, pip = conda()
    wanted = {**requirements("lab"), "nbval": requirements("test")["nbval"]}
    assert set(found) == {*wanted, "python", "pip"}
    for name, requirement in wanted.items():
        assert found[name] == str(requirement.specifier), name
    assert found["python"] == pyproject()["project"]["requires-python"]
    assert pip == ["--editable ."]


def test_the_card_is_kept() -> None:
    card = {"jupyterlab", "pandas", "matplotlib", "seaborn", "scipy", "nbval", "narwhals"}
    assert card <= set(requirements())


def installed_with_uxcx() -> dict[str, str]:
    """Return what installing `uxcx[test]` has brought in here, by name."""
    found: dict[str, str] = {}
    waiting = [Requirement(f"uxcx[{','.join(pyproject()['project']['optional-dependencies'])}]")]
    while waiting:
        wanted = waiting.pop()
        try:
            distribution = importlib.metadata.distribution(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            continue
        new = canonical(wanted.name) not in found
        found[canonical(wanted.name)] = distribution.version
        if not (new or wanted.extras):
            continue
        for text in distribution.requires or []:
            needed = Requirement(text)
            extras = wanted.extras or {""}
            if needed.marker is None or any(needed.marker.evaluate({"extra": e}) for e in extras):
                known = canonical(needed.name) in found and not needed.extras
                if not known:
                    waiting.append(needed)
    return found


def test_everything_that_is_installed_is_in_the_constraints() -> None:
    lacking = set(installed_with_uxcx()) - set(CONSTRAINTS) - {"uxcx", "pip", "setuptools"}
    assert not lacking, "run `make constraints`"


def test_the_oldest_python_is_asked_for_nothing_that_it_cannot_run() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[2:]:
        asked = Requirement(line)
        try:
            here = importlib.metadata.distribution(asked.name)
        except importlib.metadata.PackageNotFoundError:
            continue
        runs_on = SpecifierSet(here.metadata["Requires-Python"] or "")
        everywhere = oldest_python() in runs_on
        if asked.specifier.contains(here.version):
            assert everywhere or asked.marker is not None, line


def test_a_version_that_the_oldest_python_cannot_run_has_a_marker() -> None:
    assert pin("2.0", None, "3.11") == pin("2.0", ">=3.9,<4", "3.11") == "==2.0"
    assert pin("2.0", ">=3.11.5", "3.11") == '==2.0; python_full_version >= "3.11.5"'


@pytest.mark.parametrize("name", ["constraints.txt", "environment.yml", "pyproject.toml"])
def test_no_registry_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text


def test_import_is_light() -> None:
    heavy = ("matplotlib", "seaborn", "pandas", "scipy.stats", "polars", "IPython", "ipykernel")
    code = f"import sys, uxcx; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lazy_modules_are_found_and_others_are_not() -> None:
    import uxcx

    assert uxcx.plots.__name__ == "uxcx.plots"
    assert "learn" in dir(uxcx)
    with pytest.raises(AttributeError, match="module 'uxcx' has no attribute 'plot'"):
        _ = uxcx.plot


def test_the_version_is_the_same_everywhere() -> None:
    import uxcx

    version = pyproject()["project"]["version"]
    assert uxcx.__version__ == version
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
