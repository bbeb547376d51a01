"""Records of a device's sensors: docs/spec/neuro.md section 2, and the ratchet of section 5."""
import hashlib
import hmac

from wire import Refused, sha


def crc(data):
    """CRC-16/CCITT-FALSE."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value


class Ter:
    def __init__(self, data):
        if len(data) != 64:
            raise Refused("WRONG_LENGTH")
        self.data, self.entropy, self.integrity = data, data[:32], data[32:52]
        self.timestamp = int.from_bytes(data[52:60], "little")
        self.sequence = int.from_bytes(data[60:62], "little")
        self.chain = int.from_bytes(data[62:64], "little")


def follow(count, before, data):
    """The record, when it may follow a history of so many, whose last is `before`; neuro 2.2."""
    ter = Ter(data)
    ahead = (ter.sequence - count) % 65536
    if ahead:
        raise Refused("SEQUENCE_GAP" if ahead <= 32767 else "SEQUENCE_REPEAT")
    if ter.timestamp >= 2**63:
        raise Refused("TIME_OUT_OF_RANGE")
    if count and ter.timestamp <= before.timestamp:
        raise Refused("TIME_NOT_LATER")
    if ter.chain != (crc(before.data) if count else 0):
        raise Refused("CHAIN_BREAK")
    return ter


def ratchet(seed, records):
    rho = sha(b"NEURO/RATCHET/v1", hmac.new(seed, b"NEURO/RATCHET-0/v1", hashlib.sha512).digest()[:32])
    for record in records:
        rho = sha(b"NEURO/RATCHET/v1", rho, record)
    return rho


MASK = 2**64 - 1


class Draws:
    """neuro 11.1."""

    def __init__(self, seed):
        self.s = seed

    def next(self):
        self.s = (self.s + 0x9E3779B97F4A7C15) & MASK
        z = (self.s ^ self.s >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        return z ^ z >> 31

    def bytes(self, draws):
        return b"".join(self.next().to_bytes(8, "little") for _ in range(draws))


def generated(mode, gen, n):
    draws = Draws(gen)
    integrity, time, records = draws.bytes(3)[:20], 1764547200000000, []
    for sequence in range(n):
        if mode == 2:
            records.append(draws.bytes(8))
            continue
        entropy = draws.bytes(4)
        if draws.next() & (15 if mode == 1 else 4095) == 0:
            integrity = draws.bytes(3)[:20]
        r = draws.next()
        time += 1 + (r >> 25 + (r & 31)) if mode == 1 else 5000000 + r % 2001 - 1000
        chain = crc(records[-1]) if records else 0
        records.append(entropy + integrity + time.to_bytes(8, "little") + (sequence % 65536).to_bytes(2, "little")
                       + chain.to_bytes(2, "little"))
    return records
