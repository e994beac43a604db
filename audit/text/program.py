"""Whether a text is a piece of a program or of a console, which every translation keeps."""

from __future__ import annotations

import regex

# Of 1,441 strings of interfaces and documentation all 54 pieces of programs have at least as many
# of these signs; of those and 23,000 other texts nothing else is called code.
_SIGNS = b"()[]{}=<>_\"'|*&+\\:;#"
_FEWEST_SIGNS = 0.03  # of the characters
_CODE_LINES = 0.6  # of the lines; output and comments are the rest
_CHARS_READ = 2_000
_LONGEST_LINE = 200  # characters; longer lines are prose

_CONSOLE = regex.compile(r"\s*+>>>(?:\s|$)")
# A line of a program, without the white space around it.
_STATEMENT = regex.compile(
    r"""(?:
        >>>|\.\.\.(?:\s|$)|\#|//
      | (?:(?:async\s)?def|class|function|func|fn|interface|struct|enum)\s++\w++\s*+[({:<=]
      | (?:if|elif|while|for|match|case|with|switch|catch|except)\b[^!?]*+$(?<=[:{])
      | (?:else|try|finally|do)\s*+[:{]|case\s[^.!?:]*+:
      | (?:return|raise|throw|yield|assert|await|del|import|from|export|package|using)\s
        [^?]{1,80}+$(?<![.])
      | (?:pass|break|continue|return|end)\s*+;?$
      | (?:(?:var|let|const|int|auto|final|static|public|private)\s++)*+
        [\w.\[\]'"]++\s*+(?:[-+*/|&:]?=|=>|->)\s*+\S
      | [\w.]++\((?!s\)).*+$(?<=[),;:])
      | [\[\]{}].*+$(?<=["'\[\](){},;:])|["'].*+$(?<=["'][,)])
      | \w++=\S++$(?<=[,)])
      | (?=.*?(?:\w[({\[]|=))[^.!?]*+$(?<=[;{}])
    )""",
    regex.VERBOSE,
)
# What one line alone has if it is nothing but code: a call with an argument, a keyword and its
# colon, an assignment of a call, the end of a statement.
_SURE = regex.compile(
    r"\w\([^()\s]*+[=,(]|^\w++\s?=\s?\w++\(|\w\([^()]*+\)\)?\s?:|[\w\])]\s?[=({].*;$|^case\s.*\bas\s\w++\)?:"
)
# A URI in one piece that is no URL of the web: `mailto:a@b.c`, `intent:#Intent;…`.
_URI = regex.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:(?=\S*?[/=;#@?])\S++")


# Lines of the output of a program: a ruler, its usage, an option with what it does.
_RULER = regex.compile(r"\s*+([-=*~_+#])\1{9,}+\s*+$")
_USAGE = regex.compile(r"(?i:\s*+usage:\s)\S")
_OPTION = regex.compile(r"\s*+-{1,2}[A-Za-z?][\w-]*+(?:[ ,=\[<]|$)")
_FIELD = regex.compile(r"\s*+\w[\w -]{0,30}\s?:\s")
_FEWEST_LINES = 3
_LONGEST_OUTPUT = 90  # characters of a line

# A command to a shell, by its options or what follows on it: `npm install --save-dev x`, `a && b`.
_COMMAND = regex.compile(
    r"(?:\$\s)?(?:sudo\s)?[a-z][a-z0-9_.-]*+(?:\s[\w./:@=~-]++){0,6}?\s(?:--[a-z][a-z-]|&&\s[a-z])"
)


def is_statement(line: str) -> bool:
    """Whether a line is one of a program."""
    bare = line.strip()
    return len(bare) <= _LONGEST_LINE and _STATEMENT.match(bare) is not None


def is_output(text: str) -> bool:
    """Whether `text` is what a program writes on a console, such as its `--help`.

    Whether that is translated only its author knows.
    """
    text = text[:_CHARS_READ]
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < _FEWEST_LINES or max(map(len, lines)) > _LONGEST_OUTPUT:
        return False
    if _USAGE.match(lines[0]) or sum(_OPTION.match(line) is not None for line in lines) > 1:
        return True
    # Between headings a ruler stands as well; the fields below it are those of a record.
    rulers = [place for place, line in enumerate(lines) if _RULER.match(line)]
    fields = sum(_FIELD.match(line) is not None for line in lines[rulers[0] :]) if rulers else 0
    return bool(rulers) and fields > 1


def is_code(text: str) -> bool:
    """Whether `text` is a piece of a program, a session on a console, or a URI in one piece."""
    if _COMMAND.match(text) and "\n" not in text:
        return True
    text = text[:_CHARS_READ]
    raw = text.encode("utf-8", "replace")
    if len(raw) - len(raw.translate(None, _SIGNS)) < _FEWEST_SIGNS * len(raw):
        return False
    if _CONSOLE.match(text) or _URI.fullmatch(text.strip()):
        return True
    lines = [bare for line in text.splitlines() if (bare := line.strip())]
    found = sum(map(is_statement, lines))
    if len(lines) == 1:
        return bool(found) and _SURE.search(lines[0]) is not None
    return found >= _CODE_LINES * len(lines) > 0
