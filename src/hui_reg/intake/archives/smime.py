"""The content of an opaque S/MIME signed mail (smime.p7m): the signature is left to others, the content is read."""

from collections.abc import Iterator
from typing import NamedTuple

from hui_reg.intake.archives.budget import Budget, Member, damaged, encrypted_mail, unsupported

_SEQUENCE, _OCTETS, _OCTETS_BUILT, _OID, _CONTEXT_0 = 0x30, 0x04, 0x24, 0x06, 0xA0
_PKCS7 = bytes.fromhex("2a864886f70d0107")
_DATA, _SIGNED, _ENVELOPED = 1, 2, 3
_DEEPEST = 16


class _Node(NamedTuple):
    tag: int
    content: bytes
    after: int


def open_p7m(data: bytes, budget: Budget) -> Iterator[Member]:
    """The one member of a CMS SignedData, a mail. Raises :class:`Refused` (enveloped data is encrypted)."""
    try:
        kind, body = _content_info(data)
        if kind == _ENVELOPED:
            raise encrypted_mail("S/MIME")
        if kind != _SIGNED:
            raise unsupported("这种 S/MIME 邮件")
        inner = next(node for node in _children(_first(body, _SEQUENCE)) if node.tag == _SEQUENCE)
        _, octets = _content_info_parts(inner.content)
        content = _octets(octets, 0)
    except (IndexError, StopIteration, ValueError) as error:
        raise damaged() from error
    budget.spend(len(content))
    yield Member("签名邮件.eml", content, mail=True)


def is_p7m(data: bytes) -> bool:
    """Whether these bytes are a CMS ContentInfo of signed or enveloped data."""
    try:
        return data[:1] == b"\x30" and _content_info(data)[0] in (_SIGNED, _ENVELOPED)
    except (IndexError, StopIteration, ValueError):
        return False


def _content_info(data: bytes) -> tuple[int, bytes]:
    return _content_info_parts(_first(data, _SEQUENCE))


def _content_info_parts(sequence: bytes) -> tuple[int, bytes]:
    """The PKCS #7 content type (its last number) and the bytes inside the explicit [0]."""
    oid, content = list(_children(sequence))[:2]
    if oid.tag != _OID or not oid.content.startswith(_PKCS7) or content.tag != _CONTEXT_0:
        raise ValueError("no PKCS #7 content")
    return oid.content[-1], content.content


def _first(data: bytes, tag: int) -> bytes:
    node = _node(data, 0)
    if node.tag != tag:
        raise ValueError("unexpected tag")
    return node.content


def _octets(data: bytes, depth: int) -> bytes:
    """An OCTET STRING, built of pieces or not."""
    node = _node(data, 0)
    if node.tag == _OCTETS:
        return node.content
    if node.tag != _OCTETS_BUILT or depth > _DEEPEST:
        raise ValueError("no octets")
    return b"".join(piece.content for piece in _children(node.content))


def _children(data: bytes) -> Iterator[_Node]:
    position = 0
    while position < len(data):
        node = _node(data, position)
        yield node
        position = node.after


def _node(data: bytes, position: int, depth: int = 0) -> _Node:
    """One BER value: definite length, or indefinite up to its end mark."""
    tag, length, start = data[position], data[position + 1], position + 2
    if length == 0x80:
        end = start
        while data[end : end + 2] != b"\0\0":
            if depth > _DEEPEST:
                raise ValueError("too deep")
            end = _node(data, end, depth + 1).after
        return _Node(tag, data[start:end], end + 2)
    if length > 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > len(data):
        raise ValueError("cut short")
    return _Node(tag, data[start : start + length], start + length)
