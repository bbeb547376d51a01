package com.hookprobe.node.keys;

import com.hookprobe.identity.HardwareComparison;
import com.hookprobe.identity.HardwareFingerprint;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.HardwareRebinding;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hardware that a node was enrolled on, as its keystore remembers it (docs/spec/identity.md, 6): what the machine is
 * compared with before any key signs. Safe for use by many threads.
 */
public final class HardwareBinding {
    private static final String RECORD = "hardware";
    private static final String HISTORY = "hardware.history";

    private final Keystore keystore;

    HardwareBinding(Keystore keystore) {
        this.keystore = keystore;
    }

    void begin(HardwareFingerprint enrolled) throws KeystoreException {
        keystore.put(RECORD, enrolled.encode());
    }

    /** What the keys are bound to; empty for a keystore that remembers none. */
    public Optional<HardwareFingerprint> bound() throws KeystoreException {
        Optional<byte[]> record = keystore.getRecord(RECORD);
        try {
            return record.isEmpty() ? Optional.empty() : Optional.of(HardwareFingerprint.decode(record.get()));
        } catch (RecordException e) {
            throw damaged(RECORD, e);
        }
    }

    /** What operators have accepted, oldest first. */
    public List<HardwareRebinding> history() throws KeystoreException {
        Optional<byte[]> record = keystore.getRecord(HISTORY);
        try {
            return record.isEmpty() ? List.of() : HardwareRebinding.decode(record.get());
        } catch (RecordException e) {
            throw damaged(HISTORY, e);
        }
    }

    /**
     * Compares with the machine as it is now.
     *
     * @throws OtherHardwareException when it is taken for another machine
     */
    public HardwareComparison require(HardwareReading now) throws KeystoreException, OtherHardwareException {
        HardwareFingerprint bound = bound().orElseThrow(() -> new OtherHardwareException(
                "the keystore remembers no hardware, so nobody can say whether it was made for this machine; "
                        + advice(),
                List.of()));
        HardwareComparison found = bound.compare(now);
        if (found.verdict() == HardwareComparison.Verdict.OTHER) {
            throw new OtherHardwareException(
                    "this is not the hardware that the keys were made for; different: "
                            + String.join(", ", found.differing()) + "; " + advice(),
                    found.differing());
        }
        return found;
    }

    private static String advice() {
        return "if a repair or a move was meant, say so with 'hookprobe keys hardware --accept --reason TEXT'; if not, the"
                + " keystore was copied: revoke the node at its MSSP";
    }

    /**
     * Binds the keys to the machine as it is now, and writes down why; both in one step. The time of enrolment stays.
     *
     * @param reason 1..200 characters
     * @return what was written down; empty when nothing is different
     */
    public Optional<HardwareRebinding> accept(HardwareReading now, String reason, Instant at) throws KeystoreException {
        HardwareFingerprint before = bound().orElseGet(() -> now.enrolledAt(at));
        HardwareFingerprint after = before.on(now);
        if (after.equals(before) && keystore.getRecord(RECORD).isPresent()) {
            return Optional.empty();
        }
        HardwareRebinding made = HardwareRebinding.of(at, before, after, reason);
        List<HardwareRebinding> all = new ArrayList<>(history());
        all.add(made);
        try (Secret record = Secret.moved(after.encode());
                Secret history = Secret.moved(HardwareRebinding.encode(all))) {
            keystore.putAll(Map.of(RECORD, record, HISTORY, history));
        }
        return Optional.of(made);
    }

    private static IllegalStateException damaged(String name, RecordException e) {
        return new IllegalStateException(
                "the secret '" + name + "' in the keystore is not valid: " + e.getMessage()
                        + "; put back a copy of the keystore, or make new keys with 'hookprobe keys init'",
                e);
    }
}
