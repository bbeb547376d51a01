package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroLabels;
import com.hookprobe.neuro.WeightState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A device's history as bytes, big-endian. NEURO 9.24.
 *
 * <pre>
 * offset   size field
 *      0      8 magic "HPVERIFY"
 *      8      4 version, 1
 *     12     32 device
 *     44      8 revision
 *     52 149342 weight state, with a checksum of its own at its end
 *             - ring, results, standing
 *            32 SHA-256 over label, offsets 0 to 51, the weight state's checksum, and all behind the weight state
 * </pre>
 */
final class HistoryCodec {
    private static final byte[] MAGIC = "HPVERIFY".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int STATE_AT = 52;
    private static final int STATE_END = STATE_AT + WeightState.SERIALISED_BYTES;
    private static final int CHECKSUM_BYTES = 32;

    static final int BYTES_MAX = STATE_END
            + RecordRing.RECORDS * 18
            + 1
            + VerifiedResults.RESULTS * (8 + WeightState.FINGERPRINT_BYTES)
            + 16
            + Evidence.BYTES_MAX
            + CHECKSUM_BYTES;

    private HistoryCodec() {}

    static byte[] encode(DeviceHistory history) {
        byte[] state = history.state().serialise();
        WireWriter tail = new WireWriter();
        history.ring.encode(tail);
        history.results.encode(tail);
        StandingCodec.encode(history.standing(), tail);
        byte[] behind = tail.toBytes();
        byte[] head = new WireWriter()
                .bytes(MAGIC)
                .u32(VERSION)
                .bytes(history.device().bytes())
                .u64(history.revision())
                .toBytes();
        byte[] bytes = Arrays.copyOf(head, STATE_END + behind.length + CHECKSUM_BYTES);
        System.arraycopy(state, 0, bytes, STATE_AT, state.length);
        Arrays.fill(state, (byte) 0);
        System.arraycopy(behind, 0, bytes, STATE_END, behind.length);
        System.arraycopy(checksum(bytes), 0, bytes, bytes.length - CHECKSUM_BYTES, CHECKSUM_BYTES);
        return bytes;
    }

    /** @param room a closed history whose arrays are used again; null for new ones */
    static DeviceHistory decode(byte[] bytes, @Nullable DeviceHistory room) throws NeuroException {
        WireReader in = new WireReader("the history of a device", bytes);
        if (bytes.length < STATE_END + CHECKSUM_BYTES || bytes.length > BYTES_MAX) {
            throw in.damaged(
                    "has " + bytes.length + " bytes, expected " + (STATE_END + CHECKSUM_BYTES) + ".." + BYTES_MAX);
        }
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw in.damaged("does not begin with the magic HPVERIFY");
        }
        int version = in.u32();
        if (version != VERSION) {
            throw in.damaged("has version " + version + ", expected " + VERSION);
        }
        byte[] expected = Arrays.copyOfRange(bytes, bytes.length - CHECKSUM_BYTES, bytes.length);
        if (!MessageDigest.isEqual(checksum(bytes), expected)) {
            throw in.damaged("has a wrong checksum");
        }
        DeviceId device = DeviceId.of(in.bytes(DeviceId.BYTES));
        long revision = in.u64();
        if (revision < 0) {
            throw in.damaged("has a negative revision");
        }
        byte[] stateBytes = in.bytes(WeightState.SERIALISED_BYTES);
        WeightState state;
        try {
            state = room == null
                    ? WeightState.deserialise(stateBytes)
                    : WeightState.deserialise(stateBytes, room.closedState());
        } finally {
            Arrays.fill(stateBytes, (byte) 0);
        }
        try {
            RecordRing kept = room == null ? new RecordRing() : room.ring;
            RecordRing ring = RecordRing.decode(in, state.count(), state.lastTimestampMicros(), kept);
            VerifiedResults results = VerifiedResults.decode(in, state.count());
            Standing standing = StandingCodec.decode(in);
            in.bytes(CHECKSUM_BYTES);
            in.end();
            return new DeviceHistory(device, state, ring, results, revision, standing);
        } catch (NeuroException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static byte[] checksum(byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(NeuroLabels.VERIFIED_HISTORY.getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes, 0, STATE_AT);
            int after = STATE_END - CHECKSUM_BYTES;
            digest.update(bytes, after, bytes.length - CHECKSUM_BYTES - after);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
