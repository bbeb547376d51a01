package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The changes of the set on the disk: torn ends are cut, damage and lies are refused. */
class SetBookTest {
    private static Ring ring;
    private static List<SetPath.Step> steps;

    @TempDir
    Path folder;

    @BeforeAll
    static void threeChanges() {
        ring = new Ring(4, Ring.PARAMS);
        for (int i = 0; i < 3; i++) {
            Ring.Node fresh = ring.stranger(60 + i);
            fresh.want(new SetChange.Join(
                    Candidate.sign(fresh.member.validator(), 0, ring.genesis.networkId(), fresh.member.signer())));
        }
        assertThat(ring.reaches(6, 40)).isTrue();
        steps = ring.node(0).steps;
        assertThat(steps).hasSize(3);
    }

    private Path written() throws IOException {
        Path file = folder.resolve("sets.log");
        try (SetBook book = SetBook.open(file, ring.genesis, 0)) {
            for (SetPath.Step step : steps) {
                book.append(step.decided(), step.next());
            }
        }
        return file;
    }

    private static long tip() {
        return ring.node(0).height();
    }

    @Test
    void saysWhichSetDecidesWhichHeight() throws IOException {
        try (SetBook book = SetBook.open(written(), ring.genesis, tip())) {
            long first = steps.get(0).decided().height();
            assertThat(book.at(first).orElseThrow().size()).isEqualTo(4);
            assertThat(book.at(first + 1).orElseThrow().size()).isEqualTo(5);
            assertThat(book.at(tip() + 1).orElseThrow().size()).isEqualTo(7);
            assertThat(book.changes(first + 1, 10)).hasSize(2);
            assertThat(book.changes(1, 1)).hasSize(1);
            assertThat(book.path().reigns(ring.genesis).orElseThrow()).hasSize(4);
        }
        assertThat(SetBook.read(folder.resolve("sets.log"), ring.genesis).steps())
                .isEqualTo(steps);
        assertThat(SetBook.read(folder.resolve("none"), ring.genesis)).isEqualTo(SetPath.NONE);
    }

    @Test
    void anEndTornAnywhereLeavesWhatWasWholeAndCanGoOn() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        int[] ends = ends(whole);
        for (int length = 0; length < whole.length; length += 13) {
            Path file = folder.resolve("torn");
            Files.write(file, Arrays.copyOf(whole, length));
            int kept = 0;
            for (int end : ends) {
                kept += end <= length ? 1 : 0;
            }
            try (SetBook book = SetBook.open(file, ring.genesis, tip())) {
                assertThat(book.path().steps()).hasSize(kept);
                for (SetPath.Step step : steps) {
                    book.append(step.decided(), step.next());
                }
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        }
    }

    private static int[] ends(byte[] whole) {
        int[] ends = new int[3];
        int at = 0;
        for (int i = 0; i < 3; i++) {
            at += 8 + java.nio.ByteBuffer.wrap(whole, at, 4).getInt();
            ends[i] = at;
        }
        return ends;
    }

    @Test
    void aChangeWhoseCheckpointWasNotStoredIsDropped() throws IOException {
        Path file = written();
        long last = steps.get(2).decided().height();
        try (SetBook book = SetBook.open(file, ring.genesis, last - 1)) {
            assertThat(book.path().steps()).hasSize(2);
            assertThat(book.at(last + 1).orElseThrow().size()).isEqualTo(6);
        }
        try (SetBook book = SetBook.open(file, ring.genesis, tip())) {
            assertThat(book.path().steps()).as("and it stays dropped").hasSize(2);
        }
    }

    @Test
    void damageBeforeTheEndIsRefusedAndNothingIsRepaired() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        int end = ends(whole)[0];
        for (int at = 4; at < end; at += 37) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            Path file = folder.resolve("damaged");
            Files.write(file, damaged);
            assertThatThrownBy(() -> SetBook.open(file, ring.genesis, tip()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("byte 0");
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
    }

    @Test
    void aSetThatNobodySignedIsRefusedThoughItsChecksumFits() throws IOException {
        Path file = folder.resolve("sets.log");
        try (SetBook book = SetBook.open(file, ring.genesis, 0)) {
            // Another set than the one that the header names.
            book.append(steps.get(0).decided(), steps.get(1).next());
        }
        assertThatThrownBy(() -> SetBook.open(file, ring.genesis, tip())).hasMessageContaining("not the one");
        Path other = folder.resolve("other.log");
        try (SetBook book = SetBook.open(other, ring.genesis, 0)) {
            // Signed by a set that is not the one before it.
            book.append(steps.get(1).decided(), steps.get(1).next());
        }
        assertThatThrownBy(() -> SetBook.open(other, ring.genesis, tip())).hasMessageContaining("not signed");
    }
}
