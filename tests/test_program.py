"""What is code, and is kept as it stands."""

from __future__ import annotations

import pytest

from audit.text.program import is_code


@pytest.mark.parametrize(
    "text",
    [
        ">>> f = open('names')\n>>> f.read()\n'Ada'",
        "const sum = (a, b) => a + b;\nconsole.log(sum(1, 2));",
        "SELECT name FROM guests WHERE age = 7;",
        "while True:\n    pass",
        'if (count > 3) {\n    return "many";\n}',
        "#include <stdio.h>\nint main() {\n    return 0;\n}",
        "tel:+4912345;ext=7",
        "pip install --upgrade parcel",
        "mkdir build && cd build",
    ],
)
def test_code(text):
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "File(s)",
        "Rate (in kbps):",
        "Press Ctrl+C to stop;",
        "For example:\nIf the lamp is red:\nturn the key.",
        '"Come in," she said.\n"Thank you," he said.',
        "(see page 3)\n(see page 7)",
        "Fields:\n- name;\n- age;\n- place of birth.",
        "We show that $f(x) = x^2$ is convex (see [3]); the rest follows.",
        "Settings > General > About",
        "Error: the file was not found (404)",
        "yes -- and no",
        "salt & pepper",
        "",
    ],
)
def test_prose(text):
    assert not is_code(text)
