package com.hookprobe.neuro;

import com.hookprobe.neuro.NeuroException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Consecutive records without what their history implies, for an upload. NEURO 10.9; big-endian.
 *
 * <pre>
 * offset size field
 *      0    1 version, 1
 *      1    4 n: number of records, 0 to 65,536
 *      5    8 count of the place where they start
 *     13    8 timestamp of the record before it, 0 without one
 *     21    2 CRC-16 of the record before it, 0 without one
 *     23      n times: step 1 to 10 | integrity 20, when the step says so | entropy 32
 * </pre>
 *
 * <p>Sequence and chain are implied. So whatever decodes is a proper history of its place by construction, and only
 * times have to be checked. Nothing here finds a changed byte of an entropy: the transport, and in the end the
 * fingerprint, do that. One list of records at one place has one byte string.
 *
 * <p>Stateless, thread-safe.
 */
public final class PackedTers {
    /** Most records in one byte string. */
    public static final int TERS_MAX = 65_536;

    /** Bytes before the first record. */
    public static final int HEADER_BYTES = 23;

    /** Most bytes of one record. */
    public static final int TER_BYTES_MAX = Step.BYTES_MAX + Ter.INTEGRITY_BYTES + Ter.ENTROPY_BYTES;

    private static final int TER_BYTES_MIN = 1 + Ter.ENTROPY_BYTES;
    private static final int VERSION = 1;

    private PackedTers() {}

