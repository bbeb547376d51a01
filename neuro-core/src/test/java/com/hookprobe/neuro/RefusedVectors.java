package com.hookprobe.neuro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Writes {@code neuro-refused.txt}: inputs that must be refused, and beside them some that must not. */
final class RefusedVectors {
    private static final String COMMENT = """
            NEURO: what must be refused; docs/spec/neuro.md section 11 says what each field means.
            Blocks of lines "name: value" with an empty line between them, one case each. Bytes are hex, a dash being no
            byte; numbers are decimal. The field fault names what is wrong, or NONE where nothing is.
            kind record: may this record follow the history (spec 2.2)? kind state: may this state be read (7.2)?
            kind posf: is this the proof of this state (8)? Written by RefusedVectors in the tests.""";

    private static final int STATE_BYTES = 149_342;
    private static final byte[] SEED = VectorText.sha256("HookProbe NEURO refused");
    private static final List<Ter> HISTORY = VectorText.history("refused", 4);
    private static final List<Ter> FIRST_THREE = HISTORY.subList(0, 3);

    private RefusedVectors() {}

    static String text() {
        VectorText out = new VectorText(COMMENT);
        firstRecords(out);
        laterRecords(out);
        wraps(out);
        states(out);
        stateRanges(out);
        proofs(out);
        return out.toString();
    }

    private static void firstRecords(VectorText out) {
        byte[] good = HISTORY.get(0).encode();
        List<Ter> none = List.of();
        record(out, "first", none, good, "NONE");
        record(out, "first-empty", none, new byte[0], "WRONG_LENGTH");
        record(out, "first-63-bytes", none, Arrays.copyOf(good, 63), "WRONG_LENGTH");
        record(out, "first-65-bytes", none, Arrays.copyOf(good, 65), "WRONG_LENGTH");
        record(out, "first-128-bytes", none, Arrays.copyOf(good, 128), "WRONG_LENGTH");
        record(out, "first-sequence-1", none, withSequence(good, 1), "SEQUENCE_GAP");
        record(out, "first-sequence-65535", none, withSequence(good, 65_535), "SEQUENCE_REPEAT");
        record(out, "first-time-0", none, withTime(good, 0), "NONE");
        record(out, "first-time-largest", none, withTime(good, Long.MAX_VALUE), "NONE");
        record(out, "first-time-2^63", none, withTime(good, Long.MIN_VALUE), "TIME_OUT_OF_RANGE");
        record(out, "first-time-2^64-1", none, withTime(good, -1), "TIME_OUT_OF_RANGE");
        record(out, "first-chain-1", none, withChain(good, 1), "CHAIN_BREAK");
    }

    private static void laterRecords(VectorText out) {
        byte[] good = HISTORY.get(3).encode();
        long last = FIRST_THREE.get(2).timestampMicros();
        int chain = HISTORY.get(3).chain();
        record(out, "fourth", FIRST_THREE, good, "NONE");
        record(out, "one-missing", HISTORY.subList(0, 2), good, "SEQUENCE_GAP");
        record(out, "gap-1", FIRST_THREE, withSequence(good, 4), "SEQUENCE_GAP");
        record(out, "gap-32767", FIRST_THREE, withSequence(good, 3 + 32_767), "SEQUENCE_GAP");
        record(out, "gap-32768", FIRST_THREE, withSequence(good, 3 + 32_768), "SEQUENCE_REPEAT");
        record(out, "repeat", FIRST_THREE, FIRST_THREE.get(2).encode(), "SEQUENCE_REPEAT");
        record(out, "repeat-first", FIRST_THREE, FIRST_THREE.get(0).encode(), "SEQUENCE_REPEAT");
        record(out, "one-microsecond", FIRST_THREE, withTime(good, last + 1), "NONE");
        record(out, "same-time", FIRST_THREE, withTime(good, last), "TIME_NOT_LATER");
        record(out, "earlier-time", FIRST_THREE, withTime(good, last - 1), "TIME_NOT_LATER");
        record(out, "time-0", FIRST_THREE, withTime(good, 0), "TIME_NOT_LATER");
        record(out, "time-2^63", FIRST_THREE, withTime(good, Long.MIN_VALUE), "TIME_OUT_OF_RANGE");
        record(out, "chain-bit", FIRST_THREE, withChain(good, chain ^ 0x8000), "CHAIN_BREAK");
        record(out, "chain-swapped", FIRST_THREE, withChain(good, Integer.reverseBytes(chain) >>> 16), "CHAIN_BREAK");
        record(out, "chain-0", FIRST_THREE, withChain(good, 0), "CHAIN_BREAK");
        byte[] edited = FIRST_THREE.get(2).encode();
        edited[0] ^= 1;
        List<Ter> history = List.of(
                FIRST_THREE.get(0), FIRST_THREE.get(1), Ter.decode(edited).orElseThrow());
        record(out, "edited-before", history, good, "CHAIN_BREAK");
        // The first rule that fails is the fault.
        record(out, "all-wrong", FIRST_THREE, withSequence(withTime(withChain(good, 0), 0), 2), "SEQUENCE_REPEAT");
        record(out, "time-and-chain", FIRST_THREE, withTime(withChain(good, 0), last), "TIME_NOT_LATER");
        record(out, "63-bytes-all-wrong", FIRST_THREE, Arrays.copyOf(withSequence(good, 9), 63), "WRONG_LENGTH");
    }

