package com.hookprobe.qsecbit.federation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A decision of the mesh, signed by the correlator (FEDERATION 6). Immutable. All numbers big-endian and unsigned.
 *
 * <pre>
 * size      field
 * 1         version = 1
 * 1         type
 * 8         key epoch
 * 32        tag
 * 1         level
 * 8         sequence number of the sender
 * 8         decided at, microseconds since the epoch
 * 8         first report at, microseconds since the epoch
 * 32        decision id
 * 2         attack type
 * 4         time to live, seconds
 * 2         sites: owners that confirmed
 * 2         threshold k
 * 1         h, number of hop times, 0..8
 * 8 h       hop times, microseconds since the epoch
 * 1         s, number of sealed values, 1..8
 * ...       s times: length u8, sealed value
 * 2         r, number of reports, 1..512
 * 32 r      names of the reports, rising
 * 64        Ed25519 signature
 * </pre>
 */
public final class MeshDecision {
    /** The only version. */
    public static final int VERSION = 1;

    /** The most hop times: those of the report that reached the level, up to the correlator. */
    public static final int HOPS_MAX = 8;

    private static final int FIXED_BYTES = 113;

    /** The longest encoding. */
    public static final int BYTES_MAX = FIXED_BYTES
            + Long.BYTES * HOPS_MAX
            + DecisionDraft.SEALED_MAX * (1 + SealedValue.BYTES_MAX)
            + Bytes32.LENGTH * DecisionDraft.REPORTS_MAX
            + Signed.SIGNATURE_BYTES;

    private final DecisionDraft draft;
    private final Bytes32 id;
    private final long sequence;
    private final long decidedMicros;
    private final List<Long> hopMicros;
    private final byte[] signature;

    private MeshDecision(
            DecisionDraft draft,
            Bytes32 id,
            long sequence,
            long decidedMicros,
            List<Long> hopMicros,
            byte[] signature) {
        this.draft = draft;
        this.id = id;
        this.sequence = sequence;
        this.decidedMicros = decidedMicros;
        this.hopMicros = hopMicros;
        this.signature = signature;
    }

