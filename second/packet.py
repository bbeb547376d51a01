"""Session packets of HTP: docs/spec/htp.md 3.1, keys of 3.3. ChaCha20 and Poly1305 by RFC 8439; slow, and not for secrets."""
from wire import Refused, expand

TYPES = {0x01: "HELLO", 0x02: "CHALLENGE", 0x03: "ATTEST", 0x04: "ACCEPT", 0x05: "REJECT",
         0x10: "DATA", 0x20: "HEARTBEAT", 0x21: "ACK", 0xFF: "CLOSE"}
WORD = 2**32 - 1


def block(key, counter, nonce):
    def words(data):
        return [int.from_bytes(data[i:i + 4], "little") for i in range(0, len(data), 4)]

    start = words(b"expand 32-byte k" + key + counter.to_bytes(4, "little") + nonce)
    s = list(start)

    def quarter(a, b, c, d):
        for one, two, three, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[one] = s[one] + s[two] & WORD
            x = s[three] ^ s[one]
            s[three] = (x << turn | x >> 32 - turn) & WORD

    for _ in range(10):
        for a in range(4):
            quarter(a, a + 4, a + 8, a + 12)
        for a in range(4):
            quarter(a, 4 + (a + 1) % 4, 8 + (a + 2) % 4, 12 + (a + 3) % 4)
    return b"".join((x + y & WORD).to_bytes(4, "little") for x, y in zip(s, start))


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def stream(key, nonce, data):
    return b"".join(xor(data[i:i + 64], block(key, 1 + i // 64, nonce)) for i in range(0, len(data), 64))


def poly1305(key, data):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    acc = 0
    for i in range(0, len(data), 16):
        acc = (acc + int.from_bytes(data[i:i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((acc + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")


def unseal(key, nonce, aad, sealed):
    text, tag = sealed[:-16], sealed[-16:]

    def padded(data):
        return data + b"\0" * (-len(data) % 16)

    mac = padded(aad) + padded(text) + len(aad).to_bytes(8, "little") + len(text).to_bytes(8, "little")
    if poly1305(block(key, 0, nonce)[:32], mac) != tag:
        raise Refused("not authentic")
    return stream(key, nonce, text)


class Keys:
    """Of one direction, "e2v" or "v2e", from the root of a generation."""

    def __init__(self, root, direction):
        def derive(name, size):
            return expand(root, ("HTP2 %s %s" % (direction, name)).encode(), size)

        self.key, self.iv, self.hp, self.tok = derive("key", 32), derive("iv", 12), derive("hp", 32), derive("tok", 32)

    def token(self, index):
        return expand(self.tok, b"HTP2 token" + index.to_bytes(4, "big"), 8)


def open_packet(keys, datagram, tokens=4):
    """Fields and body, in the order of 3.1.4; replay and generations are the session's."""
    if len(datagram) < 116:
        raise Refused("LENGTH")
    if datagram[12:20] not in [keys.token(i) for i in range(tokens)]:
        raise Refused("TOKEN")
    mask = block(keys.hp, int.from_bytes(datagram[32:36], "little"), datagram[36:48])[:28]
    clear = (xor(datagram[:12], mask[:12]) + datagram[12:20] + xor(datagram[20:32], mask[12:24]) + datagram[32:96]
             + xor(datagram[96:100], mask[24:]) + datagram[100:])

    def number(at, size):
        return int.from_bytes(clear[at:at + size], "big")

    kind, flags, packet = number(2, 2), number(28, 4), number(20, 8)
    if number(0, 2) != 2:
        raise Refused("VERSION")
    if kind < 0x10 or kind not in TYPES:
        raise Refused("TYPE")
    if number(96, 4) != len(datagram) - 100:
        raise Refused("PAYLOAD_LENGTH")
    if packet >= 2**62 or number(4, 4) != packet & WORD:
        raise Refused("SEQUENCE")
    # 3.1.5: fragment fields and the reserved bit; path flags elsewhere than in a HEARTBEAT end the session, once authentic
    if flags & 0x00FFFF80:
        raise Refused("FLAGS")
    nonce = xor(keys.iv, bytes(4) + packet.to_bytes(8, "big"))
    plain = unseal(keys.key, nonce, clear[:32] + clear[96:100], clear[32:96] + clear[100:])
    if not flags & 2 and any(plain[:64]):
        raise Refused("RDV and PoSF without their flag")
    if flags & 0x18 == 0x18 or (flags & 0x18 and kind != 0x20):
        raise Refused("CLOSE 2: path flags")
    return {"type": TYPES[kind], "packet": packet, "timestamp": number(8, 4), "flags": flags,
            "rdv": plain[:32], "posf": plain[32:64], "body": plain[64:]}
