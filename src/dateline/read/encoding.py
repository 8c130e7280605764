"""Bytes as text: UTF-8, UTF-16 and the code pages of the press, with a note of what was guessed.

1. A byte order mark says it.
2. What is known by its first bytes to be no text is refused by name.
3. UTF-8, where it decodes; also where a few bytes of a longer text do not, which are replaced.
4. UTF-16 without a mark: every other byte is nil.
5. cp1252, where the bytes above ASCII are as rare as accents are; else what charset-normalizer thinks.
"""

from __future__ import annotations

import codecs
import re

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
NO_TEXT = (
    (b"%PDF", "a PDF file"),
    (b"\xd0\xcf\x11\xe0", "an Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "an SQLite database"),
)
"""First bytes of files that are no text, whatever their names say."""
RARE = 0.3
"""Share of bytes above ASCII up to which a text is taken for one of Western Europe."""
LOSS = 0.02
"""Share of characters above ASCII that may be lost where a text is read as UTF-8 all the same."""
WIDE = ["utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le", "utf_7"]
"""Encodings that any bytes seem to be in; they have been looked for before."""
SAMPLE = 200_000
"""Bytes that are looked at where the encoding has to be guessed."""
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
RAW_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class NotText(ValueError):
    """The bytes are no text; the message is the clause that says why."""


def decode(content: bytes) -> tuple[str, str | None]:
    """The text of the bytes, and a note where its encoding was guessed. Raises NotText where they are none."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _plain(content.decode(encoding, "replace").removeprefix("\ufeff")), None
    for magic, kind in NO_TEXT:
        if content.startswith(magic):
            raise NotText(f"it is {kind}, whatever its name says; save its text as .txt or .html and build again")
    try:
        return _plain(content.decode("utf-8")), None
    except UnicodeDecodeError:
        pass
    return _guessed(content)


def _guessed(content: bytes) -> tuple[str, str]:
    sample = content[:SAMPLE]
    for encoding, nil in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(nil) > 1 and nil.count(0) > 0.4 * len(nil):
            return _plain(content.decode(encoding, "replace")), f"read as {encoding}, a guess"
    lenient = content.decode("utf-8", "replace")
    lost, above = lenient.count("\ufffd"), sum(c > "\x7f" for c in lenient)
    if lost <= LOSS * above:
        return _plain(lenient), f"read as UTF-8; {lost} characters of it are damaged"
    if len(RAW_CONTROLS.findall(sample)) > 0.02 * len(sample) + 2:
        raise NotText("not text: it is full of control characters")
    if sum(byte > 0x7F for byte in sample) <= max(3, RARE * len(sample)):
        # The five bytes that cp1252 leaves open are controls of Latin-1.
        return _plain(content.decode("cp1252", "latin")), "read as cp1252, a guess"
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample, cp_exclusion=WIDE).best()
    if best is None:
        raise NotText("it is not text in any encoding that is known here; save it as UTF-8 and build again")
    return _plain(content.decode(best.encoding, "replace")), f"read as {best.encoding}, a guess"


def _as_latin(problem: UnicodeError) -> tuple[str, int]:
    assert isinstance(problem, UnicodeDecodeError)
    return problem.object[problem.start : problem.end].decode("latin-1"), problem.end


codecs.register_error("latin", _as_latin)


def _plain(text: str) -> str:
    """The text, if it is one. Raises NotText where control characters show that it is not."""
    if "\x00" in text:
        raise NotText("not text: it holds NUL bytes")
    if len(CONTROLS.findall(text[:SAMPLE])) > 0.02 * min(len(text), SAMPLE) + 2:
        raise NotText("not text: it is full of control characters")
    return text