    private static void wraps(VectorText out) {
        for (int count = 65_535; count <= 65_537; count++) {
            Ter before = Ter.of(
                    VectorText.sha256("HookProbe NEURO wrap " + count),
                    new byte[Ter.INTEGRITY_BYTES],
                    1_764_547_200_000_000L,
                    (count - 1) & 0xffff,
                    0x1234);
            TerChain chain = new TerChain(count, before.timestampMicros(), before.crc());
            byte[] good = chain.next(before.entropy(), before.integrity(), before.timestampMicros() + 1)
                    .encode();
            wrap(out, count + "-right", count, before, good, "NONE");
            wrap(out, count + "-ahead", count, before, withSequence(good, count + 1), "SEQUENCE_GAP");
            wrap(out, count + "-behind", count, before, withSequence(good, count - 1), "SEQUENCE_REPEAT");
        }
    }

    private static void states(VectorText out) {
        state(out, "state", "NONE");
        state(out, "state-magic", "WRONG_MAGIC", "xor", "0 01");
        state(out, "state-magic-with-checksum", "WRONG_MAGIC", "xor", "7 20", "checksum", "new");
        state(out, "state-version-0", "WRONG_VERSION", "put", "8 00000000", "checksum", "new");
        state(out, "state-version-2", "WRONG_VERSION", "put", "8 00000002", "checksum", "new");
        for (int at : new int[] {12, 19, 20, 28, 30, 61, 62, 149_309, 149_310, STATE_BYTES - 1}) {
            state(out, "state-bit-at-" + at, "WRONG_CHECKSUM", "xor", at + " 01");
        }
        state(out, "state-one-byte-less", "WRONG_LENGTH", "truncate", "1");
        state(out, "state-empty", "WRONG_LENGTH", "truncate", Integer.toString(STATE_BYTES));
        state(out, "state-one-byte-more", "WRONG_LENGTH", "append", "00");
    }

    /** Stored states whose checksum is right and whose values are at a limit or beyond it. */
    private static void stateRanges(VectorText out) {
        long limit = (1L << 55) + 3 * (1L << 45);
        int last = 62 + 8 * 18_655;
        state(out, "state-count-2^63", "COUNT_OUT_OF_RANGE", "put", "12 8000000000000000", "checksum", "new");
        state(out, "state-count-0-time", "RECORD_BEFORE_THE_FIRST", "put", "12 0000000000000000", "checksum", "new");
        String zeros = "12 00000000000000000000000000000000";
        state(out, "state-count-0-crc", "RECORD_BEFORE_THE_FIRST", "put", zeros, "checksum", "new");
        for (int at : new int[] {62, last}) {
            master(out, "largest", at, limit, "NONE");
            master(out, "too-large", at, limit + 1, "MASTER_OUT_OF_RANGE");
            master(out, "smallest", at, -limit, "NONE");
            master(out, "too-small", at, -limit - 1, "MASTER_OUT_OF_RANGE");
        }
        master(out, "2^63-1", 62, Long.MAX_VALUE, "MASTER_OUT_OF_RANGE");
        master(out, "-2^63", 62, Long.MIN_VALUE, "MASTER_OUT_OF_RANGE");
        // The limit depends on the count: 2^55 after a sweep, 1023 steps more before the next.
        counted(out, 1024, 1L << 55, "NONE");
        counted(out, 1024, (1L << 55) + 1, "MASTER_OUT_OF_RANGE");
        counted(out, 2047, (1L << 55) + 1023 * (1L << 45), "NONE");
        counted(out, 2047, (1L << 55) + 1023 * (1L << 45) + 1, "MASTER_OUT_OF_RANGE");
    }

