package com.hookprobe.neuro.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.Ter;
import com.hookprobe.neuro.TerChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Histories for the tests of the log, and what is asked of its files. */
final class DreamFixture {
    static final int HEADER = 40;
    static final int SLOT = 40;

    private DreamFixture() {}

    /** {@code n} records from the first ever on, 5 s apart, all with one integrity: a head, then one slot each. */
    static List<Ter> history(int n) {
        return after(TerChain.START, 99, n, 0);
    }

    /**
     * {@code n} records after a place. Of {@code oddOf100} in a hundred the integrity changes, and as many come after a gap
     * of 1 us to 2^40 us, the others about 5 s after the one before.
     */
    static List<Ter> after(TerChain start, long seed, int n, int oddOf100) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Ter> ters = new ArrayList<>();
        TerChain chain = start;
        byte[] integrity = bytes(random, 20);
        long micros = Math.max(1_764_547_200_000_000L, start.lastTimestampMicros());
        for (int i = 0; i < n; i++) {
            integrity = random.nextInt(100) < oddOf100 ? bytes(random, 20) : integrity;
            micros += random.nextInt(100) < oddOf100
                    ? 1 + random.nextLong(1L << random.nextInt(41))
                    : 5_000_000 + random.nextInt(-1000, 1001);
            Ter ter = chain.next(bytes(random, 32), integrity, micros);
            ters.add(ter);
            chain = chain.after(ter);
        }
        return ters;
    }

    static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    static TerChain chain(TerChain start, List<Ter> ters) {
        TerChain chain = start;
        for (Ter ter : ters) {
            chain = chain.after(ter);
        }
        return chain;
    }

    static DreamLogOptions options(int syncEvery, int perSegment, int segments) {
        return new DreamLogOptions(syncEvery, perSegment, segments);
    }

    static DreamLog open(Path where) throws NeuroException {
        return DreamLog.open(where, TerChain.START, DreamLogOptions.DEFAULT);
    }

    static void fill(DreamLog log, List<Ter> ters, int from, int to) throws NeuroException {
        for (int i = from; i < to; i++) {
            log.append(i, ters.get(i));
        }
    }

    static void write(Path where, List<Ter> ters, DreamLogOptions options) throws NeuroException {
        try (DreamLog log = DreamLog.open(where, TerChain.START, options)) {
            fill(log, ters, 0, ters.size());
        }
    }

    /** The oldest segment. */
    static Path only(Path where) throws IOException {
        return Directory.segments(where).get(0);
    }

    /** A copy of the one file of a log, with other bytes. */
    static Path copyOf(Path where, Path name, byte[] bytes) throws IOException {
        Files.createDirectories(where);
        Files.write(where.resolve(name.getFileName()), bytes);
        return where;
    }

    /** All records of a log by its reader. */
    static List<Ter> read(Path where) throws NeuroException {
        try (DreamReader reader = DreamReader.open(where)) {
            List<Ter> ters = new ArrayList<>();
            for (var ter = reader.next(); ter.isPresent(); ter = reader.next()) {
                ters.add(ter.get());
            }
            return ters;
        }
    }

    static void assertFails(Kind kind, ThrowingCallable call, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NeuroException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(text);
    }
}
