"""Personal data: which columns look like it, and pseudonyms for ids."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from uxcx.errors import IntakeError
from uxcx.results import as_plain

#: what a column's name says it holds; the whole name, or whole words of it
_BY_NAME = {
    "a name": r"(first|last|full|sur|family|given|recipient)[ _-]*(last|first)?[ _-]*names?|names?"
    r"|vorname|nachname|nom|prénom|nombre|apellidos?",
    "an e-mail address": r".*\be[ -]?mails?\b.*",
    "a phone number": r".*\b(tele)?phones?( ?number)?|mobile( ?number)?|cell"
    r"|telefon(nummer)?|handy",
    "an IP address": r"ip|.*\bip ?addr(ess)?",
    "a place": r"(location )?(latitude|longitude)|lat|lon|lng|city|town|street|address|zip( ?code)?"
    r"|post(al)? ?code|plz|ort|stadt|straße|strasse|adresse|location",
    "a birth date": r"(date of birth|birth ?(date|day)|dob|geburts(datum|tag))",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(\+|00)\d[\d ()/.-]{6,18}\d|\(?0?\d{2,5}\)?[ /-]+\d[\d -]{4,12}\d")
_PERSON = re.compile(r"[A-ZÄÖÜÉ][a-zäöüßéèç'-]+(,? [A-ZÄÖÜÉ]\.?)?,? [A-ZÄÖÜÉ][a-zäöüßéèç'-]+")
#: a column is what most of its entries look like
_MOST = 0.6
_SEEN = 1000


def spaced(name: str) -> str:
    """Return a column's name as words: ``IPAddress`` and ``ip_address`` as ``ip address``."""
    apart = re.sub(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return " ".join(re.split(r"[\s_.:-]+", apart.casefold())).strip()


def looks_personal(name: str, values: Iterable[Any] = ()) -> str:
    """Return what personal data a column looks like, or ``""``.

    Parameters
    ----------
    name : str
        The column's name.
    values : iterable
        Some of its values; the first thousand are looked at.

    Returns
    -------
    str
        ``"a name"``, ``"an e-mail address"``, ``"a phone number"``, ``"an IP address"``,
        ``"a place"``, ``"a birth date"``, or ``""``. A guess: a column that looks like nothing
        may still tell who somebody is.

    Examples
    --------
    >>> looks_personal("contact", ["ann@example.org", "bo@example.org"])
    'an e-mail address'

    Leave such a column out.
    """
    texts = []
    for value in values:
        if isinstance(value, str) and value.strip():
            texts.append(value.strip())
        if len(texts) == _SEEN:
            break
    for what, test in _BY_VALUE.items():
        if texts and sum(map(test, texts)) >= _MOST * len(texts):
            return what
    words = spaced(str(name))
    return next((what for what, rule in _BY_NAME.items() if re.fullmatch(rule, words)), "")


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)


_BY_VALUE = {
    "an e-mail address": lambda text: bool(_EMAIL.fullmatch(text)),
    "an IP address": _is_ip,
    "a phone number": _is_phone,
}


def looks_like_people(values: Iterable[Any]) -> bool:
    """Return whether most entries read like a first and a last name, and nearly all differ.

    Parameters
    ----------
    values : iterable
        Values of a column; the first thousand texts are looked at.

    Returns
    -------
    bool
        A guess; names of places and products can read the same.
    """
    texts = [v.strip() for v in values if isinstance(v, str) and v.strip()][:_SEEN]
    named = sum(bool(_PERSON.fullmatch(text)) for text in texts)
    return len(texts) >= 3 and named >= _MOST * len(texts) and len(set(texts)) > 0.8 * len(texts)


def personal_columns(columns: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Return the columns that look like personal data, and what they look like.

    Parameters
    ----------
    columns : mapping of str to sequence
        Some values of each column.

    Returns
    -------
    dict of str to str
        See `looks_personal`.
    """
    found = {}
    for name, values in columns.items():
        what = looks_personal(name, values)
        if not what and looks_like_people(values):
            what = "a name"
        if what:
            found[name] = what
    return found


def pseudonyms(ids: Iterable[Any], *, key: str | bytes) -> list[str | None]:
    """Return a pseudonym for each id: the same for the same id and key.

    Parameters
    ----------
    ids : iterable
        Ids, as text or numbers; a missing one stays None.
    key : str or bytes
        A secret of eight characters and more. Whoever has it can find out which pseudonym belongs
        to a known id, so keep it apart from the data; whoever lost it can't link new data.

    Returns
    -------
    list of str or None
        ``"p"`` and 16 hexadecimal digits. With a million ids the chance that any two share a
        pseudonym is about 1 in 37 million.

    Raises
    ------
    IntakeError
        If the key is shorter.

    Notes
    -----
    HMAC-SHA256, RFC 2104. A hash without a key would protect nobody: e-mail addresses and phone
    numbers can be tried one after another.

    Examples
    --------
    >>> pseudonyms(["ann@example.org", "bo@example.org", None], key="keep me secret")[2] is None
    True

    The key is nowhere in the result.
    """
    secret = key.encode() if isinstance(key, str) else key
    if len(secret) < 8:
        raise IntakeError("A key for pseudonyms has eight characters and more.")
    return [
        None
        if as_plain(each) is None
        else "p" + hmac.new(secret, str(each).encode(), hashlib.sha256).hexdigest()[:16]
        for each in ids
    ]
