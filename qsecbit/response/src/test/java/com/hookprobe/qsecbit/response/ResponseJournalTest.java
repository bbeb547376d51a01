package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.HOUR;
import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static com.hookprobe.qsecbit.response.Samples.allowlist;
import static com.hookprobe.qsecbit.response.Samples.at;
import static com.hookprobe.qsecbit.response.Samples.block;
import static com.hookprobe.qsecbit.response.Samples.decision;
import static com.hookprobe.qsecbit.response.Samples.net;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RESPONSE 7. */
class ResponseJournalTest {
    /** A seal that everybody can open, and that shows whether it was used. */
    private static final JournalSeal FLIPPED = new JournalSeal() {
        @Override
        public byte[] seal(byte[] block) {
            byte[] flipped = block.clone();
            for (int i = 0; i < flipped.length; i++) {
                flipped[i] ^= 0x55;
            }
            return flipped;
        }

        @Override
        public Optional<byte[]> open(byte[] sealed) {
            return Optional.of(seal(sealed));
        }
    };

    @TempDir
    Path folder;

    private static Response with(ResponseJournal journal) throws IOException {
        Response response = new Response(allowlist(), new DryRunEnforcer());
        journal.rewrite(response.state(NOW));
        response.journal(journal);
        return response;
    }

    @Test
    void whatIsReadIsWhatHeld() throws IOException {
        Path file = folder.resolve("journal");
        try (ResponseJournal journal = new ResponseJournal(file, FLIPPED)) {
            Response response = with(journal);
            response.apply(block("203.0.113.7"), NOW);
            response.apply(block("02:00:00:00:00:07"), NOW);
            response.apply(decision("2001:db8::/32", Action.RATE_LIMIT, 60, Origin.MESH, NOW), NOW);
            response.apply(decision("203.0.113.8", Action.BLOCK, 60, Origin.OPERATOR, NOW), NOW);
            response.apply(
                    Decision.named(
                            at("203.0.113.9"),
                            Action.QUARANTINE,
                            Duration.ofMinutes(1),
                            Origin.LOCAL,
                            Scope.HOST,
                            "\"a\" \\ ü",
                            0.25,
                            NOW),
                    NOW);
            response.undo(at("203.0.113.8"), NOW);
            response.allow(net("198.51.100.0/24"), "partner", NOW);
            response.allow(net("192.0.2.0/24"), "gone again", NOW);
            response.disallow(net("192.0.2.0/24"));
            ResponseJournal.Contents contents = ResponseJournal.read(file, FLIPPED);
            assertThat(contents.damaged()).isZero();
            same(contents.state(), response.state(NOW));
            Response next = new Response(allowlist(), new DryRunEnforcer());
            assertThat(next.restore(contents.state(), NOW)).containsOnly(Outcome.ENFORCED);
            same(next.state(NOW), response.state(NOW));
            assertThat(next.apply(decision("203.0.113.8", Action.BLOCK, 60, Origin.MESH, NOW), NOW))
                    .as("what was taken back stays away after a restart")
                    .isEqualTo(Outcome.UNDONE);
        }
    }

    @Property(tries = 30)
    void everyHistoryIsReadAsItWas(@ForAll long seed) throws IOException {
        Path file = Files.createTempFile("journal", ".test");
        SplittableRandom random = new SplittableRandom(seed);
        long now = NOW;
        try (ResponseJournal journal = new ResponseJournal(file, FLIPPED)) {
            Response response = with(journal);
            for (int step = 0; step < 60; step++) {
                String who = "198.51.100." + random.nextInt(6);
                Origin origin = Origin.values()[random.nextInt(Origin.values().length)];
                switch (random.nextInt(8)) {
                    case 0 -> response.undo(at(who), now);
                    case 1 -> response.lift(at(who), origin, now);
                    case 2 -> response.allow(net(who), "a", now);
                    case 3 -> response.disallow(net(who));
                    case 4 -> journal.rewrite(response.state(now));
                    default ->
                        response.apply(decision(who, Action.values()[random.nextInt(4)], 100_000, origin, now), now);
                }
                now += SECOND;
                same(ResponseJournal.read(file, FLIPPED).state(), response.state(now));
            }
        } finally {
            Files.delete(file);
        }
    }

    private static void same(ResponseState read, ResponseState held) {
        assertThat(read.decisions()).containsExactlyInAnyOrderElementsOf(held.decisions());
        assertThat(read.undone()).containsExactlyInAnyOrderElementsOf(held.undone());
        assertThat(read.allowed()).containsExactlyInAnyOrderElementsOf(held.allowed());
    }