    /**
     * Signs a decision.
     *
     * @param sequence the sender's number, one more than that of its last decision or cancel, across restarts
     * @param decidedMicros microseconds since the epoch
     * @param hopMicros the hop times of the report that reached the level, at most 8
     * @throws IllegalArgumentException for a value out of range
     */
    public static MeshDecision sign(
            DecisionDraft draft, long sequence, long decidedMicros, List<Long> hopMicros, SignatureSigner signer) {
        List<Long> hops = List.copyOf(hopMicros);
        if (sequence < 0
                || decidedMicros < 0
                || hops.size() > HOPS_MAX
                || hops.stream().anyMatch(hop -> hop < 0)) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + ", time " + decidedMicros + " or hops " + hops + " are out of range");
        }
        Bytes32 id = draft.id();
        byte[] body = body(draft, id, sequence, decidedMicros, hops);
        byte[] signature = Signed.sign(FederationLabels.DECISION, body, signer);
        return new MeshDecision(draft, id, sequence, decidedMicros, hops, signature);
    }

    /**
     * Reads an encoding. The signature is not checked yet: {@link #verify}.
     *
     * @throws MalformedException when it is not the encoding of a decision, or its id is not the hash of its parts
     */
    public static MeshDecision decode(byte[] bytes) throws MalformedException {
        if (bytes.length > BYTES_MAX) {
            throw new MalformedException("longer than " + BYTES_MAX + " bytes");
        }
        FieldReader from = new FieldReader(bytes);
        from.number("version", 1, VERSION, VERSION);
        TagKey key = TagKey.read(from);
        int code = (int) from.number("level", 1, 0, 255);
        DecisionLevel level =
                DecisionLevel.ofCode(code).orElseThrow(() -> new MalformedException("unknown level " + code));
        long sequence = from.time("sequence");
        long decided = from.time("decided at");
        long firstReport = from.time("first report at");
        Bytes32 id = from.bytes32("decision id");
        int attackType = (int) from.number("attack type", 2, 0, ReportFacts.U16_MAX);
        int ttl = (int) from.number("time to live", 4, 1, DecisionLevel.TTL_SECONDS_MAX);
        int sites = (int) from.number("sites", 2, 1, ReportFacts.U16_MAX);
        int threshold = (int) from.number("threshold", 2, 1, ReportFacts.U16_MAX);
        List<Long> hops = new ArrayList<>();
        for (long left = from.number("hops", 1, 0, HOPS_MAX); left > 0; left--) {
            hops.add(from.time("hop time"));
        }
        List<SealedValue> sealed = new ArrayList<>();
        for (long left = from.number("sealed values", 1, 1, DecisionDraft.SEALED_MAX); left > 0; left--) {
            sealed.add(SealedValue.read(from, key.type()));
        }
        List<Bytes32> reports = reports(from, "reports", 1);
        byte[] signature = from.bytes("signature", Signed.SIGNATURE_BYTES);
        from.end();
        DecisionDraft draft =
                new DecisionDraft(key, attackType, level, ttl, sites, threshold, firstReport, reports, sealed);
        // FEDERATION 6.2: the id names the reports that justify the decision, or the decision is refused.
        if (!draft.id().equals(id)) {
            throw new MalformedException("the decision id is not the hash of tag, level and reports");
        }
        return new MeshDecision(draft, id, sequence, decided, List.copyOf(hops), signature);
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return Signed.join(body(), signature);
    }

    /** True when the correlator behind the verifier signed this decision. */
    public boolean verify(SignatureVerifier verifier) {
        return Signed.verify(FederationLabels.DECISION, body(), signature, verifier);
    }

    /** What was decided. */
    public DecisionDraft draft() {
        return draft;
    }

    /** The name of the decision. */
    public Bytes32 id() {
        return id;
    }

    /** What it is about. */
    public TagKey key() {
        return draft.key();
    }

    /** How sure the mesh is. */
    public DecisionLevel level() {
        return draft.level();
    }

    /** The sender's number. */
    public long sequence() {
        return sequence;
    }

    /** When it was decided, microseconds since the epoch. */
    public long decidedMicros() {
        return decidedMicros;
    }

    /** When it ends, microseconds since the epoch. */
    public long endsMicros() {
        return decidedMicros + draft.ttlSeconds() * 1_000_000L;
    }

    /** The hop times of the report that reached the level. */
    public List<Long> hopMicros() {
        return hopMicros;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MeshDecision decision && Arrays.equals(decision.encode(), encode());
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "MeshDecision[" + draft.level() + ", " + draft.key() + ", " + draft.sites() + " sites, seq " + sequence
                + "]";
    }

    static List<Bytes32> reports(FieldReader from, String field, int min) throws MalformedException {
        List<Bytes32> reports = new ArrayList<>();
        for (long left = from.number(field, 2, min, DecisionDraft.REPORTS_MAX); left > 0; left--) {
            reports.add(from.bytes32(field));
        }
        if (!reports.isEmpty() && !DecisionDraft.isSortedSet(reports)) {
            throw new MalformedException(field + " do not strictly rise");
        }
        return reports;
    }

    private byte[] body() {
        return body(draft, id, sequence, decidedMicros, hopMicros);
    }

    private static byte[] body(DecisionDraft draft, Bytes32 id, long sequence, long decided, List<Long> hops) {
        ByteBuffer to = ByteBuffer.allocate(BYTES_MAX);
        to.put((byte) VERSION);
        draft.key().write(to);
        to.put((byte) draft.level().code()).putLong(sequence).putLong(decided).putLong(draft.firstReportMicros());
        id.write(to);
        to.putShort((short) draft.attackType()).putInt(draft.ttlSeconds());
        to.putShort((short) draft.sites()).putShort((short) draft.threshold());
        to.put((byte) hops.size());
        hops.forEach(to::putLong);
        to.put((byte) draft.sealed().size());
        for (SealedValue sealed : draft.sealed()) {
            to.put((byte) sealed.length()).put(sealed.bytes());
        }
        to.putShort((short) draft.reports().size());
        draft.reports().forEach(report -> report.write(to));
        return Arrays.copyOf(to.array(), to.position());
    }
}
