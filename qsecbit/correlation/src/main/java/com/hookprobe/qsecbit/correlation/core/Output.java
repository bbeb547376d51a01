package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.Hashing;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.core.CorrelatorEffect;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a shard decided; its place (shard, sequence) names it for ever (CORRELATION 3). Immutable. Big-endian:
 *
 * <pre>
 * version u8 = 1 | kind u8 | shard u8 | sequence u64 | body
 * 1 decision  a MESH DECISION with 64 zero bytes for its signature
 * 2 cancel    a MESH CANCEL with 64 zero bytes for its signature
 * 3 penalty   type u8, key epoch u64, tag 32 | at u64 | n u32 | owners n x 32
 * 4 confirmation  as a penalty | v u32 | outvoted owners v x 32
 * </pre>
 *
 * The number inside a decision or cancel is {@code sequence x shards + shard}: one count that rises for every tag, and that
 * no two shards share. Whoever signs may take it, or count anew.
 */
public final class Output {
    /** The only version. */
    public static final int VERSION = 1;

    /** The most owners that a list of a penalty or confirmation names: the first of them. */
    public static final int OWNERS_MAX = 65_534;

    /** The longest encoding is below it: 4 MiB. */
    public static final int BYTES_MAX = 4 << 20;

    /** What kind of output. */
    public enum Kind {
        DECISION(1),
        CANCEL(2),
        PENALTY(3),
        CONFIRMATION(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private static final Kind[] KINDS = Kind.values();
    private static final int HEAD_BYTES = 11;
    private static final int JUDGEMENT_BYTES = 41 + Long.BYTES;
    private static final int SIGNATURE_BYTES = 64;

    private final int shard;
    private final long sequence;
    private final Kind kind;
    private final byte[] encoded;

    private Output(int shard, long sequence, Kind kind, byte[] encoded) {
        this.shard = shard;
        this.sequence = sequence;
        this.kind = kind;
        this.encoded = encoded;
    }

    static Output decision(
            Sharding sharding, int shard, long sequence, DecisionDraft draft, long atMicros, List<Long> hopMicros) {
        long number = sequence * sharding.shards() + shard;
        byte[] body = MeshDecision.sign(draft, number, atMicros, hopMicros, message -> new byte[SIGNATURE_BYTES])
                .encode();
        return of(shard, sequence, Kind.DECISION, body);
    }

    static Output cancel(Sharding sharding, int shard, long sequence, CancelDraft draft, long atMicros) {
        long number = sequence * sharding.shards() + shard;
        byte[] body = MeshCancel.sign(draft, number, atMicros, message -> new byte[SIGNATURE_BYTES])
                .encode();
        return of(shard, sequence, Kind.CANCEL, body);
    }

    static Output penalty(int shard, long sequence, CorrelatorEffect.Penalise penalise, long atMicros) {
        byte[] body = judgement(penalise.key(), atMicros, List.of(first(penalise.owners())));
        return of(shard, sequence, Kind.PENALTY, body);
    }

    static Output confirmation(int shard, long sequence, CorrelatorEffect.Confirm confirm, long atMicros) {
        byte[] body = judgement(confirm.key(), atMicros, List.of(first(confirm.owners()), first(confirm.outvoted())));
        return of(shard, sequence, Kind.CONFIRMATION, body);
    }

    private static List<Bytes32> first(List<Bytes32> owners) {
        return owners.subList(0, Math.min(owners.size(), OWNERS_MAX));
    }

    private static byte[] judgement(TagKey key, long atMicros, List<List<Bytes32>> lists) {
        int bytes = JUDGEMENT_BYTES;
        for (List<Bytes32> owners : lists) {
            bytes += Integer.BYTES + Bytes32.LENGTH * owners.size();
        }
        ByteBuffer body = ByteBuffer.allocate(bytes);
        key.write(body);
        body.putLong(atMicros);
        for (List<Bytes32> owners : lists) {
            body.putInt(owners.size());
            owners.forEach(owner -> body.put(owner.bytes()));
        }
        return body.array();
    }

    /**
     * Reads an encoding.
     *
     * @throws MalformedException when it is none
     */
    public static Output decode(byte[] bytes) throws MalformedException {
        FieldReader from = new FieldReader(bytes);
        from.integer("version", 1, VERSION, VERSION);
        Kind kind = KINDS[from.integer("kind", 1, 1, KINDS.length) - 1];
        int shard = from.integer("shard", 1, 0, 255);
        Output output = new Output(shard, from.time("sequence"), kind, bytes.clone());
        switch (kind) {
            case DECISION -> output.decision();
            case CANCEL -> output.cancel();
            case PENALTY -> output.penalty();
            case CONFIRMATION -> output.confirmation();
        }
        return output;
    }

    /** The encoding, a new array. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** Which shard, from 0. */
    public int shard() {
        return shard;
    }

    /** Which of the shard's outputs, from 0. */
    public long sequence() {
        return sequence;
    }

    /** What kind. */
    public Kind kind() {
        return kind;
    }

    /** The length of the encoding. */
    public int length() {
        return encoded.length;
    }

    /** The name: SHA-256(label, 0, encoding). The same log of inputs gives the same names, wherever it is read. */
    public Bytes32 id() {
        return Hashing.sha256(CorrelationLabels.OUTPUT_ID, encoded);
    }

    /**
     * The decision, not signed yet: {@code MeshDecision.sign(d.draft(), d.sequence(), d.decidedMicros(), d.hopMicros(), key)}.
     *
     * @throws MalformedException when it is no decision
     */
    public MeshDecision decision() throws MalformedException {
        return MeshDecision.decode(body(Kind.DECISION));
    }

    /**
     * The cancel, not signed yet.
     *
     * @throws MalformedException when it is no cancel
     */
    public MeshCancel cancel() throws MalformedException {
        return MeshCancel.decode(body(Kind.CANCEL));
    }

    /**
     * The penalty.
     *
     * @throws MalformedException when it is no penalty
     */
    public Penalty penalty() throws MalformedException {
        FieldReader from = new FieldReader(body(Kind.PENALTY));
        Penalty penalty = new Penalty(TagKey.read(from), from.time("at"), owners(from));
        from.end();
        return penalty;
    }

    /**
     * The confirmation.
     *
     * @throws MalformedException when it is no confirmation
     */
    public Confirmation confirmation() throws MalformedException {
        FieldReader from = new FieldReader(body(Kind.CONFIRMATION));
        Confirmation confirmation = new Confirmation(TagKey.read(from), from.time("at"), owners(from), owners(from));
        from.end();
        return confirmation;
    }

    private static List<Bytes32> owners(FieldReader from) throws MalformedException {
        List<Bytes32> owners = new ArrayList<>();
        for (int left = from.integer("owners", 4, 0, OWNERS_MAX); left > 0; left--) {
            owners.add(from.bytes32("owner"));
        }
        return owners;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Output output && Arrays.equals(output.encoded, encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return kind + " " + shard + ":" + sequence;
    }

    private byte[] body(Kind wanted) throws MalformedException {
        if (kind != wanted) {
            throw new MalformedException("expected a " + wanted + ", found a " + kind);
        }
        return Arrays.copyOfRange(encoded, HEAD_BYTES, encoded.length);
    }

    private static Output of(int shard, long sequence, Kind kind, byte[] body) {
        byte[] encoded = ByteBuffer.allocate(HEAD_BYTES + body.length)
                .put((byte) VERSION)
                .put((byte) kind.code)
                .put((byte) shard)
                .putLong(sequence)
                .put(body)
                .array();
        return new Output(shard, sequence, kind, encoded);
    }
}
