package com.hookprobe.htp.file.core;

import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 of a whole file, 32 bytes. Immutable. All zeros means "not known". */
public final class FileHash {
    /** Bytes of a hash. */
    public static final int LENGTH = 32;
    /** "Not known", 32 zero bytes on the wire. */
    public static final FileHash NONE = new FileHash(new byte[LENGTH]);

    private final byte[] bytes;

    private FileHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies 32 bytes; any other length is an IllegalArgumentException. */
    public static FileHash of(byte[] sha256) {
        if (sha256.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + sha256.length);
        }
        return new FileHash(sha256.clone());
    }

    /** False only for {@link #NONE}. */
    public boolean known() {
        return !equals(NONE);
    }

    /** The header's file_hash: the first 4 bytes, big-endian; 0 when not known. */
    public int prefix() {
        return (bytes[0] & 0xFF) << 24 | (bytes[1] & 0xFF) << 16 | (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    }

    /** A copy of the 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    // HTP 5: "constant-time not needed": a file hash is no secret.
    @Override
    public boolean equals(Object other) {
        return other instanceof FileHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
