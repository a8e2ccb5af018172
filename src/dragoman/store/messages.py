"""What a reader and the owner of a store say to each other: JSON in frames, after each has proved to know the key.

    owner   {"nonce": N}
    reader  {"nonce": M, "proof": HMAC(key, "reader" N)}
    owner   {"proof": HMAC(key, "owner" M)}
    reader  {"sql": "SELECT ...", "values": [...]}
    owner   {"names": [...], "rows": [...], "more": true}
    reader  {"more": true}
    owner   {"rows": [...], "more": false}

The key itself never goes over the line: whoever takes over the owner's port learns nothing and can answer nothing.
Nothing is ever unpickled.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socket
import struct
from datetime import date, datetime
from typing import Any

Message = dict[str, Any]

# The longest page of rows; before somebody has proved who it is, only a greeting.
MOST_BYTES = 2**30
MOST_BYTES_OF_A_GREETING = 2**10

_LENGTH = struct.Struct(">Q")


class Broken(Exception):
    """The other side has gone, or says what is no message."""


def send(line: socket.socket, message: Message) -> None:
    """Send a message. Days and times keep their type."""
    data = json.dumps(message, default=_tagged, separators=(",", ":")).encode("ascii")
    try:
        line.sendall(_LENGTH.pack(len(data)) + data)
    except OSError as problem:
        raise Broken(str(problem)) from problem


def receive(line: socket.socket, most_bytes: int = MOST_BYTES) -> Message:
    """The next message; `Broken` when there is none."""
    [length] = _LENGTH.unpack(_exactly(line, _LENGTH.size))
    if length > most_bytes:
        raise Broken(f"a message of {length:,} bytes")
    try:
        message = json.loads(_exactly(line, length), object_hook=_untagged)
    except (ValueError, RecursionError) as problem:
        raise Broken(f"no message: {problem}") from problem
    if not isinstance(message, dict):
        raise Broken("no message")
    return message


def prove_to_owner(line: socket.socket, key: str) -> None:
    """The reader's side of the greeting; `Broken` where the other side is not the owner."""
    theirs = _nonce(receive(line, MOST_BYTES_OF_A_GREETING))
    own = secrets.token_hex(16)
    send(line, {"nonce": own, "proof": _proof(key, "reader", theirs)})
    _check(receive(line, MOST_BYTES_OF_A_GREETING), _proof(key, "owner", own))


def prove_to_reader(line: socket.socket, key: str) -> None:
    """The owner's side of the greeting; `Broken` where the other side does not know the key."""
    own = secrets.token_hex(16)
    send(line, {"nonce": own})
    answer = receive(line, MOST_BYTES_OF_A_GREETING)
    _check(answer, _proof(key, "reader", own))
    send(line, {"proof": _proof(key, "owner", _nonce(answer))})


def _nonce(message: Message) -> str:
    nonce = message.get("nonce")
    if not isinstance(nonce, str) or len(nonce) < 16:
        raise Broken("no greeting")
    return nonce


def _proof(key: str, role: str, nonce: str) -> str:
    return hmac.new(key.encode(), f"{role} {nonce}".encode("utf-8", "replace"), "sha256").hexdigest()


def _check(message: Message, expected: str) -> None:
    proof = message.get("proof")
    if not isinstance(proof, str) or not hmac.compare_digest(proof.encode("utf-8", "replace"), expected.encode()):
        raise Broken("the key is another one")


def _exactly(line: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        try:
            part = line.recv(min(length - len(parts), 2**20))
        except OSError as problem:
            raise Broken(str(problem)) from problem
        if not part:
            raise Broken("the line is closed")
        parts += part
    return bytes(parts)


def _tagged(value: object) -> Message:
    if isinstance(value, datetime):
        return {"$time": value.isoformat()}
    if isinstance(value, date):
        return {"$day": value.isoformat()}
    raise TypeError(f"a store holds no {type(value).__name__}")


def _untagged(found: Message) -> Any:
    if len(found) == 1:
        if "$day" in found:
            return date.fromisoformat(found["$day"])
        if "$time" in found:
            return datetime.fromisoformat(found["$time"])
    return found