    @Test
    void whatIsSealedOtherwiseIsDamaged() throws IOException {
        Path file = folder.resolve("journal");
        try (ResponseJournal journal = new ResponseJournal(file, FLIPPED)) {
            with(journal).apply(block("203.0.113.7"), NOW);
        }
        JournalSeal stranger = new JournalSeal() {
            @Override
            public byte[] seal(byte[] block) {
                return block;
            }

            @Override
            public Optional<byte[]> open(byte[] sealed) {
                return Optional.empty();
            }
        };
        assertThat(ResponseJournal.read(file, stranger))
                .isEqualTo(new ResponseJournal.Contents(ResponseState.empty(), 2));
        assertThat(ResponseJournal.read(file, JournalSeal.none()).damaged()).isPositive();
    }

    /** A writer that is killed leaves half a line at most. */
    @Test
    void halfALineCostsThatLineOnly() throws IOException {
        Path file = folder.resolve("journal");
        try (ResponseJournal journal = new ResponseJournal(file, FLIPPED)) {
            Response response = with(journal);
            response.apply(block("203.0.113.7"), NOW);
            response.apply(block("203.0.113.8"), NOW);
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 9));
        ResponseJournal.Contents contents = ResponseJournal.read(file, FLIPPED);
        assertThat(contents.damaged()).isEqualTo(1);
        assertThat(contents.state().decisions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"entry\":\"lifted\"}",
                "{\"entry\":\"lifted\",\"indicator\":\"203.0.113.7\",\"origin\":\"NOBODY\"}",
                "{\"entry\":\"lifted\",\"indicator\":\"203.0.113.7\",\"origin\":\"LOCAL\",\"more\":1}",
                "{\"entry\":\"lifted\",\"indicator\":\"203.0.113.7\",\"origin\":\"LOCAL\"} {}",
                "{\"entry\":\"lifted\",\"indicator\":\"example.com\",\"origin\":\"LOCAL\"}",
                "{\"entry\":\"lifted\",\"indicator\":{},\"origin\":\"LOCAL\"}",
                "{\"entry\":\"lifted\",\"entry\":\"lifted\",\"indicator\":\"203.0.113.7\",\"origin\":\"LOCAL\"}",
                "{\"entry\":\"taken_back\",\"indicator\":\"203.0.113.7\",\"action\":\"BLOCK\",\"until_us\":\"soon\"}",
                "{\"entry\":\"disallowed\",\"prefix\":\"203.0.113.7/99\"}"
            })
    void refusesWhatIsNoEntry(String line) {
        assertThat(JournalCodec.parse(line)).isEmpty();
    }

    @Test
    void noFileIsAFirstStart() throws IOException {
        assertThat(ResponseJournal.read(folder.resolve("none"), FLIPPED).state())
                .isEqualTo(ResponseState.empty());
    }

    @Test
    void staysShortWhateverComesAndGoes() throws IOException {
        Path file = folder.resolve("journal");
        try (ResponseJournal journal = new ResponseJournal(file, FLIPPED)) {
            Response response = with(journal);
            for (int i = 0; i < 6_000; i++) {
                response.apply(decision("203.0.113.7", Action.BLOCK, 3600, Origin.LOCAL, NOW + i), NOW + i);
                journal.rewriteIfLong(response, NOW + i);
            }
            assertThat(Files.size(file)).isLessThan((1 << 20) + 4096);
            assertThat(ResponseJournal.read(file, FLIPPED).state().decisions()).hasSize(1);
        }
    }

    /** A disk that is full is made good by the next rewrite. */
    @Test
    void aFailureIsRememberedUntilAllIsWrittenAnew() throws IOException {
        Path file = folder.resolve("journal");
        ResponseJournal journal = new ResponseJournal(file, FLIPPED);
        Response response = new Response(allowlist(), new DryRunEnforcer());
        response.journal(journal);
        assertThat(journal.failed()).as("not begun").isTrue();
        response.apply(block("203.0.113.7"), NOW);
        assertThat(file).doesNotExist();
        journal.rewriteIfLong(response, NOW + HOUR / 2);
        assertThat(journal.failed()).isFalse();
        assertThat(ResponseJournal.read(file, FLIPPED).state().decisions()).hasSize(1);
        Files.write(file, new byte[] {'x', '\n'}, StandardOpenOption.APPEND);
        assertThat(ResponseJournal.read(file, FLIPPED).damaged()).isEqualTo(1);
        journal.close();
    }

    /** Nobody can tell an empty file from one that was emptied, so none is. */
    @Test
    void aJournalOfNothingIsNotEmptyAndAnEmptyFileIsDamaged() throws IOException {
        Path file = folder.resolve("journal");
        try (ResponseJournal journal = new ResponseJournal(file, FLIPPED)) {
            with(journal);
        }
        assertThat(Files.size(file)).isPositive();
        assertThat(ResponseJournal.read(file, FLIPPED).damaged()).isZero();
        Files.write(file, new byte[0]);
        assertThat(ResponseJournal.read(file, FLIPPED).damaged()).isEqualTo(1);
    }
}
