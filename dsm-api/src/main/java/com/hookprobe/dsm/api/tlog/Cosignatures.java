package com.hookprobe.dsm.api.tlog;

import com.hookprobe.identity.Ed25519;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What witnesses signed of the newest checkpoint (C2SP tlog-cosignature, Ed25519): each line verified under a configured key, one
 * a witness, its latest. Safe for use by several threads.
 */
public final class Cosignatures {
    /** Every verifier reads 16 signatures of a note, and one of them is the log's. */
    public static final int WITNESSES_MAX = 15;

    /** A clock that far ahead is wrong. */
    private static final long AHEAD_SECONDS_MAX = 300;

    private static final int SIGNATURE_BYTES = Long.BYTES + Ed25519.SIGNATURE_BYTES;

    /** Lines looked at in one answer: a witness may sign with several keys. */
    private static final int LINES_MAX = 64;

    private final List<WitnessKey> witnesses;
    private final Clock clock;
    private final Map<WitnessKey, Cosigned> cosigned = new LinkedHashMap<>();
    private @Nullable LogCheckpoint checkpoint;

    private record Cosigned(long time, String line) {}

    /**
     * @param witnesses at most {@link #WITNESSES_MAX}
     * @param clock to refuse times that lie ahead
     */
    public Cosignatures(List<WitnessKey> witnesses, Clock clock) {
        if (witnesses.size() > WITNESSES_MAX) {
            throw new IllegalArgumentException(
                    "expected at most " + WITNESSES_MAX + " witnesses, found " + witnesses.size());
        }
        this.witnesses = List.copyOf(witnesses);
        this.clock = clock;
    }

    /** For a log without witnesses. */
    public static Cosignatures none() {
        return new Cosignatures(List.of(), Clock.systemUTC());
    }

    /**
     * Takes what a witness answered. Lines of unknown keys are passed over, as the specification asks; so is what does not
     * verify. Those of an older size are let go when the first of a newer one comes.
     *
     * @param lines signature lines, each with its newline
     * @return how many were taken
     */
    public synchronized int add(LogCheckpoint signed, String lines) {
        if (checkpoint != null && !checkpoint.equals(signed) && signed.size() <= checkpoint.size()) {
            return 0;
        }
        int taken = 0;
        for (String line : lines.lines().limit(LINES_MAX).toList()) {
            SignatureLine signature = SignatureLine.parse(line).orElse(null);
            WitnessKey witness = signature == null ? null : witnessOf(signature);
            if (signature != null && witness != null && verifies(signed, signature, witness)) {
                keep(signed, witness, signature);
                taken++;
            }
        }
        return taken;
    }

    /** Signature lines for exactly this checkpoint, without newlines. */
    synchronized List<String> lines(LogCheckpoint of) {
        List<String> lines = new ArrayList<>();
        if (of.equals(checkpoint)) {
            cosigned.values().forEach(one -> lines.add(one.line()));
        }
        return lines;
    }

    private void keep(LogCheckpoint signed, WitnessKey witness, SignatureLine signature) {
        if (!signed.equals(checkpoint)) {
            checkpoint = signed;
            cosigned.clear();
        }
        Cosigned latest = new Cosigned(time(signature), signature.text());
        cosigned.merge(witness, latest, (old, now) -> now.time() >= old.time() ? now : old);
    }

    private @Nullable WitnessKey witnessOf(SignatureLine signature) {
        for (WitnessKey witness : witnesses) {
            if (witness.name().equals(signature.name()) && Arrays.equals(witness.id(), signature.keyId())) {
                return witness;
            }
        }
        return null;
    }

    private boolean verifies(LogCheckpoint signed, SignatureLine line, WitnessKey witness) {
        if (line.signature().length != SIGNATURE_BYTES) {
            return false;
        }
        long time = time(line);
        if (time < 0 || time > clock.instant().getEpochSecond() + AHEAD_SECONDS_MAX) {
            return false;
        }
        byte[] signature = Arrays.copyOfRange(line.signature(), Long.BYTES, SIGNATURE_BYTES);
        return Ed25519.verify(witness.publicKey(), message(signed, time), signature);
    }

    private static byte[] message(LogCheckpoint signed, long time) {
        return ("cosignature/v1\ntime " + time + '\n' + signed.text()).getBytes(StandardCharsets.UTF_8);
    }

    private static long time(SignatureLine line) {
        return ByteBuffer.wrap(line.signature()).getLong();
    }
}
