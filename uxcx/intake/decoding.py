"""From bytes to text: the encoding of a file, and what is no text at all."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from uxcx.errors import IntakeError
from uxcx.intake.opened import Decision

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
#: control characters that text does hold: tab, line feed, vertical tab, form feed, return
_TEXT_CONTROLS = frozenset(b"\t\n\x0b\x0c\r\x1a\x1e\x1f")
#: with more control characters than this share, a file is no text
_BINARY = 0.01


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The text of a file, and how it was decoded."""

    text: str
    encoding: str
    decisions: tuple[Decision, ...]
    cut_off: bool = False


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Return the text of a file.

    Parameters
    ----------
    data : bytes
        The file, or its beginning.
    name : str
        Its name, for messages.
    encoding : str, optional
        The encoding, if it is known.
    """
    if encoding is not None:
        return _given(data, name, encoding)
    for mark, codec, words in _MARKS:
        if data.startswith(mark):
            text, cut = _marked(data, codec, name)
            return _decoded(text, codec, f"{words}", "the mark at its start says so", cut=cut)
    wide = _wide(data)
    if wide:
        text, cut = _marked(data, wide, name)
        return _decoded(text, wide, "UTF-16 without a mark", "every other byte is 0", cut=cut)
    _refuse_binary(data, name)
    try:
        text, cut = _decode_cut(data, "utf-8")
        plain = text.isascii()
        why = "nothing but ASCII" if plain else "all bytes fit"
        return _decoded(text, "utf-8", "UTF-8", why, cut=cut)
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise IntakeError(
            f"{name} is not UTF-8, nor Windows-1252 (Western European). Which encoding is it? "
            "Give it, for example encoding='cp1251' for Cyrillic or 'shift_jis' for Japanese."
        ) from None
    odd = next((letter for letter in text if ord(letter) > 127), "")
    return _decoded(
        text, "cp1252", "Windows-1252 (Western European)", f"not UTF-8; look at {odd!r}"
    )


def _given(data: bytes, name: str, encoding: str) -> Decoded:
    try:
        codec = codecs.lookup(encoding)
        if not getattr(codec, "_is_text_encoding", True):
            raise LookupError(encoding)
        text, cut = _decode_cut(data, encoding)
    except LookupError:
        raise IntakeError(
            f"There is no encoding {encoding!r}. Common ones: 'utf-8', 'cp1252', 'utf-16'."
        ) from None
    except UnicodeError as problem:
        where = getattr(problem, "start", None)
        at = f" at byte {where:,}" if where is not None else ""
        raise IntakeError(f"{name} is not {encoding}: it cannot be decoded{at}.") from None
    return _decoded(text.removeprefix("\ufeff"), encoding, encoding, "given", cut=cut)


def _decoded(text: str, codec: str, words: str, why: str, *, cut: bool = False) -> Decoded:
    decisions = [Decision(what="encoding", value=words, why=why, option="encoding")]
    nuls = text.count("\x00")
    if nuls:
        text = text.replace("\x00", "")
        decisions.append(
            Decision(what="NUL characters", value=f"{nuls:,} taken out", why="no text holds them")
        )
    if cut:
        decisions.append(
            Decision(what="end", value="within a character", why="was the file cut off?")
        )
    return Decoded(text=text, encoding=codec, decisions=tuple(decisions), cut_off=cut)


def _decode_cut(data: bytes, codec: str) -> tuple[str, bool]:
    """Return the text, and whether the last character is cut off."""
    decoder = codecs.getincrementaldecoder(codec)()
    text = decoder.decode(data)
    return text, bool(decoder.getstate()[0])


def _marked(data: bytes, codec: str, name: str) -> tuple[str, bool]:
    """Return the text of a file whose encoding its mark says, or refuse it as damaged."""
    try:
        return _decode_cut(data, codec)
    except UnicodeError:
        raise IntakeError(
            f"{name} begins like {codec.upper()} but is damaged: not all of it can be decoded."
        ) from None


def _wide(data: bytes) -> str:
    """Return UTF-16 in its byte order, if nearly every other byte is 0."""
    sample = data[:4000]
    half = len(sample) // 2
    if half < 4:
        return ""
    even, odd = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(data: bytes, name: str) -> None:
    sample = data[:100_000]
    controls = sum(sample.count(byte) for byte in range(32) if byte not in _TEXT_CONTROLS)
    if controls > max(_BINARY * len(sample), 3):
        raise IntakeError(
            f"{name} is not text: {100 * controls / len(sample):.0f}% of it are control "
            "characters. It is no CSV, Excel, Parquet or SPSS file, or it is damaged."
        )
