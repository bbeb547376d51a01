package com.hookprobe.node.cli;

import com.hookprobe.neuro.IntegrityBaseline;
import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import com.hookprobe.neuro.TerFault;
import com.hookprobe.neuro.WeightEvolution;
import com.hookprobe.neuro.WeightState;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a log of records and finds the first thing that breaks resonance, in the order of docs/spec/neuro.md 9: damage,
 * the chain, the watched files, the claimed fingerprints. One use; not thread-safe.
 */
final class LogExamination {
    private static final long RECORDS_A_TOLD_STEP = 100_000;

    private final IntegrityBaseline baseline;
    private final NavigableMap<Long, byte[]> claims;
    private final LongConsumer progress;

    /**
     * The first thing that is wrong.
     *
     * @param reason a word: LOG_DAMAGED, or one of the verifier's reasons
     * @param record number of the record, from 0
     * @param timeMicros when it was made; 0 when nobody knows
     * @param sentence what was expected, and what was found
     * @param advice what to do
     */
    record Finding(String reason, long record, long timeMicros, String sentence, String advice) {}

    /**
     * All that was seen.
     *
     * @param first number of the first record
     * @param count numbers of records so far after the last one that was read
     * @param fingerprint after it; empty when weights were not evolved
     * @param finding empty when nothing is wrong
     */
    record Result(long first, long count, Optional<byte[]> fingerprint, Optional<Finding> finding) {}

    /**
     * An examination.
     *
     * @param claims fingerprints that the device has claimed, by count
     * @param progress told the number of records now and then
     */
    LogExamination(IntegrityBaseline baseline, Map<Long, byte[]> claims, LongConsumer progress) {
        this.baseline = baseline;
        this.claims = new TreeMap<>(claims);
        this.progress = progress;
    }

    /** Reads all; {@code state} is that before the first record, and moves; null when there is no seed. */
    Result run(TerStream stream, @Nullable WeightState state) throws IOException {
        TerChain chain = stream.start();
        long first = chain.count();
        long agreed = first;
        Optional<Finding> finding = state == null ? Optional.empty() : claim(state, agreed, 0);
        while (finding.isEmpty()) {
            Optional<Ter> next;
            try {
                next = stream.next();
            } catch (NeuroException e) {
                finding = Optional.of(damaged(chain, e));
                break;
            }
            if (next.isEmpty()) {
                finding = beyondTheEnd(state, chain);
                break;
            }
            Ter ter = next.get();
            finding = broken(chain, ter);
            if (finding.isPresent()) {
                break;
            }
            chain = chain.after(ter);
            if (state != null) {
                WeightEvolution.step(state, ter);
                finding = claim(state, agreed, ter.timestampMicros());
                agreed = claims.containsKey(chain.count()) ? chain.count() : agreed;
            }
            if ((chain.count() - first) % RECORDS_A_TOLD_STEP == 0) {
                progress.accept(chain.count() - first);
            }
        }
        Optional<byte[]> fingerprint = state == null ? Optional.empty() : Optional.of(state.fingerprint());
        return new Result(first, chain.count(), fingerprint, finding);
    }

    /** Of a log that cannot even be opened. */
    static Result unreadable(NeuroException damage) {
        return new Result(0, 0, Optional.empty(), Optional.of(damaged(TerChain.START, damage)));
    }

    private static Finding damaged(TerChain chain, NeuroException damage) {
        return new Finding(
                "LOG_DAMAGED",
                chain.count(),
                0,
                "Record " + chain.count() + " cannot be read: " + damage.getMessage() + ".",
                "Look at the disk. The verifier may have the records before it; what was not uploaded is lost.");
    }

    private Optional<Finding> broken(TerChain chain, Ter ter) {
        Optional<TerFault> fault = chain.check(ter);
        if (fault.isPresent()) {
            return Optional.of(new Finding(
                    "CHAIN_INVALID",
                    chain.count(),
                    ter.timestampMicros(),
                    "Record " + chain.count() + " cannot follow the one before it (" + fault.get()
                            + "): expected sequence "
                            + (chain.count() & 0xffff) + ", a time after " + time(chain.lastTimestampMicros())
                            + " and chain field " + chain.lastCrc() + "; found sequence " + ter.sequence() + ", "
                            + time(ter.timestampMicros()) + " and chain field " + ter.chain() + ".",
                    "A healthy device never writes this: records were lost, edited or put in another order."));
        }
        if (!baseline.allows(ter)) {
            return Optional.of(new Finding(
                    "INTEGRITY_CHANGED",
                    chain.count(),
                    ter.timestampMicros(),
                    "Record " + chain.count() + ", made at " + time(ter.timestampMicros())
                            + ", shows watched files that the baseline does not allow. " + baseline.explain(ter),
                    "If the change was meant, announce it (hookprobe baseline announce); if not, treat the device as"
                            + " broken into."));
        }
        return Optional.empty();
    }

    /** The claim at the state's count, when there is one. */
    private Optional<Finding> claim(WeightState state, long agreed, long timeMicros) {
        byte[] claimed = claims.get(state.count());
        if (claimed == null || MessageDigest.isEqual(claimed, state.fingerprint())) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                "WEIGHTS_DIVERGED",
                agreed,
                timeMicros,
                "The fingerprint claimed at count " + state.count()
                        + " does not follow from seed and records: expected "
                        + hex(state.fingerprint()) + ", found " + hex(claimed) + ". "
                        + (agreed < state.count()
                                ? "The fault lies in records " + agreed + " to " + (state.count() - 1)
                                        + ", the last of which was made at " + time(timeMicros) + "."
                                : "No record lies before it: the seed is another one."),
                "Records were edited, or seed or weights are others. Enrol the device anew when the cause is known."));
    }

    /** Claims that no record leads to. */
    private Optional<Finding> beyondTheEnd(@Nullable WeightState state, TerChain end) {
        Long last = claims.isEmpty() ? null : claims.lastKey();
        if (state == null || last == null || last <= end.count()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                "CHAIN_INVALID",
                end.count(),
                end.lastTimestampMicros(),
                "A fingerprint is claimed at count " + last + ", but the log ends at count " + end.count() + ".",
                "Records are missing at the end of the log."));
    }

    static String time(long micros) {
        return micros == 0
                ? "the beginning"
                : Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000)
                        .toString();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
