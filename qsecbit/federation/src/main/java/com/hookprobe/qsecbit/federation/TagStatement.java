package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;

/**
 * The layout that vetoes and retractions share, 143 bytes, big-endian (FEDERATION 5).
 *
 * <pre>
 * offset  size  field
 * 0       1     version = 1
 * 1       1     kind: 1 veto, 2 retraction
 * 2       1     type
 * 3       8     key epoch
 * 11      32    tag
 * 43      32    subject: the report's name; zeros for a veto
 * 75      4     time, minutes since the epoch
 * 79      64    Ed25519 signature
 * </pre>
 */
record TagStatement(TagKey key, Bytes32 subject, long minutes, byte[] signature) {
    private static final int VERSION = 1;
    private static final int BODY_BYTES = 79;

    static TagStatement decode(byte[] bytes, int kind) throws MalformedException {
        FieldReader from = new FieldReader(bytes);
        from.number("version", 1, VERSION, VERSION);
        from.number("kind", 1, kind, kind);
        TagStatement statement = new TagStatement(
                TagKey.read(from),
                from.bytes32("subject"),
                from.number("time", 4, 0, ReportFacts.U32_MAX),
                from.bytes("signature", Signed.SIGNATURE_BYTES));
        from.end();
        return statement;
    }

    static byte[] body(int kind, TagKey key, Bytes32 subject, long minutes) {
        ByteBuffer to = ByteBuffer.allocate(BODY_BYTES);
        to.put((byte) VERSION).put((byte) kind);
        key.write(to);
        subject.write(to);
        return to.putInt((int) minutes).array();
    }

    static void require(long minutes, byte[] signature) {
        if (minutes < 0 || minutes > ReportFacts.U32_MAX || signature.length != Signed.SIGNATURE_BYTES) {
            throw new IllegalArgumentException(
                    "time " + minutes + " min or signature of " + signature.length + " bytes is out of range");
        }
    }
}
