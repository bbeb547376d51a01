package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Key layouts. Numbers are big-endian, so that keys sort as numbers do.
 *
 * <pre>
 * META      name                          -> value
 * BLOCKS    hash 32                       -> microblock
 * NUMBERS   source 32 | inc 4 | seq 8     -> of all branches, first stored first: hash 32 | prev 32
 * HEADS     source 32 | inc 4             -> to 8 | head 32
 * DECIDED   height 8                      -> decided checkpoint without its body
 * BODIES    height 8                      -> body of the checkpoint
 * FRONTIER  source 32                     -> frontier entry
 * RANGES    source 32 | inc 4 | to 8      -> height 8 | from 8 | leaf index of from 4
 * TIMES     type 1 | micros 8 | hash 32   -> nothing
 * HISTORY   source 32 | height 8          -> frontier entry after that height
 * TILES     tree 8 | level 1 | index 4    -> up to 256 hashes; tree 0 is the log of checkpoints, tree h the epoch tree of height h
 * OUTBOX    sequence 8                    -> change
 * PAYLOADS  payload hash 32               -> sealed payload
 * PROOFS    block hash 32                 -> inclusion bundle
 * </pre>
 */
final class Keys {
    static final int SOURCE_BYTES = 36;
    static final int TIME_BYTES = 41;

    private Keys() {}

    static byte[] meta(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] source(NodeId source, long incarnation) {
        return new WireWriter(SOURCE_BYTES).node(source).u32(incarnation).toBytes();
    }

    static byte[] number(NodeId source, long incarnation, long seq) {
        return new WireWriter(SOURCE_BYTES + 8)
                .node(source)
                .u32(incarnation)
                .u64(seq)
                .toBytes();
    }

    static byte[] number(byte[] source, long seq) {
        return new WireWriter(SOURCE_BYTES + 8).bytes(source).u64(seq).toBytes();
    }

    static byte[] height(long height) {
        return new WireWriter(8).u64(height).toBytes();
    }

    static byte[] time(EventType type, long micros, Hash32 hash) {
        return new WireWriter(TIME_BYTES).u8(type.code()).u64(micros).hash(hash).toBytes();
    }

    static byte[] history(NodeId source, long height) {
        return new WireWriter(40).node(source).u64(height).toBytes();
    }

    static byte[] tile(long tree, int level, int index) {
        return new WireWriter(13).u64(tree).u8(level).u32(index).toBytes();
    }

    static byte[] lowest(int bytes) {
        return new byte[bytes];
    }

    static byte[] highest(int bytes) {
        byte[] key = new byte[bytes];
        Arrays.fill(key, (byte) 0xFF);
        return key;
    }
}
