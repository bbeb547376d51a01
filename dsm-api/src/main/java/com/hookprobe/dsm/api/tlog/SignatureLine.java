package com.hookprobe.dsm.api.tlog;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * One signature of a note: em dash, space, name, space, base64 of the key's id and the signature.
 *
 * @param name of the key
 * @param keyId 4 bytes
 * @param signature as the key's type has it
 */
record SignatureLine(String name, byte[] keyId, byte[] signature) {
    /** Longest line that is read: the larger signatures of other types fit. */
    static final int LINE_MAX = 16_384;

    private static final String MARK = "\u2014 ";

    /** The line without its newline. */
    String text() {
        byte[] both = Arrays.copyOf(keyId, keyId.length + signature.length);
        System.arraycopy(signature, 0, both, keyId.length, signature.length);
        return MARK + name + ' ' + Base64.getEncoder().encodeToString(both);
    }

    /** Reads a line without its newline; empty for anything else. */
    static Optional<SignatureLine> parse(String line) {
        int space = line.indexOf(' ', MARK.length());
        if (line.length() > LINE_MAX || !line.startsWith(MARK) || space < 0) {
            return Optional.empty();
        }
        try {
            String name = NoteKey.checkedName(line.substring(MARK.length(), space));
            byte[] both = Base64.getDecoder().decode(line.substring(space + 1));
            if (both.length <= NoteKey.ID_BYTES) {
                return Optional.empty();
            }
            return Optional.of(new SignatureLine(
                    name,
                    Arrays.copyOf(both, NoteKey.ID_BYTES),
                    Arrays.copyOfRange(both, NoteKey.ID_BYTES, both.length)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
