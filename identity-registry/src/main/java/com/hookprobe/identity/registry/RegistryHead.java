package com.hookprobe.identity.registry;

import java.util.HexFormat;

/**
 * The last row of the registry's audit chain: who has it can tell an older or another registry.
 *
 * @param sequence rows so far, 0 of an empty registry
 * @param hashHex the last row's hash, 64 hexadecimal characters; zeros of an empty registry
 */
public record RegistryHead(long sequence, String hashHex) {
    /** Of an empty registry. */
    public static final RegistryHead EMPTY = new RegistryHead(0, "00".repeat(32));

    /** Checks the shape. */
    public RegistryHead {
        if (sequence < 0 || !hashHex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "registry head: expected a sequence from 0 and 64 hexadecimal characters, found " + sequence + " "
                            + hashHex.length() + " characters");
        }
    }

    byte[] hash() {
        return HexFormat.of().parseHex(hashHex);
    }
}