    private static void master(VectorText out, String name, int at, long value, String fault) {
        String put = at + " %016x".formatted(value);
        state(out, "state-master-at-" + at + "-" + name, fault, "put", put, "checksum", "new");
    }

    /** Writes everything from the count to the first master. */
    private static void counted(VectorText out, long count, long master, String fault) {
        String put = "12 %016x%016x%s%016x".formatted(count, 5, "0007" + "5a".repeat(32), master);
        state(out, "state-count-%d-master-%x".formatted(count, master), fault, "put", put, "checksum", "new");
    }

    private static void proofs(VectorText out) {
        byte[] message = VectorText.sha256("HookProbe NEURO refused message");
        byte[] nonce = HexFormat.of().parseHex("0102030405060708");
        byte[] proof = proofAt(SEED, 3, message, nonce);
        proof(out, "posf", message, nonce, proof, "NONE");
        for (int bit : new int[] {0, 100, 255}) {
            proof(out, "posf-bit-" + bit, message, nonce, flipped(proof, bit), "WRONG_PROOF");
        }
        proof(out, "posf-other-nonce", message, flipped(nonce, 63), proof, "WRONG_PROOF");
        proof(out, "posf-other-message", flipped(message, 0), nonce, proof, "WRONG_PROOF");
        proof(out, "posf-of-count-2", message, nonce, proofAt(SEED, 2, message, nonce), "WRONG_PROOF");
        proof(out, "posf-of-count-4", message, nonce, proofAt(SEED, 4, message, nonce), "WRONG_PROOF");
        byte[] otherSeed = flipped(SEED, 255);
        proof(out, "posf-of-other-seed", message, nonce, proofAt(otherSeed, 3, message, nonce), "WRONG_PROOF");
        proof(out, "posf-31-bytes", message, nonce, Arrays.copyOf(proof, 31), "WRONG_PROOF");
        proof(out, "posf-33-bytes", message, nonce, Arrays.copyOf(proof, 33), "WRONG_PROOF");
        proof(out, "posf-empty", message, nonce, new byte[0], "WRONG_PROOF");
    }

    private static void record(VectorText out, String name, List<Ter> before, byte[] record, String fault) {
        out.begin(name, "record").field("seed", SEED).ters(before).field("record", record);
        out.field("fault", fault);
    }

    private static void wrap(VectorText out, String name, int count, Ter before, byte[] record, String fault) {
        out.begin(name, "record").field("count", count).field("before", before.encode());
        out.field("record", record).field("fault", fault);
    }

    private static void state(VectorText out, String name, String fault, String... changes) {
        out.begin(name, "state").field("seed", SEED).ters(FIRST_THREE);
        for (int i = 0; i < changes.length; i += 2) {
            out.field(changes[i], changes[i + 1]);
        }
        out.field("fault", fault);
    }

    private static void proof(VectorText out, String name, byte[] message, byte[] nonce, byte[] proof, String fault) {
        out.begin(name, "posf").field("seed", SEED).ters(FIRST_THREE);
        out.field("message-hash", message).field("nonce", nonce).field("posf", proof);
        out.field("fault", fault);
    }

    private static byte[] proofAt(byte[] seed, int count, byte[] message, byte[] nonce) {
        try (WeightState state = WeightState.fromSeed(seed)) {
            HISTORY.subList(0, count).forEach(ter -> WeightEvolution.step(state, ter));
            return Posf.sign(state, message, nonce);
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] other = bytes.clone();
        other[bit / 8] ^= (byte) (0x80 >> bit % 8);
        return other;
    }

    private static byte[] withSequence(byte[] ter, int sequence) {
        return with(ter).putShort(60, (short) sequence).array();
    }

    private static byte[] withTime(byte[] ter, long micros) {
        return with(ter).putLong(52, micros).array();
    }

    private static byte[] withChain(byte[] ter, int chain) {
        return with(ter).putShort(62, (short) chain).array();
    }

    private static ByteBuffer with(byte[] ter) {
        return ByteBuffer.wrap(ter.clone()).order(ByteOrder.LITTLE_ENDIAN);
    }
}
