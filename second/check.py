#!/usr/bin/env python3
"""Reads the project's published vectors with parsers and verifiers that were written from docs/spec alone, in plain Python.

Usage: check.py [FOLDER OF THE PROJECT]. One line for each page; exit 1 when anything comes out other than the file says.
"""
import pathlib
import sys
import time

import bls
import consensus
import ledger
import packet
import ter
from wire import Refused

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
wrong = []


def expect(what, expected, found):
    if expected != found:
        wrong.append("%s: expected %s, found %s" % (what, expected, found))
    return 1


def outcome(work):
    """What a reader says: None when it takes, else why not."""
    try:
        work()
        return None
    except (Refused, UnicodeDecodeError) as refusal:
        return str(refusal)


def rows(path):
    for line in (ROOT / path).read_text("ascii").splitlines():
        if line and not line.startswith("#"):
            yield line


def named(path):
    return {name: bytes.fromhex(value) for name, value in (row.split(" = ") for row in rows(path))}


def every_cut(what, data, read):
    """A strict reader takes neither a beginning of a record nor more than it."""
    checks = 0
    for changed in [data[:i] for i in range(len(data))] + [data + b"\0"]:
        checks += expect("%s of %d bytes" % (what, len(changed)), True, outcome(lambda: read(changed)) is not None)
    return checks


# ---- NEURO: records ----


def cases(path):
    for block in (ROOT / path).read_text("ascii").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line and not line.startswith("#"))
        if fields:
            yield fields


def data(text):
    return b"" if text == "-" else bytes.fromhex(text)


def history(case):
    n = int(case["n"])
    if "ter-0" in case:
        return [data(case["ter-%d" % i]) for i in range(n)]
    return ter.generated(int(case.get("mode", 0)), int(case.get("gen", 0)), n)


def neuro():
    import hashlib

    folder, checks = "neuro-core/src/main/resources/com/hookprobe/neuro/vectors/", 0
    for case in cases(folder + "neuro-refused.txt"):
        if case["kind"] != "record":
            continue
        if "before" in case:
            count, before = int(case["count"]), ter.Ter(data(case["before"]))
        else:
            records = history(case)
            count, before = len(records), ter.Ter(records[-1]) if records else None
        found = outcome(lambda: ter.follow(count, before, data(case["record"])))
        checks += expect("neuro-refused " + case["case"], case["fault"], found or "NONE")
    for case in cases(folder + "neuro-v2.txt"):
        if case["kind"] == "history" and case.get("slow") != "true":
            records = history(case)
            if "ters" in case:
                checks += expect("ters of " + case["case"], case["ters"], hashlib.sha256(b"".join(records)).hexdigest())
            if "rho" in case:
                rho = ter.ratchet(bytes.fromhex(case["seed"]), records)
                checks += expect("rho of " + case["case"], case["rho"], rho.hex())
    return checks


# ---- HTP: session packets ----


def htp():
    checks, keys = 0, None
    for row in rows("htp-transport/src/test/resources/vectors/packets.txt"):
        kind, *fields = row.split(" ")
        if kind == "root":
            keys = packet.Keys(bytes.fromhex(fields[0]), "e2v")
        elif kind == "good":
            found = packet.open_packet(keys, bytes.fromhex(fields[5]))
            checks += expect(row[:40], fields[:4] + [fields[4]], [
                found["type"], str(found["packet"]), str(found["timestamp"]), str(found["flags"]), found["body"].hex() or "-"])
        else:
            checks += expect(row[:40], True, outcome(lambda: packet.open_packet(keys, bytes.fromhex(fields[1]))) is not None)
    return checks


# ---- DSM: ledger ----


def dsm_ledger():
    v, checks = named("dsm-ledger/src/test/resources/vectors/ledger.txt"), 0
    for name in ("microblock", "microblock_neuro"):
        checks += expect(name, v[name + "_hash"], ledger.Block(v[name]).hash)
        checks += every_cut(name, v[name], ledger.Block)
    block = ledger.Block(v["microblock"])
    checks += expect("chain start", v["chain_start"], ledger.chain_start(block.network, v["source"], 0))
    header, body = ledger.Header(v["header"]), ledger.Body(v["body"])
    checks += expect("header", v["header_hash"], header.hash)
    checks += expect("body", tuple(v[n + "_root"] for n in ("ranges", "frontiers", "evidence", "ops")), body.roots)
    checks += expect("frontier", v["signed_frontier_entries_hash"], ledger.Frontier(v["signed_frontier"]).entries_hash)
    for name, read in (("header", ledger.Header), ("body", ledger.Body), ("decided", ledger.Decided),
                       ("inclusion_proof", ledger.Proof), ("bundle", ledger.Bundle), ("range", ledger.Range)):
        read(v[name])
        checks += 1 + every_cut(name, v[name], read)
    bundle = ledger.Bundle(v["bundle"])
    checks += expect("inclusion", None, outcome(bundle.verify_inclusion))
    bundle.proof.index ^= 1
    checks += expect("inclusion elsewhere", True, outcome(bundle.verify_inclusion) is not None)
    return checks


# ---- DSM: certificates ----


def dsm_consensus():
    v, checks = named("dsm-consensus/src/test/resources/vectors/certificates.txt"), 0
    genesis = consensus.Genesis(v["genesis"])
    checks += expect("network", v["network"], genesis.network)
    checks += expect("genesis", v["genesis_hash"], genesis.hash)
    checks += expect("set", v["validators_hash"], genesis.validators.hash)
    checks += expect("possession", None, outcome(genesis.validators.verify_possession))
    checks += every_cut("genesis", v["genesis"], consensus.Genesis)
    for name, value in v.items():
        if name.startswith(("good", "refused")):
            found = outcome(lambda: consensus.Certificate(value).verify(genesis.network, genesis.validators))
            checks += expect(name, name.startswith("good"), found is None)

    def proven(bundle):
        bundle.block.verify(genesis.sources[bundle.block.source])
        bundle.verify_inclusion()
        consensus.verify_final(bundle.header, consensus.Certificate(bundle.certificate), genesis.network, genesis.validators)

    checks += expect("a block, from its source to its quorum", None, outcome(lambda: proven(ledger.Bundle(v["bundle"]))))
    changed = bytearray(v["bundle"])
    changed[4 + 160] ^= 1
    checks += expect("another payload", True, outcome(lambda: proven(ledger.Bundle(bytes(changed)))) is not None)

    r = named("dsm-consensus/src/test/resources/vectors/receipt.txt")
    receipt = consensus.Receipt(r["receipt"])
    checks += expect("receipt", (r["source"], r["block"], r["signed"]),
                     (receipt.source, receipt.block, receipt.signed(r["network"])))
    checks += every_cut("receipt", r["receipt"], consensus.Receipt)
    # RFC 9380 J.10.1, the message "abc"
    at = bls.hash_to_g2(b"abc", b"QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_")
    checks += expect("RFC 9380", "02c2d18e033b960562aae3cab37a27ce00d80ccd5ba4b7fe0e7a210245129dbec7780ccc7954725f4168aff2787776e6",
                     "%096x" % at[0][0])
    return checks


def main():
    for page, work in (("neuro.md, records", neuro), ("htp.md, session packets", htp), ("dsm-ledger.md", dsm_ledger),
                       ("dsm-consensus.md, dsm-receipts.md", dsm_consensus)):
        start, before = time.monotonic(), len(wrong)
        checks = work()
        print("%-34s %5d checks, %d wrong, %.1f s" % (page, checks, len(wrong) - before, time.monotonic() - start), flush=True)
    for one in wrong:
        print("WRONG " + one)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
