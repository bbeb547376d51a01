"""Validator sets, geneses, certificates and receipts: docs/spec/dsm-consensus.md 2 and 3, docs/spec/dsm-receipts.md."""
import bls
from wire import Reader, Refused, label, rising, sha


class Validator:
    def __init__(self, r):
        start = r.at
        self.id, self.ed25519, self.bls, self.proof = r.take(32), r.take(32), r.take(48), r.take(96)
        self.name = r.take(r.number(1, 0, 64)).decode("utf-8")
        self.joined, self.attested, self.bond = r.number(8), r.number(8), r.number(8)
        self.data = r.data[start:r.at]


class ValidatorSet:
    def __init__(self, members, first_height=None):
        self.members = members
        rising([m.id for m in members], "members")
        suffix = b"" if first_height is None else first_height.to_bytes(8, "big")
        self.hash = sha(label("HP-DSM-VSET-V1"), *[m.data for m in members], suffix)
        self.faulty = (len(members) - 1) // 3
        self.quorum = len(members) - self.faulty

    def keys(self, bitmap):
        """The points of those whose bit is set, least significant first."""
        if len(bitmap) != (len(self.members) + 7) // 8:
            raise Refused("a bitmap of %d bytes" % len(bitmap))
        bits = int.from_bytes(bitmap, "little")
        if bits >> len(self.members):
            raise Refused("padding bits that are set")
        signers = [m for i, m in enumerate(self.members) if bits >> i & 1]
        if len(signers) < self.quorum:
            raise Refused("%d signers, fewer than the quorum of %d" % (len(signers), self.quorum))
        points = []
        for member in signers:
            point = bls.key_of(member.bls)
            if point is None:
                raise Refused("a key that is none")
            points.append(point)
        return points

    def verify_possession(self):
        for member in self.members:
            point = bls.key_of(member.bls)
            if point is None or not bls.verify([point], member.bls, member.proof, bls.POSSESS):
                raise Refused("a key that nobody has shown to possess")


class Genesis:
    def __init__(self, data):
        r = Reader(data)
        r.number(2, 1, 1)
        self.name = r.take(r.number(1, 1, 64)).decode("utf-8")
        self.params, self.time = r.take(40), r.number(8)
        self.validators = ValidatorSet([Validator(r) for _ in range(r.number(2, 1, 256))])
        self.sources = {}
        for _ in range(r.count(4, 65_536, 65)):
            source, algorithm = r.take(32), r.number(1, 1, 2)
            self.sources[source] = r.take(32 if algorithm == 1 else 65)
        r.end()
        self.network = sha(label("HP-DSM-NETW-V1"), data)
        self.hash = sha(label("HP-DSM-GENS-V1"), self.network)
        self.params_hash = sha(label("HP-DSM-PARM-V1"), self.params)


class Certificate:
    KINDS = {1: "VC", 2: "SC", 3: "DC"}

    def __init__(self, data):
        r = Reader(data)
        self.kind, self.height, self.view = r.number(1, 1, 3), r.number(8, 1), r.number(4, 1)
        self.value, self.validators, self.n = r.take(32), r.take(32), r.number(2, 1, 256)
        self.bitmap, self.signature = r.take((self.n + 7) // 8), r.take(96)
        r.end()
        if (self.kind == 2) != (not any(self.value)):
            raise Refused("a value that does not fit the kind")

    def verify(self, network, members):
        if self.validators != members.hash or self.n != len(members.members):
            raise Refused("a certificate of another set")
        keys = members.keys(self.bitmap)
        signed = (label("HP-DSM-VOTE-V1") + network + self.validators + self.height.to_bytes(8, "big")
                  + self.view.to_bytes(4, "big") + bytes([self.kind]) + self.value)
        if not bls.verify(keys, signed, self.signature):
            raise Refused("a signature that is not its signers'")


def verify_final(header, certificate, network, members):
    """dsm-consensus 9.1: is this header final?"""
    if header.network != network or header.validators != members.hash:
        raise Refused("a header of another network or set")
    if certificate.kind != 3 or certificate.height != header.height or certificate.value != header.hash:
        raise Refused("a certificate of something else")
    certificate.verify(network, members)


class Receipt:
    """docs/spec/dsm-receipts.md: that a quorum holds a block."""

    def __init__(self, data):
        r = Reader(data)
        r.number(2, 1, 1)
        self.source, self.incarnation, self.seq, self.block = r.take(32), r.number(4), r.number(8, 1), r.take(32)
        self.validators, self.n = r.take(32), r.number(2, 1, 256)
        self.bitmap, self.signature = r.take((self.n + 7) // 8), r.take(96)
        r.end()

    def signed(self, network):
        return (label("HP-DSM-QACK-V1") + network + self.validators + self.source
                + self.incarnation.to_bytes(4, "big") + self.seq.to_bytes(8, "big") + self.block)
