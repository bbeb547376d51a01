package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a correlator has told is there after a crash at any byte, together with how far it had come. */
class WordLogTest {
    private static final Hash32 NETWORK = Hash32.sha256("a network");
    private static final NodeId SELF = NodeId.of(Hash32.sha256("a node").bytes());

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("decisions.words");
    }

    private WordLog.Contents open() throws IOException {
        return WordLog.open(file, NETWORK, SELF);
    }

    private static InForce.Kept word(int number, int bytes) {
        byte[] encoded = new byte[bytes];
        new Random(number).nextBytes(encoded);
        return new InForce.Kept(new MeshMessage.Cancel(number, encoded), 1_000L + number);
    }

    private static List<Long> positions(WordLog.Contents contents) {
        return contents.words().stream()
                .map(word -> ((MeshMessage.Cancel) word.message()).position())
                .toList();
    }

    /** What a crash may leave: what was saved, and a part of what was not. */
    @Test
    void aCrashAtAnyByteTakesNothingThatWasSaved() throws Exception {
        List<Long> lengths = new ArrayList<>();
        try (WordLog log = open().log()) {
            for (int step = 1; step <= 4; step++) {
                log.add(word(step, 40));
                log.add(new byte[] {(byte) step});
                log.save();
                lengths.add(Files.size(file));
            }
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = Math.toIntExact(lengths.get(0)); length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            long saved = 0;
            for (long each : lengths) {
                saved += each <= length ? 1 : 0;
            }
            WordLog.Contents contents = open();
            try (WordLog log = contents.log()) {
                assertThat(contents.cursor().orElseThrow())
                        .as("cut at %s", length)
                        .containsExactly((byte) saved);
                assertThat(positions(contents).size()).isGreaterThanOrEqualTo((int) saved);
                log.add(word(9, 40));
                log.add(new byte[] {9});
                log.save();
            }
            WordLog.Contents again = open();
            again.log().close();
            assertThat(again.cursor().orElseThrow()).containsExactly((byte) 9);
            assertThat(positions(again)).endsWith(9L);
        }
    }

    @Test
    void damageWithinIsRefusedWhereverItIs() throws Exception {
        long saved = 0;
        try (WordLog log = open().log()) {
            for (int step = 1; step <= 3; step++) {
                saved = Files.size(file);
                log.add(word(step, 30));
                log.add(new byte[] {(byte) step});
                log.save();
            }
        }
        byte[] whole = Files.readAllBytes(file);
        int lastRecord = Math.toIntExact(whole.length - saved);
        for (int at = 0; at < whole.length - lastRecord; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            assertThatThrownBy(this::open)
                    .as("byte %s", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("put a copy back, or move it away together with the folder");
        }
    }

    @Test
    void anotherNodesFileIsRefused() throws Exception {
        open().log().close();
        assertThatThrownBy(() -> WordLog.open(file, NETWORK, NodeId.of(NETWORK.bytes())))
                .hasMessageContaining("another network's or another node's");
    }

    /** Disks write blocks in any order: of what was stored at once the end may be there, and the beginning not. */
    @Test
    void aPowerCutMayLeaveAnyPartOfTheLastTurn() throws Exception {
        long saved;
        try (WordLog log = open().log()) {
            log.add(word(1, 600));
            log.add(new byte[] {1});
            log.save();
            saved = Files.size(file);
            for (int number = 2; number < 6; number++) {
                log.add(word(number, 600));
            }
            log.add(new byte[] {2});
            log.save();
        }
        byte[] whole = Files.readAllBytes(file);
        for (int from = Math.toIntExact(saved); from < whole.length; from += 97) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, from, Math.min(from + 512, torn.length), (byte) 0);
            Files.write(file, torn);
            WordLog.Contents contents = open();
            contents.log().close();
            assertThat(contents.cursor().orElseThrow()).as("from %s", from).containsExactly((byte) 1);
            assertThat(positions(contents)).containsExactly(1L);
        }
    }

    /** A peer that puts whole records into what it says cannot make a crash look like damage. */
    @Test
    void bytesThatPeersChooseAreNoRecords() throws Exception {
        byte[] record = {2, 0, 0, 0, 1, 7};
        CRC32C crc = new CRC32C();
        crc.update(record);
        byte[] chosen = ByteBuffer.allocate(14)
                .putInt(record.length)
                .putInt((int) crc.getValue())
                .put(record)
                .array();
        try (WordLog log = open().log()) {
            log.add(new byte[] {1});
            log.save();
            log.add(new InForce.Kept(new MeshMessage.Cancel(1, chosen), 1));
            log.save();
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .as("nearly all of it is there")
                .contains(new String(chosen, 0, 13, java.nio.charset.StandardCharsets.ISO_8859_1));
        WordLog.Contents contents = open();
        contents.log().close();
        assertThat(contents.cursor().orElseThrow()).containsExactly((byte) 1);
        assertThat(contents.words()).isEmpty();
    }

    @Test
    void whatIsNoLongerInForceGoesWhenItGrows() throws Exception {
        try (WordLog log = open().log()) {
            int number = 0;
            while (!log.worthRewriting()) {
                log.add(word(++number, 8_000));
                log.save();
            }
            assertThat(number).isGreaterThan(400);
            log.rewrite(new byte[] {5}, List.of(word(number, 8_000)));
            assertThat(Files.size(file)).isLessThan(10_000);
            assertThat(log.worthRewriting()).isFalse();
            log.add(word(number + 1, 8_000));
            log.save();
            WordLog.Contents contents = open();
            contents.log().close();
            assertThat(positions(contents)).containsExactly((long) number, number + 1L);
            assertThat(contents.cursor().orElseThrow()).containsExactly((byte) 5);
        }
    }
}
