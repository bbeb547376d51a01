"""Microblocks, checkpoints and proofs: docs/spec/dsm-ledger.md 2 to 5."""
import ed25519
from wire import Reader, Refused, label, path_length, rising, root, root_by_path, sha

EVENTS = {1: "ids_alert", 2: "mitigation", 3: "threat_intel", 4: "policy_update", 5: "resonance", 6: "model_update",
          7: "decision"}


class Block:
    def __init__(self, data):
        r = Reader(data)
        r.number(2, 1, 1)
        self.network, self.source = r.take(32), r.take(32)
        self.incarnation, self.seq, self.prev = r.number(4), r.number(8, 1), r.take(32)
        self.anchor_height, self.anchor = r.number(8), r.take(32)
        if self.anchor_height == 0 and any(self.anchor):
            raise Refused("an anchor of height 0 that is not zero")
        self.time, self.event, self.payload = r.number(8), r.number(1, 1, 7), r.take(32)
        neuro = r.number(2)
        if neuro not in (0, 128):
            raise Refused("a neuro part of %d bytes" % neuro)
        self.neuro = r.take(neuro)
        self.algorithm = r.number(1, 1, 2)
        self.signed = data[:r.at]
        self.signature = r.take(64)
        r.end()
        self.hash = sha(label("HP-DSM-BLKID-V1"), data)

    def verify(self, key):
        """With an Ed25519 key; who has ECDSA keys needs a verifier of that."""
        if self.algorithm != 1:
            raise Refused("an algorithm that this reader has not")
        if not ed25519.verify(key, label("HP-DSM-BLOCK-V1") + self.signed, self.signature):
            raise Refused("a signature that is not its source's")


def chain_start(network, source, incarnation):
    return sha(label("HP-DSM-START-V1"), network, source, incarnation.to_bytes(4, "big"))


class Header:
    SIZE = 458

    def __init__(self, data):
        r = Reader(data)
        r.number(2, 1, 1)
        self.network, self.height, self.epoch = r.take(32), r.number(8, 1), r.number(8)
        self.prev_epoch, self.epoch_seconds, self.prev, self.proposer = r.number(8), r.number(4), r.take(32), r.take(32)
        self.merkle_root, self.blocks = r.take(32), r.number(4, 0, 1_000_000)
        self.ranges_root, self.frontiers_root, self.frontier_root = r.take(32), r.take(32), r.take(32)
        log_size, self.log_root = r.number(8), r.take(32)
        self.evidence_root, self.ops_root = r.take(32), r.take(32)
        self.validators, self.next_validators, self.params = r.take(32), r.take(32), r.take(32)
        r.end()
        if self.epoch <= self.prev_epoch or log_size != self.height - 1:
            raise Refused("an epoch or log size that does not fit the height")
        self.hash = sha(label("HP-DSM-CKPT-V1"), data)


class Range:
    SIZE = 84

    def __init__(self, data):
        r = Reader(data)
        self.source, self.incarnation, self.first = r.take(32), r.number(4), r.number(8, 1)
        self.last, self.head = r.number(8, self.first), r.take(32)
        r.end()


class Frontier:
    """A signed frontier report; its signature is consensus's business."""

    def __init__(self, data):
        r = Reader(data)
        self.height = r.number(8)
        self.heads = [r.take(76) for _ in range(r.count(4, 65_536, 76))]
        rising([head[:32] for head in self.heads], "heads")
        for head in self.heads:
            if int.from_bytes(head[36:44], "big") >= 2**63:
                raise Refused("a number of a head out of range")
        self.signer, self.signature = r.number(2), r.take(64)
        r.end()
        self.entries_hash = sha(len(self.heads).to_bytes(4, "big"), *self.heads)


class Body:
    def __init__(self, data):
        if len(data) > 4 << 20:
            raise Refused("a body of %d bytes" % len(data))
        r = Reader(data)
        ranges = [r.take(Range.SIZE) for _ in range(r.count(4, 65_536, Range.SIZE))]
        frontiers = [r.sized(4 << 20) for _ in range(r.count(4, 256, 4))]
        evidence = [r.sized(1 << 20) for _ in range(r.count(4, 1_024, 4))]
        ops = [r.sized(64 << 10) for _ in range(r.count(4, 1_024, 4))]
        r.end()
        self.ranges = [Range(data) for data in ranges]
        rising([one.source for one in self.ranges], "ranges")
        rising([Frontier(data).signer for data in frontiers], "frontiers")
        rising(evidence, "evidence")
        self.roots = root(ranges), root(frontiers), root(evidence), root(ops)
        self.count = sum(one.last - one.first + 1 for one in self.ranges)


class Decided:
    def __init__(self, data):
        r = Reader(data)
        self.header = Header(r.take(Header.SIZE))
        self.certificate = r.sized(65_535, 1)
        self.body = Body(r.sized(4 << 20)) if r.number(1, 0, 1) else None
        r.end()
        h = self.header
        if self.body and (self.body.count != h.blocks or self.body.roots != (
                h.ranges_root, h.frontiers_root, h.evidence_root, h.ops_root)):
            raise Refused("a body that is not the header's")


class Proof:
    def __init__(self, data):
        r = Reader(data)
        self.index, self.size = r.number(4), r.number(4)
        if self.index >= self.size:
            raise Refused("an index of %d in %d" % (self.index, self.size))
        count = r.number(1, 0, 30)
        if count != path_length(self.index, self.size):
            raise Refused("a path of %d" % count)
        self.path = [r.take(32) for _ in range(count)]
        r.end()

    def root_of(self, leaf):
        return root_by_path(leaf, self.index, self.size, self.path)


class Bundle:
    """A block, its place in a checkpoint, and the checkpoint's certificate, which consensus.py verifies."""

    def __init__(self, data):
        r = Reader(data)
        self.block = Block(r.sized(1 << 16))
        self.proof = Proof(r.sized(1 << 16))
        self.header = Header(r.take(Header.SIZE))
        self.certificate = r.sized(65_535, 1)
        r.end()

    def verify_inclusion(self):
        # 4.4: without the size a proof may lead to an inner node of the tree.
        if self.proof.size != self.header.blocks or self.block.network != self.header.network:
            raise Refused("a proof of another tree")
        if self.proof.root_of(self.block.hash) != self.header.merkle_root:
            raise Refused("a block that is not in the checkpoint")
