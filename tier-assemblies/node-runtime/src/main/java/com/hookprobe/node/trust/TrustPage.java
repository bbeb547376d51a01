package com.hookprobe.node.trust;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a verifier knows of its nodes' trust, as it is kept on disk. One page has one encoding.
 *
 * <pre>
 * size   field                          all numbers big-endian
 * 8      "HPTRUST" and zero
 * 1      version = 1
 * 8      when, microseconds since the epoch
 * 4      number of nodes, 0..131,072
 * 91 n   node 32 | band 1 | flags 1 (1 heard, 2 mismatch, 4 revoked) | known epochs 1 | agreed epochs 8 | silence in ns 8 |
 *        trust, Qsecbit, violations, confirmed alerts, alerts: IEEE 754, 8 each; ids of nodes strictly rise
 * 32     SHA-256 over a label and all before
 * </pre>
 *
 * @param savedMicros when, microseconds since the epoch
 */
public record TrustPage(long savedMicros, SortedMap<NodeId, TrustState> states) {
    private static final byte[] MAGIC = {'H', 'P', 'T', 'R', 'U', 'S', 'T', 0};
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 21;
    private static final int NODE_BYTES = 91;
    private static final int HEARD = 1;
    private static final int MISMATCH = 2;
    private static final int REVOKED = 4;

    /** The longest encoding. */
    public static final int BYTES_MAX = HEAD_BYTES + NODE_BYTES * TrustBook.NODES_MAX + Hash32.BYTES;

    /** Checks the ranges; throws {@link IllegalArgumentException}. */
    public TrustPage {
        if (savedMicros < 0 || states.size() > TrustBook.NODES_MAX) {
            throw new IllegalArgumentException("expected a time of 0 or more and at most " + TrustBook.NODES_MAX
                    + " nodes, found " + savedMicros + " and " + states.size());
        }
        states = Collections.unmodifiableSortedMap(new TreeMap<>(states));
    }

    public byte[] encode() {
        WireWriter out = new WireWriter(HEAD_BYTES + NODE_BYTES * states.size() + Hash32.BYTES);
        out.bytes(MAGIC).u8(VERSION).u64(savedMicros).u32(states.size());
        states.forEach((node, state) -> write(out.node(node), state));
        return out.hash(Hash32.sha256(TrustLabels.FILE, out.toBytes())).toBytes();
    }

    private static void write(WireWriter out, TrustState state) {
        int flags = (state.heard() ? HEARD : 0) | (state.mismatch() ? MISMATCH : 0) | (state.revoked() ? REVOKED : 0);
        out.u8(state.band().ordinal())
                .u8(flags)
                .u8(state.epochs())
                .u32(state.agreed() >>> 32)
                .u32(state.agreed() & 0xffff_ffffL)
                .u64(state.silentNs())
                .u64(Double.doubleToLongBits(state.trust()))
                .u64(Double.doubleToLongBits(state.qsecbit()))
                .u64(Double.doubleToLongBits(state.violations()))
                .u64(Double.doubleToLongBits(state.confirmed()))
                .u64(Double.doubleToLongBits(state.alerts()));
    }

    /** Reads exactly one page. */
    public static TrustPage decode(byte[] bytes) throws MalformedException {
        if (bytes.length < HEAD_BYTES + Hash32.BYTES) {
            throw new MalformedException(
                    "expected at least " + (HEAD_BYTES + Hash32.BYTES) + " bytes, found " + bytes.length);
        }
        byte[] content = Arrays.copyOf(bytes, bytes.length - Hash32.BYTES);
        WireReader in = new WireReader(content);
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw new MalformedException("it does not begin as a page of trust");
        }
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("version: expected " + VERSION + ", found " + version);
        }
        Hash32 digest = Hash32.of(Arrays.copyOfRange(bytes, content.length, bytes.length));
        if (!digest.equals(Hash32.sha256(TrustLabels.FILE, content))) {
            throw new MalformedException("its digest does not agree: bytes were changed or are missing");
        }
        long savedMicros = in.u64();
        int nodes = in.count(TrustBook.NODES_MAX, NODE_BYTES);
        TreeMap<NodeId, TrustState> states = new TreeMap<>();
        for (int i = 0; i < nodes; i++) {
            NodeId node = in.node();
            if (!states.isEmpty() && states.lastKey().compareTo(node) >= 0) {
                throw new MalformedException("the nodes do not strictly rise at number " + i);
            }
            states.put(node, read(in));
        }
        in.end();
        return new TrustPage(savedMicros, states);
    }

    private static TrustState read(WireReader in) throws MalformedException {
        int band = in.u8();
        int flags = in.u8();
        if (band >= TrustBand.values().length || flags > (HEARD | MISMATCH | REVOKED)) {
            throw new MalformedException("unknown band " + band + " or flags " + flags);
        }
        int epochs = in.u8();
        long agreed = in.u32() << 32 | in.u32();
        long silentNs = in.u64();
        double[] numbers = new double[5];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Double.longBitsToDouble(in.u64());
        }
        try {
            return new TrustState(
                    numbers[0],
                    TrustBand.values()[band],
                    agreed,
                    epochs,
                    (flags & HEARD) != 0,
                    (flags & MISMATCH) != 0,
                    (flags & REVOKED) != 0,
                    silentNs,
                    numbers[1],
                    numbers[2],
                    numbers[3],
                    numbers[4]);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }
}
