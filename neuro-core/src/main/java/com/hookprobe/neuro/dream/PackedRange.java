package com.hookprobe.neuro.dream;

import com.hookprobe.neuro.TerChain;

/**
 * Consecutive records of a log, ready to be uploaded.
 *
 * @param start the place of the first one
 * @param endCount count after the last one
 * @param bytes what {@link com.hookprobe.neuro.PackedTers#encode} gives for them; copied in and out
 */
public record PackedRange(TerChain start, long endCount, byte[] bytes) {
    /** Copies the bytes. */
    public PackedRange {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many records there are. */
    public int records() {
        return (int) (endCount - start.count());
    }

    /** Tells the counts only. */
    @Override
    public String toString() {
        return "PackedRange[" + start.count() + ".." + endCount + ", " + bytes.length + " bytes]";
    }
}
