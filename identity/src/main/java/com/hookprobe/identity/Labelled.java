package com.hookprobe.identity;

/**
 * Byte strings that begin with what they are for: the label in ASCII, a zero byte that ends it, then the parts. No label is the
 * beginning of another one's input, so what is hashed or signed for one purpose is nothing for another. (identity.md, section 11.)
 */
public final class Labelled {
    private Labelled() {}

    /** Returns label || 00 || parts; a new array. */
    public static byte[] bytes(String label, byte[]... parts) {
        return Bytes.labelled(label, parts);
    }

    /** Returns SHA-256(label || 00 || parts), 32 bytes; a new array. */
    public static byte[] sha256(String label, byte[]... parts) {
        return Bytes.sha256(Bytes.labelled(label, parts));
    }
}
