"""What each form says of a file: whether it fits, and why not."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from audit.readers import READERS
from audit.readers._base import UnreadableError

if TYPE_CHECKING:
    from audit.config import Config
    from audit.readers._base import Document


class Form(NamedTuple):
    """A form of input as a person is told of it."""

    name: str
    what: str
    lacks: str  # what a file that is not of it lacks
    is_pair: bool  # whether two files make one


class Trial(NamedTuple):
    """Whether a file is of a form, and why not, or what is wrong with it."""

    form: Form
    fits: bool
    reason: str  # empty if all is well


@cache
def forms() -> tuple[Form, ...]:
    """All forms, in the order of `forms.toml`."""
    table = tomllib.loads(files(__package__).joinpath("forms.toml").read_text("utf-8"))
    return tuple(
        Form(name, about["is"], about["lacks"], about.get("pair", False))
        for name, about in table.items()
    )


def trials(document: Document, read_as: str | None, config: Config) -> list[Trial]:
    """Each form's verdict on a document; `read_as` is the form that it was read as."""
    return [_trial(form, document, read_as, config) for form in forms()]


def _trial(form: Form, document: Document, read_as: str | None, config: Config) -> Trial:
    if form.name == read_as:
        return Trial(form, fits=True, reason="")
    reader = READERS.get(form.name)
    if reader is None:
        return Trial(form, fits=False, reason=form.lacks)
    try:
        if not reader.recognises(document, config):
            return Trial(form, fits=False, reason=form.lacks)
        if read_as is not None:
            return Trial(form, fits=True, reason=f"could be it, and {read_as} is asked first")
        for _ in reader.read(document, config):
            pass
    except UnreadableError as error:
        reason = f"{error.reason}; {error.remedy}" if error.remedy else error.reason
        return Trial(form, fits=False, reason=f"could be it, but {reason}")
    return Trial(form, fits=True, reason="")
