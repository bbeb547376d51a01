#!/usr/bin/env python3
"""Writes receipt.txt: the layouts of docs/spec/dsm-receipts.md, made from the text of the specification alone.

BLS is not in Python's library: the two signatures are data, made once by the test's keys.
Usage: receipt.py ACK_SIGNATURE_HEX AGGREGATE_HEX > receipt.txt
"""
import sys

word, aggregate = (bytes.fromhex(a) for a in sys.argv[1:3])
assert len(word) == 96 and len(aggregate) == 96


def u(value, size):
    return value.to_bytes(size, "big")


network, set_hash = bytes([0x11]) * 32, bytes([0x22]) * 32
source, block = bytes([0x33]) * 32, bytes([0x44]) * 32
place = source + u(3, 4) + u(258, 8) + block
signed = b"HP-DSM-QACK-V1\0\0" + network + set_hash + place
assert len(signed) == 156
ack = place + set_hash + u(2, 2) + word
assert len(ack) == 206
bitmap = bytes([0b1101])
receipt = u(1, 2) + place + set_hash + u(4, 2) + bitmap + aggregate
assert len(receipt) == 209
json = (
    '{"type":"quorum_receipt","source":"%s","incarnation":3,"seq":258,"block":"%s","validators_hash":"%s","validators":4,'
    '"signers":[0,2,3],"bitmap":"0d","agg_signature":"%s"}'
    % (source.hex(), block.hex(), set_hash.hex(), aggregate.hex())
)
print("# made by receipt.py")
for name, value in [
    ("network", network), ("validators_hash", set_hash), ("source", source), ("block", block), ("signed", signed),
    ("acknowledgement", ack), ("receipt", receipt), ("json", json.encode()),
]:
    print(name, "=", value.hex())
