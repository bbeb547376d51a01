package com.hookprobe.neuro;

import com.hookprobe.neuro.BaselineException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The changes that a verifier has accepted, and the baselines that follow from them. NEURO 9.11. It keeps no clock and reads
 * no file. Not thread-safe: one owner.
 *
 * <p>A baseline is worked out from all changes of the book at each call, in the order of their issue, so it does not matter
 * in which order they came. A key that is no longer trusted takes its changes out of effect; they stay in the book, and
 * count again when the key does.
 *
 * <p>It is bounded. A full book refuses more; to make room, store the baseline of every device ({@link
 * IntegrityBaseline#encode}), use that in place of the enrolled one from then on, and call {@link #forgetIssuedBefore}.
 */
public final class BaselineBook {
    /** Most changes. */
    public static final int CHANGES_MAX = 4096;

    /**
     * How far the time of issue may lie ahead of the verifier's clock: an hour. It decides between decisions, so one from
     * the far future could never be overruled.
     */
    public static final long ISSUED_AHEAD_MAX_MICROS = 3_600_000_000L;

    private static final String WHAT = "baseline book";
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 1 + Long.BYTES + Short.BYTES;

    /** What became of a change that was offered. */
    public enum Acceptance {
        /** It is in the book. */
        ACCEPTED,
        /** It was in the book before; nothing changed. */
        DUPLICATE,
        /** Its key is not trusted. */
        UNTRUSTED_SIGNER,
        /** Its signature is not one of its key. */
        BAD_SIGNATURE,
        /** It says that it is issued more than an hour from now: one of two clocks is wrong. */
        ISSUED_AHEAD,
        /** It was issued before what the book has forgotten, so whether it is a replay cannot be told. */
        TOO_OLD,
        /** There is no room; nothing changed. */
        FULL
    }

    private final TrustedSigners trusted;
    private final NavigableMap<ChangeStamp, BaselineChange> changes = new TreeMap<>();
    private final Map<String, List<BaselineChange>> byOldValue = new HashMap<>();
    private long horizonMicros;

    /** An empty book of changes by these keys. */
    public BaselineBook(TrustedSigners trusted) {
        this.trusted = trusted;
    }

    /**
     * Takes a change in, when it is one that counts and was not here before.
     *
     * @param nowMicros the verifier's clock, in microseconds since 1970
     */
    public Acceptance accept(BaselineChange change, long nowMicros) {
        if (!trusted.trusts(change.signer())) {
            return Acceptance.UNTRUSTED_SIGNER;
        }
        if (changes.containsKey(change.stamp())) {
            return Acceptance.DUPLICATE;
        }
        long issuedAtMicros = change.terms().issuedAtMicros();
        if (issuedAtMicros < horizonMicros) {
            return Acceptance.TOO_OLD;
        }
        if (issuedAtMicros - ISSUED_AHEAD_MAX_MICROS > nowMicros) {
            return Acceptance.ISSUED_AHEAD;
        }
        // The dearest check comes last: a signature costs a thousand times what the others do.
        if (!change.signatureValid()) {
            return Acceptance.BAD_SIGNATURE;
        }
        if (changes.size() >= CHANGES_MAX) {
            return Acceptance.FULL;
        }
        add(change);
        return Acceptance.ACCEPTED;
    }

    private void add(BaselineChange change) {
        changes.put(change.stamp(), change);
        byOldValue
                .computeIfAbsent(change.step().oldHex(), value -> new ArrayList<>(1))
                .add(change);
    }

    /**
     * What the device may show: its enrolled baseline after all changes of trusted keys that are about it.
     *
     * @param deviceId 32 bytes
     * @param enrolled the baseline of the enrolment, or one that this method gave before: changes that it has seen are
     *     not applied twice
     * @throws IllegalArgumentException when the length is wrong
     */
    public IntegrityBaseline baselineOf(byte[] deviceId, IntegrityBaseline enrolled) {
        if (deviceId.length != BaselineScope.DEVICE_ID_BYTES) {
            throw new IllegalArgumentException(
                    "a device id has " + BaselineScope.DEVICE_ID_BYTES + " bytes, this one " + deviceId.length);
        }
        Optional<BaselineHistory> history = enrolled.history();
        return history.isEmpty() ? enrolled : enrolled.apply(relevant(deviceId, history.get()));
    }

    /** Those that a path of changes leads to, in the order of issue: what concerns other devices would only take room. */
    private Collection<BaselineChange> relevant(byte[] deviceId, BaselineHistory enrolled) {
        NavigableMap<ChangeStamp, BaselineChange> relevant = new TreeMap<>();
        Set<String> known = new HashSet<>(enrolled.known());
        Deque<String> open = new ArrayDeque<>(known);
        while (!open.isEmpty()) {
            String value = open.remove();
            List<String> next = new ArrayList<>();
            for (BaselineChange change : byOldValue.getOrDefault(value, List.of())) {
                if (trusted.trusts(change.signer()) && change.terms().scope().covers(deviceId)) {
                    relevant.put(change.stamp(), change);
                    next.add(change.step().newHex());
                }
            }
            for (BaselineStep step : enrolled.steps()) {
                if (step.oldHex().equals(value)) {
                    next.add(step.newHex());
                }
            }
            next.stream().filter(known::add).forEach(open::add);
        }
        return relevant.values();
    }

    /**
     * Drops the changes that were issued before {@code micros}, and refuses such ones from now on. Only when the baseline of
     * every device was stored before: what is dropped is lost for a device that still has its enrolled one.
     *
     * @return how many were dropped
     */
    public int forgetIssuedBefore(long micros) {
        if (micros <= horizonMicros) {
            return 0;
        }
        horizonMicros = micros;
        List<BaselineChange> kept = changes.values().stream()
                .filter(change -> change.terms().issuedAtMicros() >= micros)
                .toList();
        int dropped = changes.size() - kept.size();
        changes.clear();
        byOldValue.clear();
        kept.forEach(this::add);
        return dropped;
    }

    /** All changes, in the order of issue; also those of keys that are no longer trusted. */
    public List<BaselineChange> changes() {
        return List.copyOf(changes.values());
    }

    /**
     * The bytes to keep, big-endian: version u8 = 1 | time before which was forgotten u64 | n u16 (0..4096) | n times length
     * u16 and the change, in the order of issue.
     */
    public byte[] encode() {
        List<byte[]> encoded =
                changes.values().stream().map(BaselineChange::encode).toList();
        int length = HEADER_BYTES;
        for (byte[] change : encoded) {
            length += Short.BYTES + change.length;
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put((byte) VERSION).putLong(horizonMicros).putShort((short) encoded.size());
        for (byte[] change : encoded) {
            out.putShort((short) change.length).put(change);
        }
        return out.array();
    }

    /**
     * Reads what {@link #encode} wrote, and checks every signature again.
     *
     * @param trusted the keys that count from now on
     * @throws BaselineException when the bytes are not the one encoding of a book; SIGNATURE when one is not good
     */
    public static BaselineBook decode(byte[] bytes, TrustedSigners trusted) throws BaselineException {
        BaselineReader in = new BaselineReader(WHAT, bytes);
        in.version(VERSION);
        BaselineBook book = new BaselineBook(trusted);
        book.horizonMicros = in.time("time before which was forgotten");
        int n = in.count("changes", in.u16("number of changes"), CHANGES_MAX);
        for (int i = 0; i < n; i++) {
            BaselineChange change = BaselineChange.decode(in.bytes("change", in.u16("length of a change")));
            ChangeStamp stamp = change.stamp();
            if (!book.changes.isEmpty() && stamp.compareTo(book.changes.lastKey()) <= 0) {
                throw in.refused(Reason.ORDER, "expected rising changes, found " + change + " at place " + i);
            }
            if (stamp.issuedAtMicros() < book.horizonMicros) {
                throw in.refused(
                        Reason.RANGE,
                        "expected changes from " + book.horizonMicros + " on, found " + change + " at place " + i);
            }
            if (!change.signatureValid()) {
                throw in.refused(Reason.SIGNATURE, "expected good signatures, found another in " + change);
            }
            book.add(change);
        }
        in.end();
        return book;
    }
}
