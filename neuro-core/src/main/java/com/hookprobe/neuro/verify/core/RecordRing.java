package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroLabels;
import com.hookprobe.neuro.Ter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a verifier remembers of the last {@link #RECORDS} records of a device: 18 bytes each, enough to know them again and
 * to say what may follow them. NEURO 9.21.
 *
 * <p>A tag is the first eight bytes of a labelled SHA-256. Whoever finds another record with the same tag has gained
 * nothing: it would be skipped, and the weights would not move.
 */
final class RecordRing {
    /** Records kept: 85 minutes of a record every 5 s. */
    static final int RECORDS = 1_024;

    private final long[] timesMicros = new long[RECORDS];
    private final long[] tags = new long[RECORDS];
    private final short[] chains = new short[RECORDS];
    private final MessageDigest digest = sha256();
    private long end;

    /** Number of the oldest record that is kept; equal to {@link #end} when there is none. */
    long first() {
        return end > RECORDS ? end - RECORDS : 0;
    }

    /** Number of the next record. */
    long end() {
        return end;
    }

    void add(Ter ter) {
        set(end, ter.timestampMicros(), tag(ter), ter.chain());
        end++;
    }

    /** Timestamp of record {@code number}, which is in [first, end). */
    long timeMicros(long number) {
        return timesMicros[slot(number)];
    }

    long tag(long number) {
        return tags[slot(number)];
    }

    /** Chain field of record {@code number}: the CRC of the record before it. */
    int chain(long number) {
        return Short.toUnsignedInt(chains[slot(number)]);
    }

    /** Tag of any record. */
    long tag(Ter ter) {
        digest.update(NeuroLabels.VERIFIED_RECORD.getBytes(StandardCharsets.US_ASCII));
        return ByteBuffer.wrap(digest.digest(ter.encode())).getLong();
    }

    static String hex(long tag) {
        return HexFormat.of().toHexDigits(tag);
    }

    /** Oldest first: time u64 || tag u64 || chain u16 each. */
    void encode(WireWriter out) {
        for (long number = first(); number < end; number++) {
            out.u64(timeMicros(number)).u64(tag(number)).u16(chain(number));
        }
    }

    /** Reads into {@code ring}, whatever is in it, one that ends at {@code end} and whose last record was made at {@code lastMicros}. */
    static RecordRing decode(WireReader in, long end, long lastMicros, RecordRing ring) throws NeuroException {
        ring.end = end;
        long before = -1;
        for (long number = ring.first(); number < end; number++) {
            long micros = in.u64();
            if (micros <= before) {
                throw in.damaged("has a record " + number + " that is not later than the one before");
            }
            ring.set(number, micros, in.u64(), in.u16());
            before = micros;
        }
        if (end > 0 && before != lastMicros) {
            throw in.damaged("remembers another last record than that of its weights");
        }
        return ring;
    }

    private void set(long number, long micros, long tag, int chain) {
        int slot = slot(number);
        timesMicros[slot] = micros;
        tags[slot] = tag;
        chains[slot] = (short) chain;
    }

    private static int slot(long number) {
        return (int) (number & (RECORDS - 1));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
