package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Everything the mesh set about a tag is lifted; signed by the correlator (FEDERATION 6.4). Immutable. All numbers
 * big-endian and unsigned.
 *
 * <pre>
 * size      field
 * 1         version = 1
 * 1         type
 * 8         key epoch
 * 32        tag
 * 1         reason
 * 8         sequence number of the sender, the same count as that of decisions
 * 8         decided at, microseconds since the epoch
 * 32        id of the decision that held
 * 2         v, number of vetoes, 0..512
 * 32 v      names of the vetoes, rising
 * 64        Ed25519 signature
 * </pre>
 */
public final class MeshCancel {
    /** The only version. */
    public static final int VERSION = 1;

    private static final int FIXED_BYTES = 93;

    /** The longest encoding. */
    public static final int BYTES_MAX =
            FIXED_BYTES + Bytes32.LENGTH * DecisionDraft.REPORTS_MAX + Signed.SIGNATURE_BYTES;

    private final CancelDraft draft;
    private final long sequence;
    private final long decidedMicros;
    private final byte[] signature;

    private MeshCancel(CancelDraft draft, long sequence, long decidedMicros, byte[] signature) {
        this.draft = draft;
        this.sequence = sequence;
        this.decidedMicros = decidedMicros;
        this.signature = signature;
    }

    /**
     * Signs a cancel.
     *
     * @param sequence the sender's number, one more than that of its last decision or cancel, across restarts
     * @param decidedMicros microseconds since the epoch
     * @throws IllegalArgumentException for a negative number
     */
    public static MeshCancel sign(CancelDraft draft, long sequence, long decidedMicros, SignatureSigner signer) {
        if (sequence < 0 || decidedMicros < 0) {
            throw new IllegalArgumentException("sequence " + sequence + " or time " + decidedMicros + " is negative");
        }
        byte[] signature = Signed.sign(FederationLabels.CANCEL, body(draft, sequence, decidedMicros), signer);
        return new MeshCancel(draft, sequence, decidedMicros, signature);
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of a cancel
     */
    public static MeshCancel decode(byte[] bytes) throws MalformedException {
        if (bytes.length > BYTES_MAX) {
            throw new MalformedException("longer than " + BYTES_MAX + " bytes");
        }
        FieldReader from = new FieldReader(bytes);
        from.number("version", 1, VERSION, VERSION);
        TagKey key = TagKey.read(from);
        int code = (int) from.number("reason", 1, 0, 255);
        CancelReason reason =
                CancelReason.ofCode(code).orElseThrow(() -> new MalformedException("unknown reason " + code));
        long sequence = from.time("sequence");
        long decided = from.time("decided at");
        Bytes32 decision = from.bytes32("decision id");
        List<Bytes32> vetoes = MeshDecision.reports(from, "vetoes", 0);
        byte[] signature = from.bytes("signature", Signed.SIGNATURE_BYTES);
        from.end();
        return new MeshCancel(new CancelDraft(key, decision, reason, vetoes), sequence, decided, signature);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(draft, sequence, decidedMicros), signature);
    }

    /** True when the correlator behind the verifier signed this cancel. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(FederationLabels.CANCEL, body(draft, sequence, decidedMicros), signature, verifier);
    }

    /** What is cancelled. */
    public CancelDraft draft() {
        return draft;
    }

    /** What it is about. */
    public TagKey key() {
        return draft.key();
    }

    /** The sender's number. */
    public long sequence() {
        return sequence;
    }

    /** When it was decided, microseconds since the epoch. */
    public long decidedMicros() {
        return decidedMicros;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MeshCancel cancel && Arrays.equals(cancel.encode(), encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(signature);
    }

    @Override
    public String toString() {
        return "MeshCancel[" + draft.reason() + ", " + draft.key() + ", seq " + sequence + "]";
    }

    private static byte[] body(CancelDraft draft, long sequence, long decidedMicros) {
        ByteBuffer to = ByteBuffer.allocate(
                FIXED_BYTES + Bytes32.LENGTH * draft.vetoes().size());
        to.put((byte) VERSION);
        draft.key().write(to);
        to.put((byte) draft.reason().code()).putLong(sequence).putLong(decidedMicros);
        draft.decision().write(to);
        to.putShort((short) draft.vetoes().size());
        draft.vetoes().forEach(veto -> veto.write(to));
        return to.array();
    }
}
