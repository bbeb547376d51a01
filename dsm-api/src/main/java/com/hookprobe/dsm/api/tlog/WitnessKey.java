package com.hookprobe.dsm.api.tlog;

import com.hookprobe.identity.Ed25519;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A witness that is trusted to cosign (C2SP tlog-cosignature).
 *
 * @param name as in its signature lines
 * @param publicKey Ed25519, 32 bytes
 */
public record WitnessKey(String name, byte[] publicKey) {
    public WitnessKey {
        NoteKey.checkedName(name);
        publicKey = NoteKey.checkedKey(publicKey);
    }

    /**
     * Reads a verifier key as witnesses publish it: {@code <name>+<key id in hex>+<base64 of type 0x04 and the key>}.
     *
     * @throws IllegalArgumentException when it is anything else, or the id is not the key's
     */
    public static WitnessKey parse(String verifierKey) {
        // Base64 may have a plus of its own.
        String[] parts = verifierKey.split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("expected name+id+key of a witness, found \"" + verifierKey + '"');
        }
        byte[] typed = Base64.getDecoder().decode(parts[2]);
        if (typed.length != 1 + Ed25519.PUBLIC_KEY_BYTES || typed[0] != NoteKey.COSIGNATURE) {
            throw new IllegalArgumentException("expected an Ed25519 key of type 4 (cosignature), found " + typed.length
                    + " bytes of type " + (typed.length == 0 ? "none" : typed[0] & 0xFF));
        }
        WitnessKey key = new WitnessKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        String id = HexFormat.of().formatHex(key.id());
        if (!id.equals(parts[1])) {
            throw new IllegalArgumentException("expected key id " + id + " for this name and key, found " + parts[1]);
        }
        return key;
    }

    @Override
    public byte[] publicKey() {
        return publicKey.clone();
    }

    byte[] id() {
        return NoteKey.id(name, NoteKey.COSIGNATURE, publicKey);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WitnessKey that && name.equals(that.name) && Arrays.equals(publicKey, that.publicKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicKey);
    }
}
