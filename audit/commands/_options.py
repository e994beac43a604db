"""The options of the command line that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Inputs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="INPUT...",
        show_default=False,
        help="Files or directories in the forms that `audit formats` lists; files of one language"
        " each are put together by their names. - is standard input.",
    ),
]
InputFormat = Annotated[
    str | None,
    typer.Option(help="One of those that `audit formats` lists, if it is not to be found out."),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        metavar="GLOB",
        help="Leave out what has this path or name: '*.log', 'data/old'. Repeatable.",
    ),
]
Encoding = Annotated[str | None, typer.Option(help="Of text inputs, if not found out.")]
SourceColumn = Annotated[
    list[str] | None,
    typer.Option(help="Column of the source; dotted in nested JSON. Repeat for more fields."),
]
TargetColumn = Annotated[
    list[str] | None, typer.Option(help="Column of the target, one for each source column.")
]
IdColumn = Annotated[str | None, typer.Option(help="Column of the entry's id.")]
ReferenceColumn = Annotated[str | None, typer.Option(help="Column of a human translation.")]
SourceLang = Annotated[str | None, typer.Option(help="BCP 47. [default: en]")]
TargetLang = Annotated[str | None, typer.Option(help="BCP 47. [default: zh]")]
Profile = Annotated[
    str | None,
    typer.Option(
        help="What to expect of the input: papers, digest (summaries allowed), general, interface"
        " or strict. [default: by the form, columns and ids of each input]"
    ),
]
MinPairScore = Annotated[
    float | None,
    typer.Option(
        metavar="SCORE",
        help="What a pair by content needs, 0 to 1; 0 gives every text the best that is left."
        " [default: 0.5]",
    ),
]
Embed = Annotated[
    str | None,
    typer.Option(
        metavar="MODULE:FUNCTION",
        help="Sentence vectors for loose short texts: yours; or none, for no vectors anywhere."
        " [default: those that come with audit]",
    ),
]
Learn = Annotated[
    bool | None,
    typer.Option("--learn", help="Pair once more by what the pairs of this run teach."),
]
FailOn = Annotated[
    str | None,
    typer.Option(
        metavar="SEVERITY",
        help="Exit with 1 on a root finding this severe or more: one that is no symptom, is not"
        " suppressed and is not in the baseline. A root is as severe as its worst symptom.",
    ),
]
Output = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FORMAT=PATH",
        help="Write the findings also as jsonl, parquet, sarif, junit, github, gitlab, markdown or"
        " xlsx, or what to translate again as requeue or requeue-xliff; - is standard output."
        " Repeatable.",
    ),
]
ExportClean = Annotated[
    Path | None,
    typer.Option(
        metavar="PATH",
        help="Write the pairs that are translated and have no finding of minor or above: .jsonl,"
        " .tsv or .tmx.",
    ),
]
GlossaryFile = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE", help="CSV, TSV or TBX of terms and what they are called. Repeatable."
    ),
]
Beside = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="INPUT",
        help="What was audited with TABLE: the other parallel file, the sources. Repeatable.",
    ),
]
Suppressions = Annotated[
    list[str] | None,
    typer.Option(metavar="FILE", help="TOML of findings that are no defects. Repeatable."),
]
Baseline = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Known findings: only others count for --fail-on."),
]
UpdateBaseline = Annotated[
    bool, typer.Option("--update-baseline", help="Write the findings of this run to --baseline.")
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="Instead of audit.toml or [tool.audit] here."),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force", help="Write into --out even if it holds other files; never over an input."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="How many share the work. [default: as many as there are cores]"),
]
Engine = Annotated[
    str | None,
    typer.Option(
        help="Where the work is done: serial (this process alone), processes or dask. The result"
        " does not depend on it. [default: processes]"
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Of a Dask cluster, tcp://host:8786. [default: workers on this machine]",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
Key = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="key.csv of audit inject: tell which damage was found, by which rule."
    ),
]
