"""The exercises and quizzes of the lessons, a module a lesson, and what they share."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

__all__ = ["modules"]


def modules() -> dict[str, ModuleType]:
    """Return the module of each lesson by the lesson's number, such as ``"03"``."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    names = [name for name in names if name.startswith("lesson_")]
    return {
        name.removeprefix("lesson_"): importlib.import_module(f"{__name__}.{name}")
        for name in names
    }
