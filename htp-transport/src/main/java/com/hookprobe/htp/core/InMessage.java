package com.hookprobe.htp.core;

import java.util.BitSet;

/** A message on its way in. Fragments may come in any order, cut anywhere and more than once. */
final class InMessage {
    final boolean ordered;
    final byte[] bytes;
    long progressNs;
    private final BitSet present = new BitSet();
    private int missing;

    InMessage(int total, boolean ordered, long nowNs) {
        this.bytes = new byte[total];
        this.ordered = ordered;
        this.missing = total;
        this.progressNs = nowNs;
    }

    boolean complete() {
        return missing == 0;
    }

    /** False when the fragment contradicts what is there (HTP 4: "overlapping fragments must match byte for byte"). */
    boolean add(Frame.Msg part, long nowNs) {
        if (part.total() != bytes.length || part.ordered() != ordered) {
            return false;
        }
        int end = part.offset() + part.length();
        int overlap = 0;
        for (int i = present.nextSetBit(part.offset()); i >= 0 && i < end; i = present.nextSetBit(i + 1)) {
            if (bytes[i] != part.source()[part.start() + i - part.offset()]) {
                return false;
            }
            overlap++;
        }
        if (overlap < part.length()) {
            System.arraycopy(part.source(), part.start(), bytes, part.offset(), part.length());
            present.set(part.offset(), end);
            missing -= part.length() - overlap;
            progressNs = nowNs;
        }
        return true;
    }
}
