package com.hookprobe.dsm.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DSM 2.2: a torn tail is cut, everything else that is wrong keeps the node from signing. */
class VoteLogTest {
    private static final List<Fixtures.Member> MEMBERS = Fixtures.members(4, false);
    private static final Genesis GENESIS =
            Fixtures.genesis(MEMBERS, false, List.of(Fixtures.source(0)), Params.local(2));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = folder.resolve("votes.log");
        VoteLog.create(file, GENESIS, MEMBERS.get(0).id(), 0);
    }

    private static VoteRecord record(long height) {
        return new VoteRecord(VoteRecord.Kind.NOTARIZED, height, 1, Hash32.sha256("x", new byte[] {(byte) height}));
    }

    private VoteLog ready() throws IOException {
        VoteLog.Opening opening = VoteLog.open(file, GENESIS, MEMBERS.get(0).id());
        assertThat(opening).isInstanceOf(VoteLog.Opening.Ready.class);
        return ((VoteLog.Opening.Ready) opening).log();
    }

    private String refused() throws IOException {
        VoteLog.Opening opening = VoteLog.open(file, GENESIS, MEMBERS.get(0).id());
        assertThat(opening).isInstanceOf(VoteLog.Opening.Refused.class);
        return ((VoteLog.Opening.Refused) opening).reason();
    }

    private byte[] written(int records) throws IOException {
        try (VoteLog log = ready()) {
            for (int i = 1; i <= records; i++) {
                log.append(record(i));
            }
        }
        return Files.readAllBytes(file);
    }

    @Test
    void recordsSurviveReopening() throws IOException {
        byte[] bytes = written(3);
        assertThat(bytes).hasSize(4 * 72);
        try (VoteLog log = ready()) {
            assertThat(log.records()).containsExactly(record(1), record(2), record(3));
        }
    }

    @Test
    void tornTailOfEveryLengthIsCut() throws IOException {
        byte[] bytes = written(3);
        for (int length = 3 * 72; length < 4 * 72; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            try (VoteLog log = ready()) {
                assertThat(log.records()).as("length %d", length).containsExactly(record(1), record(2));
                log.append(record(9));
            }
            try (VoteLog log = ready()) {
                assertThat(log.records()).containsExactly(record(1), record(2), record(9));
            }
        }
    }

    @Test
    void lastRecordWithAnyBitFlippedIsCut() throws IOException {
        byte[] bytes = written(2);
        for (int i = 2 * 72; i < 3 * 72; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 4;
            Files.write(file, damaged);
            try (VoteLog log = ready()) {
                assertThat(log.records()).as("byte %d", i).containsExactly(record(1));
            }
        }
    }

    @Test
    void damageBeforeGoodRecordsIsRefused() throws IOException {
        byte[] bytes = written(3);
        for (int i = 0; i < 3 * 72; i += 5) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThat(refused()).as("byte %d", i).contains("damaged").contains(file.toString());
            assertThat(Files.readAllBytes(file)).as("nothing is repaired").isEqualTo(damaged);
        }
    }

    @Test
    void damagedRecordBeforeATornOneIsRefused() throws IOException {
        byte[] bytes = Arrays.copyOf(written(3), 3 * 72 + 10);
        bytes[2 * 72 + 30] ^= 1;
        Files.write(file, bytes);
        assertThat(refused()).contains("damaged");
    }

    @Test
    void fileCutWithinItsFirstRecordIsRefused() throws IOException {
        byte[] bytes = written(0);
        for (int length = 0; length < 72; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThat(refused()).as("length %d", length).contains("cut before its first record");
        }
    }

    @Test
    void missingFileIsRefusedAndNotMade() throws IOException {
        Files.delete(file);
        assertThat(refused()).contains("no vote log").contains(file.toString());
        assertThat(file).doesNotExist();
    }

    @Test
    void createNeverReplaces() {
        assertThatThrownBy(() -> VoteLog.create(file, GENESIS, MEMBERS.get(0).id(), 0))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void logOfAnotherNetworkKeyOrSetIsRefused() throws IOException {
        Genesis other = Fixtures.genesis(MEMBERS, false, List.of(), Params.local(2));
        VoteLog.Opening network = VoteLog.open(file, other, MEMBERS.get(0).id());
        assertThat(network).isInstanceOf(VoteLog.Opening.Refused.class);
        assertThat(((VoteLog.Opening.Refused) network).reason()).contains("another network");
        VoteLog.Opening key = VoteLog.open(file, GENESIS, MEMBERS.get(1).id());
        assertThat(((VoteLog.Opening.Refused) key).reason()).contains("another genesis or another key");
    }

    @Test
    void secondSignerIsRefused() throws IOException {
        VoteLog first = ready();
        assertThat(refused()).contains("two signers with one key");
        first.close();
        ready().close();
    }

    @Test
    void recoveredLogSignsOnlyAboveItsWatermark() throws IOException {
        Files.delete(file);
        VoteLog.create(file, GENESIS, MEMBERS.get(0).id(), 12);
        try (VoteLog log = ready()) {
            assertThat(log.records()).containsExactly(new VoteRecord(VoteRecord.Kind.WATERMARK, 12, 0, Hash32.ZERO));
        }
    }

    @Test
    void compactionKeepsWhatIsOpenAndAWatermark() throws IOException {
        try (VoteLog log = ready()) {
            for (int i = 0; i < VoteLog.COMPACT_RECORDS; i++) {
                log.append(record(i / 2 + 1));
            }
            long last = VoteLog.COMPACT_RECORDS / 2;
            log.forget(last - 1);
            assertThat(log.records())
                    .containsExactly(
                            new VoteRecord(VoteRecord.Kind.WATERMARK, last - 1, 0, Hash32.ZERO),
                            record(last),
                            record(last));
            log.append(record(last + 1));
        }
        assertThat(Files.size(file)).isEqualTo(5 * 72);
        try (VoteLog log = ready()) {
            assertThat(log.records()).hasSize(4);
        }
    }

    /** Cut at the end of a record it looks whole: only who knows how far it reached sees it. */
    @Test
    void aLogThatEndsBeforeItsExtentIsRefused() throws IOException {
        byte[] bytes = written(3);
        long extent;
        try (VoteLog log = ready()) {
            log.append(new VoteRecord(VoteRecord.Kind.NOTARIZED, 3, 2, Hash32.sha256("y", new byte[1])));
            extent = log.extent();
        }
        NodeId self = MEMBERS.get(0).id();
        for (int records = 0; records <= 3; records++) {
            Files.write(file, Arrays.copyOf(bytes, (1 + records) * 72));
            try (VoteLog log = ready()) {
                assertThat(log.extent()).isLessThan(extent);
            }
            assertThat(VoteLog.open(file, GENESIS, self, extent))
                    .isInstanceOfSatisfying(
                            VoteLog.Opening.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .contains("expected one that reaches height 3", "--votes-above"));
        }
    }

    @Test
    void theExtentOfALogNeverFallsWhenItIsCompacted() throws IOException {
        try (VoteLog log = ready()) {
            long last = 0;
            for (int i = 0; i < VoteLog.COMPACT_RECORDS + 10; i++) {
                log.append(record(1 + i / 3));
                log.forget(1 + i / 3);
                assertThat(log.extent()).isGreaterThanOrEqualTo(last);
                last = log.extent();
            }
        }
    }
}