    /**
     * Packs records.
     *
     * @param start the place of the first one
     * @param ters at most {@link #TERS_MAX}; none is allowed
     * @throws IllegalArgumentException when there are too many, or one does not continue the history
     */
    public static byte[] encode(TerChain start, List<Ter> ters) {
        if (ters.size() > TERS_MAX) {
            throw new IllegalArgumentException(ters.size() + " records, expected at most " + TERS_MAX);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(HEADER_BYTES + ters.size() * (TER_BYTES_MIN + 3) + 32);
        out.writeBytes(header(start, ters.size()));
        TerChain place = start;
        long intervalMicros = 0;
        byte[] integrity = new byte[0];
        for (Ter ter : ters) {
            Optional<TerFault> fault = place.check(ter);
            if (fault.isPresent()) {
                throw new IllegalArgumentException(
                        "record " + place.count() + " does not continue the history: " + fault.get());
            }
            long nextMicros = ter.timestampMicros() - place.lastTimestampMicros();
            boolean changed = !Arrays.equals(ter.integrity(), integrity);
            Step.put(out, nextMicros - intervalMicros, changed);
            if (changed) {
                integrity = ter.integrity();
                out.writeBytes(integrity);
            }
            out.writeBytes(ter.entropy());
            intervalMicros = nextMicros;
            place = place.after(ter);
        }
        return out.toByteArray();
    }

    /**
     * Unpacks records. The result continues the history of {@code start}: every rule of NEURO 2.2 holds.
     *
     * @param start the place where they have to start
     * @throws NeuroException of kind PACKED_MALFORMED when the bytes are not exactly what {@link #encode} gives for some
     *     records, or of kind PACKED_ELSEWHERE when they start at another place
     */
    public static List<Ter> decode(TerChain start, byte[] packed) throws NeuroException {
        TerChain found = start(packed);
        if (!found.equals(start)) {
            throw new NeuroException(
                    Kind.PACKED_ELSEWHERE, "packed records start at " + found + ", expected them to start at " + start);
        }
        return records(start, packed);
    }

    /**
     * The place where packed records say that they start; the records themselves are not looked at.
     *
     * @throws NeuroException of kind PACKED_MALFORMED when the first {@link #HEADER_BYTES} bytes are not a header
     */
    public static TerChain start(byte[] packed) throws NeuroException {
        if (packed.length < HEADER_BYTES) {
            throw malformed(0, "a header of " + HEADER_BYTES + " bytes", packed.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(packed);
        int version = in.get();
        if (version != VERSION) {
            throw malformed(0, "version " + VERSION, "version " + version);
        }
        int n = in.getInt();
        if (n < 0 || n > TERS_MAX) {
            throw malformed(1, "at most " + TERS_MAX + " records", Integer.toUnsignedString(n));
        }
        try {
            return new TerChain(in.getLong(), in.getLong(), Short.toUnsignedInt(in.getShort()));
        } catch (IllegalArgumentException e) {
            throw malformed(5, "a place in a history", String.valueOf(e.getMessage()));
        }
    }

    private static byte[] header(TerChain start, int n) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put((byte) VERSION)
                .putInt(n)
                .putLong(start.count())
                .putLong(start.lastTimestampMicros())
                .putShort((short) start.lastCrc())
                .array();
    }

    private static List<Ter> records(TerChain start, byte[] packed) throws NeuroException {
        ByteBuffer in = ByteBuffer.wrap(packed);
        int n = in.getInt(1);
        in.position(HEADER_BYTES);
        requireBytes(in, (long) n * TER_BYTES_MIN);
        List<Ter> ters = new ArrayList<>(n);
        TerChain place = start;
        long intervalMicros = 0;
        byte[] integrity = new byte[0];
        for (int i = 0; i < n; i++) {
            int at = in.position();
            Step step = Step.get(in);
            intervalMicros += step.micros();
            integrity = step.changed() ? changed(in, integrity) : integrity;
            if (integrity.length == 0) {
                throw malformed(at, "an integrity with the first record", "none");
            }
            byte[] entropy = take(in, Ter.ENTROPY_BYTES);
            long micros = place.lastTimestampMicros() + intervalMicros;
            Ter ter = Ter.of(entropy, integrity, micros, (int) (place.count() & 0xffff), place.lastCrc());
            // Sums wrap on purpose: only times can be wrong here, and a time that has wrapped is one that 2.2.2
            // refuses.
            Optional<TerFault> fault = place.check(ter);
            if (fault.isPresent() || place.count() == Long.MAX_VALUE) {
                throw malformed(
                        at,
                        "a later time below 2^63",
                        fault.map(TerFault::toString).orElse("no count left"));
            }
            ters.add(ter);
            place = place.after(ter);
        }
        if (in.hasRemaining()) {
            throw malformed(in.position(), "an end after " + n + " records", in.remaining() + " bytes more");
        }
        return ters;
    }

    private static byte[] changed(ByteBuffer in, byte[] before) throws NeuroException {
        int at = in.position();
        byte[] integrity = take(in, Ter.INTEGRITY_BYTES);
        if (Arrays.equals(integrity, before)) {
            throw malformed(at, "another integrity than before", "the same again");
        }
        return integrity;
    }

    private static byte[] take(ByteBuffer in, int length) throws NeuroException {
        requireBytes(in, length);
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void requireBytes(ByteBuffer in, long length) throws NeuroException {
        if (in.remaining() < length) {
            throw malformed(in.position(), length + " bytes more", "an end after " + in.remaining());
        }
    }

    private static NeuroException malformed(int at, String expected, String found) {
        return new NeuroException(
                Kind.PACKED_MALFORMED, "packed records at byte " + at + ": expected " + expected + ", found " + found);
    }

    /**
     * How the time goes on: the change of the interval against that of the record before, and whether an integrity
     * follows. A number of 65 bits, zigzag(micros) * 2 + changed, 7 bits a byte from the lowest on, the top bit of a byte
     * telling that more follow. Records come at a steady pace, so the change is small where the interval is not.
     */
    private record Step(long micros, boolean changed) {
        static final int BYTES_MAX = 10;
        private static final int MORE = 0x80;

        static void put(ByteArrayOutputStream out, long micros, boolean changed) {
            long zigzag = (micros << 1) ^ (micros >> 63);
            int low = (int) (zigzag & 0x3f) << 1 | (changed ? 1 : 0);
            for (long rest = zigzag >>> 6; ; rest >>>= 7) {
                if (rest == 0) {
                    out.write(low);
                    return;
                }
                out.write(low | MORE);
                low = (int) (rest & 0x7f);
            }
        }

        static Step get(ByteBuffer in) throws NeuroException {
            int at = in.position();
            int first = next(in);
            long zigzag = (first & 0x7e) >>> 1;
            int last = first;
            for (int shift = 6; (last & MORE) != 0; shift += 7) {
                last = next(in);
                long bits = last & 0x7f;
                if (shift > 63 || bits << shift >>> shift != bits) {
                    throw malformed(at, "a step of 65 bits at most", "more");
                }
                zigzag |= bits << shift;
            }
            if (last == 0 && in.position() > at + 1) {
                throw malformed(at, "a step in its shortest form", "a last byte of 0");
            }
            return new Step((zigzag >>> 1) ^ -(zigzag & 1), (first & 1) != 0);
        }

        private static int next(ByteBuffer in) throws NeuroException {
            requireBytes(in, 1);
            return in.get() & 0xff;
        }
    }
}
