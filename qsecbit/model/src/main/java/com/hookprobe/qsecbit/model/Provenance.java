package com.hookprobe.qsecbit.model;

import java.util.List;
import java.util.Objects;

/**
 * Where a model comes from. No date: the same rows and the same seed must give the same bytes.
 *
 * @param trainer the library that grew the trees, and its version
 * @param source what the rows were, for example "nsl-kdd"
 * @param sourceHash SHA-256 of the training files' bytes, one after the other; 64 hex digits
 * @param rows rows that it was trained on, made ones included
 * @param madeRows of these, examples of evasion
 * @param seed all chance comes from it
 * @param hardeningRounds 0 when it was not hardened
 * @param metrics what was measured at the training, by name
 */
public record Provenance(
        String trainer,
        String source,
        String sourceHash,
        int rows,
        int madeRows,
        long seed,
        int hardeningRounds,
        List<Metric> metrics) {
    static final int TEXT_CHARS_MAX = 64;
    static final int METRICS_MAX = 64;

    /** A number that was measured; finite. */
    public record Metric(String name, double value) {
        /** Checks the parts. */
        public Metric {
            text(name);
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("metric " + name + " must be finite, got " + value);
            }
        }
    }

    /** Checks the parts. */
    public Provenance {
        text(trainer);
        text(source);
        if (!sourceHash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("expected a hash of 64 hex digits");
        }
        if (rows < 1 || madeRows < 0 || madeRows >= rows || hardeningRounds < 0 || hardeningRounds > 255) {
            throw new IllegalArgumentException("expected rows above made rows, and 0 to 255 rounds; found " + rows
                    + ", " + madeRows + ", " + hardeningRounds);
        }
        metrics = List.copyOf(metrics);
        if (metrics.size() > METRICS_MAX) {
            throw new IllegalArgumentException("at most " + METRICS_MAX + " metrics, got " + metrics.size());
        }
    }

    /** The same with what was measured. */
    public Provenance with(List<Metric> measured) {
        return new Provenance(trainer, source, sourceHash, rows, madeRows, seed, hardeningRounds, measured);
    }

    private static void text(String text) {
        Objects.requireNonNull(text);
        if (text.isEmpty() || text.length() > TEXT_CHARS_MAX || text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("expected 1 to " + TEXT_CHARS_MAX + " printable ASCII characters");
        }
    }
}
