package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.FingerprintClaim;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.WeightState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One change of one device's history, small enough to be made durable at once; applied to the saved history in order of
 * {@link #revision} it gives the present one. NEURO 9.24.
 */
public sealed interface JournalEntry {
    /** No encoded entry is longer. */
    int BYTES_MAX = 64 + Upload.TERS_MAX * Ter.BYTES + Upload.CLAIMS_MAX * (8 + WeightState.FINGERPRINT_BYTES);

    /** Whose. */
    DeviceId device();

    /** Number of the change, from 1, without gaps. */
    long revision();

    /**
     * Records were authenticated. Whatever was held against the device has ended.
     *
     * @param from number of the first record
     * @param ters none when only a fingerprint was confirmed
     * @param verified the claims that were met, with rising counts
     */
    record Records(DeviceId device, long revision, long from, List<Ter> ters, List<FingerprintClaim> verified)
            implements JournalEntry {
        /** Copies the lists. */
        public Records {
            ters = List.copyOf(ters);
            verified = List.copyOf(verified);
        }
    }

    /** The standing changed, and nothing else did. */
    record StandingChanged(DeviceId device, long revision, Standing standing) implements JournalEntry {}

    /** The canonical bytes. */
    default byte[] encode() {
        if (this instanceof Records records) {
            int bytes = 1
                    + DeviceId.BYTES
                    + 8
                    + 8
                    + 4
                    + records.ters().size() * Ter.BYTES
                    + 4
                    + records.verified().size() * (8 + WeightState.FINGERPRINT_BYTES);
            ByteBuffer out = ByteBuffer.allocate(bytes);
            out.put((byte) 1).put(device().bytes()).putLong(revision()).putLong(records.from());
            out.putInt(records.ters().size());
            records.ters().forEach(ter -> out.put(ter.encode()));
            out.putInt(records.verified().size());
            records.verified().forEach(one -> out.putLong(one.count()).put(one.fingerprint()));
            return out.array();
        }
        WireWriter out = new WireWriter().u8(2).bytes(device().bytes()).u64(revision());
        StandingCodec.encode(((StandingChanged) this).standing(), out);
        return out.toBytes();
    }

    /**
     * Reads what {@link #encode} gave.
     *
     * @throws NeuroException of kind STATE_DAMAGED for any other bytes
     */
    static JournalEntry decode(byte[] bytes) throws NeuroException {
        WireReader in = new WireReader("the journal entry", bytes);
        int type = in.u8();
        if (type != 1 && type != 2) {
            throw in.damaged("has type " + type + ", expected 1 or 2");
        }
        DeviceId device = DeviceId.of(in.bytes(DeviceId.BYTES));
        long revision = in.u64();
        JournalEntry entry = type == 1
                ? records(in, device, revision)
                : new StandingChanged(device, revision, StandingCodec.decode(in));
        in.end();
        return entry;
    }

    private static Records records(WireReader in, DeviceId device, long revision) throws NeuroException {
        long from = in.u64();
        int n = in.u32();
        if (n < 0 || n > Upload.TERS_MAX || from < 0) {
            throw in.damaged("has " + n + " records from " + from + ", expected at most " + Upload.TERS_MAX);
        }
        List<Ter> ters = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            ters.add(Ter.decode(in.bytes(Ter.BYTES)).orElseThrow());
        }
        int m = in.u32();
        if (m < 0 || m > Upload.CLAIMS_MAX) {
            throw in.damaged("has " + m + " results, expected at most " + Upload.CLAIMS_MAX);
        }
        List<FingerprintClaim> verified = new ArrayList<>(m);
        for (int i = 0; i < m; i++) {
            long count = in.u64();
            if (count < 0) {
                throw in.damaged("has a result at a negative count");
            }
            verified.add(new FingerprintClaim(count, in.bytes(WeightState.FINGERPRINT_BYTES)));
        }
        return new Records(device, revision, from, ters, verified);
    }
}
