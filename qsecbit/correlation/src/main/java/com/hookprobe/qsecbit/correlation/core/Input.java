package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.Retraction;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.federation.Veto;
import java.util.List;
import java.util.Optional;

/**
 * One line of the log of a shard: all that a decision can depend on (CORRELATION 1). Its encoding is {@link InputCodec}'s.
 * Times are microseconds since the epoch.
 */
public sealed interface Input {
    /**
     * How far an arrival may be ahead of the clock of who takes the input: a shard's time is its latest arrival, and what one
     * clock that is wrong lets expire is gone for everybody (CORRELATION 1.6).
     */
    long AHEAD_MAX_MICROS = 600_000_000;

    /** When it reached the mesh's brain, as the ingest edge wrote down once; sent again, it keeps its time. */
    long arrivalMicros();

    /** True when its arrival is too far ahead of a clock, in microseconds since the epoch. */
    default boolean isEarly(long clockMicros) {
        return arrivalMicros() - clockMicros > AHEAD_MAX_MICROS;
    }

    /** What it is about; empty for what every shard has to know. */
    Optional<TagKey> key();

    /**
     * A report whose signature was verified.
     *
     * @param hopMicros when it passed each node, at most 8; decides nothing
     */
    record Report(long arrivalMicros, Source source, List<Long> hopMicros, AttackSignature message) implements Input {
        /** Copies the list. */
        public Report {
            require(arrivalMicros);
            hopMicros = List.copyOf(hopMicros);
            if (hopMicros.size() > MeshDecision.HOPS_MAX || hopMicros.stream().anyMatch(hop -> hop < 0)) {
                throw new IllegalArgumentException("at most 8 times that are not negative, got " + hopMicros);
            }
        }

        @Override
        public Optional<TagKey> key() {
            return Optional.of(message.key());
        }
    }

    /** A veto whose signature was verified. */
    record Vetoed(long arrivalMicros, Source source, Veto message) implements Input {
        /** Checks the time. */
        public Vetoed {
            require(arrivalMicros);
        }

        @Override
        public Optional<TagKey> key() {
            return Optional.of(message.key());
        }
    }

    /** A retraction whose signature was verified. */
    record Retracted(long arrivalMicros, Source source, Retraction message) implements Input {
        /** Checks the time. */
        public Retracted {
            require(arrivalMicros);
        }

        @Override
        public Optional<TagKey> key() {
            return Optional.of(message.key());
        }
    }

    /** A node lost its standing: what it said until then counts no more. */
    record Revoked(long arrivalMicros, Bytes32 node) implements Input {
        /** Checks the time. */
        public Revoked {
            require(arrivalMicros);
        }

        @Override
        public Optional<TagKey> key() {
            return Optional.empty();
        }
    }

    /** A person allows a tag until a time. */
    record Suppressed(long arrivalMicros, TagKey tag, long untilMicros) implements Input {
        /** Checks the times. */
        public Suppressed {
            require(arrivalMicros);
            require(untilMicros);
        }

        @Override
        public Optional<TagKey> key() {
            return Optional.of(tag);
        }
    }

    /** Time has passed. */
    record Tick(long arrivalMicros) implements Input {
        /** Checks the time. */
        public Tick {
            require(arrivalMicros);
        }

        @Override
        public Optional<TagKey> key() {
            return Optional.empty();
        }
    }

    /** From here on it is counted in this way. */
    record Configured(long arrivalMicros, Settings settings) implements Input {
        /** Checks the time. */
        public Configured {
            require(arrivalMicros);
        }

        @Override
        public Optional<TagKey> key() {
            return Optional.empty();
        }
    }

    private static void require(long micros) {
        if (micros < 0) {
            throw new IllegalArgumentException("a time is not negative, got " + micros);
        }
    }
}
