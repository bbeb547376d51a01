package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.Arrays;

/**
 * Key layouts. Numbers are big-endian, so that keys sort as numbers do.
 *
 * <pre>
 * META      name                          -> value
 * BLOCKS    hash 32                       -> microblock
 * NUMBERS   source 32 | inc 4 | seq 8     -> hashes of all branches, first stored first
 * HEADS     source 32 | inc 4             -> to 8 | head 32
 * DECIDED   height 8                      -> decided checkpoint
 * FRONTIER  source 32                     -> frontier entry
 * RANGES    source 32 | inc 4 | to 8      -> height 8 | from 8
 * </pre>
 */
final class Keys {
    private static final int SOURCE_BYTES = 36;

    private Keys() {}

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

    static byte[] height(long height) {
        return new WireWriter(8).u64(height).toBytes();
    }

    static boolean sameSource(byte[] left, byte[] right) {
        return Arrays.equals(left, 0, SOURCE_BYTES, right, 0, SOURCE_BYTES);
    }
}
