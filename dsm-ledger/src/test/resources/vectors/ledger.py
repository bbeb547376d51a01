#!/usr/bin/env python3
"""Writes ledger.txt: golden vectors of the ledger's formats, from docs/spec/dsm-ledger.md and not from the Java code.

Needs the Python package "cryptography" for Ed25519. Run: python3 ledger.py > ledger.txt
"""
import hashlib
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def label(text):
    raw = text.encode()
    return raw + b"\0" * (16 - len(raw))


def root(leaves):
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\0", leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\1", root(leaves[:k]), root(leaves[k:]))


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return path(m, leaves[:k]) + [root(leaves[k:])]
    return path(m - k, leaves[k:]) + [root(leaves[:k])]


class Source:
    def __init__(self, number):
        self.key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        self.public = self.key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.id = sha(b"HOOKPROBE NODE V1", self.public)


def chain_start(network, source, incarnation):
    return sha(label("HP-DSM-START-V1"), network, source, struct.pack(">I", incarnation))


def microblock(source, incarnation, seq, prev, anchor_height, anchor, time, kind, payload, neuro):
    signed = (struct.pack(">H", 1) + NETWORK + source.id + struct.pack(">IQ", incarnation, seq) + prev
              + struct.pack(">Q", anchor_height) + anchor + struct.pack(">QB", time, kind) + payload
              + struct.pack(">H", len(neuro)) + neuro + b"\1")
    return signed + source.key.sign(label("HP-DSM-BLOCK-V1") + signed)


def block_hash(block):
    return sha(label("HP-DSM-BLKID-V1"), block)


def fill(value):
    return bytes([value]) * 32


NETWORK = fill(0x4E)
one, two = Source(1), Source(2)
vectors = {}

start = chain_start(NETWORK, one.id, 0)
vectors["source"] = one.id
vectors["chain_start"] = start
plain = microblock(one, 0, 1, start, 0, fill(0), 1764000000000001, 1, fill(1), b"")
neuro = fill(0x71) + b"\xf0" * 64 + fill(0x72)
full = microblock(one, 3, 9, fill(8), 12, fill(7), 5, 5, fill(6), neuro)
vectors["microblock"] = plain
vectors["microblock_hash"] = block_hash(plain)
vectors["microblock_neuro"] = full
vectors["microblock_neuro_hash"] = block_hash(full)


def chain(source, count):
    blocks, prev = [], chain_start(NETWORK, source.id, 0)
    for seq in range(1, count + 1):
        blocks.append(microblock(source, 0, seq, prev, 0, fill(0), 1764000000000000 + seq, 1, fill(1), b""))
        prev = block_hash(blocks[-1])
    return blocks


chains = {one.id: chain(one, 5), two.id: chain(two, 3)}
ranges, entries, leaves = [], [], []
for source in sorted(chains):
    blocks = chains[source]
    head = block_hash(blocks[-1])
    ranges.append(source + struct.pack(">IQQ", 0, 1, len(blocks)) + head)
    entries.append(source + struct.pack(">IQ", 0, len(blocks)) + head + b"\1")
    leaves += [block_hash(block) for block in blocks]
vectors["range"] = ranges[0]
vectors["frontier"] = struct.pack(">I", len(entries)) + b"".join(entries)
vectors["frontier_root"] = root(entries)
vectors["merkle_root"] = root(leaves)

head_of_one = one.id + struct.pack(">IQ", 0, 5) + block_hash(chains[one.id][-1])
frontier_entries = struct.pack(">I", 1) + head_of_one
frontier = struct.pack(">Q", 7) + frontier_entries + struct.pack(">H", 2) + b"\x5a" * 64
vectors["signed_frontier"] = frontier
vectors["signed_frontier_entries_hash"] = sha(frontier_entries)

evidence, ops = [b"\1", b"\2\3"], [b"\x09", b"\x08"]


def items(values):
    return struct.pack(">I", len(values)) + b"".join(struct.pack(">I", len(v)) + v for v in values)


body = struct.pack(">I", len(ranges)) + b"".join(ranges) + items([frontier]) + items(evidence) + items(ops)
vectors["body"] = body
vectors["ranges_root"] = root(ranges)
vectors["frontiers_root"] = root([frontier])
vectors["evidence_root"] = root(evidence)
vectors["ops_root"] = root(ops)

header = (struct.pack(">H", 1) + NETWORK + struct.pack(">QQQI", 7, 1007, 1003, 300) + fill(0x99) + Source(200).id
          + root(leaves) + struct.pack(">I", 8) + root(ranges) + root([frontier]) + root(entries)
          + struct.pack(">Q", 6) + fill(0x10) + root(evidence) + root(ops) + fill(0x13) + fill(0x14) + fill(0x15))
assert len(header) == 458
vectors["header"] = header
vectors["header_hash"] = sha(label("HP-DSM-CKPT-V1"), header)
certificate = b"\1\2\3"
vectors["decided"] = header + struct.pack(">I", 3) + certificate + b"\1" + struct.pack(">I", len(body)) + body

index = 6
audit = path(index, leaves)
proof = struct.pack(">IIB", index, len(leaves), len(audit)) + b"".join(audit)
proven = [block for source in sorted(chains) for block in chains[source]][index]
vectors["inclusion_proof"] = proof
vectors["bundle"] = (struct.pack(">I", len(proven)) + proven + struct.pack(">I", len(proof)) + proof + header
                     + struct.pack(">I", 3) + certificate)
fork = microblock(one, 0, 1, start, 0, fill(0), 1764000000000001, 1, fill(2), b"")
pair = sorted([plain, fork], key=block_hash)
vectors["fork"] = b"\6" + b"".join(struct.pack(">I", len(b)) + b for b in pair)
vectors["message_have"] = (b"\2" + struct.pack(">QQ", 77, 3) + fill(5) + struct.pack(">I", 1) + ranges[0])
vectors["message_want"] = (b"\3" + struct.pack(">H", 1) + one.id + struct.pack(">IQQ", 0, 2, 9)
                           + struct.pack(">H", 1) + fill(4))
vectors["message_blocks"] = b"\4" + struct.pack(">HH", 1, len(plain)) + plain
vectors["message_refused"] = b"\7\4" + fill(2)

print("# Golden vectors of the ledger's formats; made by ledger.py. name = hex")
for name, value in vectors.items():
    print(name, "=", value.hex())
