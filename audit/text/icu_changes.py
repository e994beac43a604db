"""How the ICU message of a translation departs from that of its source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from audit.text.icu import FORMATS, KEYWORDS, OTHER, PLURALS, SELECT, parse

if TYPE_CHECKING:
    from audit.schema import Span
    from audit.text.icu import Argument, Message


class Problem(NamedTuple):
    """A place that makes a program fail on the translation, or show what the source does not."""

    message: str
    source: Span | None = None
    target: Span | None = None


def problem(source: str, target: str) -> Problem | None:
    """The first problem of the message `target`; None for none, or if `source` is no message.

    Forms that the target language does not tell apart (`one` in Chinese) and numbers of their own
    (`=1`) may be left out, and a plural of one form may be a plain argument.
    """
    ours = parse(source)
    if ours.mistake:
        return None
    theirs = parse(target)
    if theirs.mistake:
        says, span = theirs.mistake
        return Problem(f"The ICU message of the target is broken: {says}.", target=span)
    wrong = _names(ours, theirs)
    if wrong is not None:
        return wrong
    own = _by_name(ours)
    times = Counter(it.name for it in theirs.arguments)
    judged = (
        _forms(own[it.name].get(it.type) or _most(own[it.name]), it, alone=times[it.name] == 1)
        for it in theirs.arguments
    )
    return next((found for found in judged if found is not None), None)


def _names(ours: Message, theirs: Message) -> Problem | None:
    """Arguments of other names."""
    here, there = ({it.name: it for it in message.arguments} for message in (ours, theirs))
    lost = [it for name, it in here.items() if name not in there]
    added = [it for name, it in there.items() if name not in here]
    if lost and added:
        return Problem(
            f"The ICU message has the argument {lost[0].name}, the target {added[0].name}.",
            lost[0].span,
            added[0].span,
        )
    if lost:
        return Problem(
            f"The argument {lost[0].name} of the ICU message is not in the target.", lost[0].span
        )
    if added:
        return Problem(f"The ICU message has no argument {added[0].name}.", target=added[0].span)
    return None


def _by_name(message: Message) -> dict[str, dict[str, Argument]]:
    """The arguments by name and type, of each the last."""
    found: dict[str, dict[str, Argument]] = {}
    for argument in message.arguments:
        found.setdefault(argument.name, {})[argument.type] = argument
    return found


def _most(by_type: dict[str, Argument]) -> Argument:
    """The argument with forms, if there is one."""
    return max(by_type.values(), key=lambda it: len(it.forms))


def _forms(ours: Argument, theirs: Argument, *, alone: bool) -> Problem | None:
    """A keyword that is another one, a form that is missing, a number that is not shown.

    Args:
        ours: The argument of the source.
        theirs: That of the target.
        alone: Whether the target has it nowhere else.
    """
    if theirs.type != ours.type and not (_is_plain(theirs) and ours.type != SELECT) and ours.type:
        return Problem(
            f"The keyword {ours.type} of the ICU message is {theirs.type or 'lost'} in the target.",
            ours.type_span,
            theirs.type_span,
        )
    if not theirs.has_forms:
        return None
    here, there = ({form.selector: form for form in it.forms} for it in (ours, theirs))
    known = here.keys() | KEYWORDS if theirs.type in PLURALS else here.keys() | {OTHER}
    strange = [it for it in theirs.forms if not (it.selector in known or _is_own(it.selector))]
    if strange and here:
        lost = [form for selector, form in here.items() if selector not in there]
        keywords = [form for form in lost if not _is_own(form.selector)]
        plural = OTHER not in there and OTHER in here and theirs.type in PLURALS
        one = here[OTHER] if plural else (keywords or lost or ours.forms)[0]
        other = strange[0]
        return Problem(
            f"The keyword {one.selector} of the ICU message is {other.selector} in the target.",
            one.span,
            other.span,
        )
    if OTHER not in there and (OTHER in here or not here):
        return Problem(
            f"The argument {theirs.name} of the ICU message has no form for {OTHER}.",
            here[OTHER].span if here else None,
            theirs.span,
        )
    if OTHER in ours.shows and OTHER not in theirs.shows and alone:
        return Problem(
            f"The form {OTHER} of the ICU message does not show {theirs.name} in the target.",
            here[OTHER].span,
            there[OTHER].span,
        )
    return None


def _is_plain(argument: Argument) -> bool:
    """Whether the value itself is shown."""
    return not argument.type or argument.type in FORMATS


def _is_own(selector: str) -> bool:
    """Whether a form is for one number alone: `=0`."""
    return selector.startswith("=")
