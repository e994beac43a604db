"""langdetect alone: a row is flagged unless its target is Chinese."""

from __future__ import annotations

from _rows import rows, tell
from langdetect import DetectorFactory, LangDetectException, detect


def is_chinese(text: str) -> bool:
    try:
        return detect(text).startswith("zh")
    except LangDetectException:  # nothing to be detected
        return False


def main() -> None:
    DetectorFactory.seed = 0
    tell([row.id for row in rows() if not is_chinese(row.target)])


if __name__ == "__main__":
    main()
