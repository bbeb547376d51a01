"""Strict reading of big-endian records, and what the specification pages share: hashes with labels, Merkle trees."""
import hashlib
import hmac


class Refused(Exception):
    """What must not be taken, and why."""


class Reader:
    """Takes fields from the front; nothing may be left at the end."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if size > len(self.data) - self.at:
            raise Refused("expected %d bytes at %d, found %d" % (size, self.at, len(self.data) - self.at))
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, size, low=0, high=None):
        value = int.from_bytes(self.take(size), "big")
        # dsm-ledger 1.1: "A u64 above 2^63-1 MUST be refused."
        high = (2**63 - 1 if size == 8 else 2 ** (8 * size) - 1) if high is None else high
        if not low <= value <= high:
            raise Refused("expected %d to %d at %d, found %d" % (low, high, self.at - size, value))
        return value

    def count(self, size, high, least):
        """Of records of at least so many bytes: refused before anything is taken for more than there is."""
        value = self.number(size, 0, high)
        if value * least > len(self.data) - self.at:
            raise Refused("a count of %d for %d bytes" % (value, len(self.data) - self.at))
        return value

    def sized(self, high, low=0):
        return self.take(self.number(4, low, high))

    def end(self):
        if self.at != len(self.data):
            raise Refused("%d bytes too many" % (len(self.data) - self.at))


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def label(text):
    return text.encode("ascii").ljust(16, b"\0")


def expand(key, info, size):
    """HKDF-Expand with SHA-256 (RFC 5869)."""
    out = block = b""
    number = 0
    while len(out) < size:
        number += 1
        block = hmac.new(key, block + info + bytes([number]), hashlib.sha256).digest()
        out += block
    return out[:size]


def split(n):
    """The largest power of two below n."""
    return 1 << ((n - 1).bit_length() - 1)


def root(leaves):
    """RFC 6962."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\0", leaves[0])
    k = split(len(leaves))
    return sha(b"\1", root(leaves[:k]), root(leaves[k:]))


def path_length(index, size):
    if size == 1:
        return 0
    k = split(size)
    return 1 + (path_length(index, k) if index < k else path_length(index - k, size - k))


def root_by_path(leaf, index, size, path):
    """The root that an inclusion proof leads to."""
    if size == 1:
        return sha(b"\0", leaf)
    k = split(size)
    if index < k:
        return sha(b"\1", root_by_path(leaf, index, k, path[:-1]), path[-1])
    return sha(b"\1", path[-1], root_by_path(leaf, index - k, size - k, path[:-1]))


def rising(values, what):
    for a, b in zip(values, values[1:]):
        if a >= b:
            raise Refused(what + " are not sorted, or one is there twice")
