package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.witness.ClaimLogCodec;
import com.hookprobe.node.witness.SignedClaim;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness's log on a disk, and crashes at every step of it. */
class ClaimLogTest {
    private static final int RECORD = ClaimLogCodec.RECORD_BYTES;

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    private static ClaimLogCodec codec;
    private Path file;

    @BeforeAll
    static void bind() throws Exception {
        try (TestMesh mesh = new TestMesh(home)) {
            NodeContext node = mesh.node("sentinel-1");
            codec = new ClaimLogCodec(node.genesis(), node.self().id());
        }
    }

    @BeforeEach
    void create() throws IOException {
        file = folder.resolve("log").resolve("claims.log");
        ClaimLog.create(file, codec, 0, step -> {});
    }

    private static SignedClaim signed(int number) {
        return new SignedClaim(new Bytes32(0, 0, 0, number), Hash32.sha256("claim " + number), 1_000 + number);
    }

    private static List<SignedClaim> range(int from, int to) {
        List<SignedClaim> all = new ArrayList<>();
        for (int i = from; i < to; i++) {
            all.add(signed(i));
        }
        return all;
    }

    private ClaimLog.Opening.Ready ready(WholeFile.Moment moment) throws IOException {
        ClaimLog.Opening opening = ClaimLog.open(file, codec, moment);
        assertThat(opening).isInstanceOf(ClaimLog.Opening.Ready.class);
        return (ClaimLog.Opening.Ready) opening;
    }

    private List<SignedClaim> read() throws IOException {
        ClaimLog.Opening.Ready ready = ready(step -> {});
        ready.log().close();
        return ready.signed();
    }

    @Test
    void whatIsAppendedIsThereAfterwards() throws IOException {
        try (ClaimLog log = ready(step -> {}).log()) {
            log.append(range(0, 1));
            log.append(range(1, 1 + ClaimLogCodec.BATCH_MAX + 1));
        }
        assertThat(read()).isEqualTo(range(0, ClaimLogCodec.BATCH_MAX + 2));
    }

    /** A kill at every length of the file; then the witness goes on, and is killed again. */
    @Test
    void aFileThatIsCutAnywhereAfterItsBeginningGoesOn() throws IOException {
        try (ClaimLog log = ready(step -> {}).log()) {
            log.append(range(0, 1));
            log.append(range(1, 4));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            if (length < RECORD) {
                assertThat(ClaimLog.open(file, codec, step -> {})).isInstanceOf(ClaimLog.Opening.Refused.class);
                assertThat(Files.size(file)).as("nothing is repaired").isEqualTo(length);
                continue;
            }
            List<SignedClaim> left = range(0, length / RECORD - 1);
            ClaimLog.Opening.Ready ready = ready(step -> {});
            assertThat(ready.signed()).as("length %d", length).isEqualTo(left);
            try (ClaimLog log = ready.log()) {
                log.append(range(100, 102));
            }
            left.addAll(range(100, 102));
            assertThat(read()).as("length %d", length).isEqualTo(left);
        }
    }

    @Test
    void damageOfWhatWasDurableIsRefusedAndLeftAlone() throws IOException {
        try (ClaimLog log = ready(step -> {}).log()) {
            log.append(range(0, 1));
            log.append(range(1, 2));
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < 2 * RECORD; at += 7) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            ClaimLog.Opening opening = ClaimLog.open(file, codec, step -> {});
            assertThat(((ClaimLog.Opening.Refused) opening).reason())
                    .as("byte %d", at)
                    .contains(file.toString())
                    .contains("damaged or cut");
            assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        }
    }

    private static final class Killed extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Dies at its n-th step. What was said to be durable before must be there afterwards, and what is there must be ours. */
    @Test
    void aKillAtAnyStepForgetsNothingThatWasDurable() throws IOException {
        int steps = 0;
        for (boolean died = true; died; steps++) {
            Files.delete(file);
            ClaimLog.create(file, codec, 0, step -> {});
            int[] left = {steps};
            List<SignedClaim> durable = new ArrayList<>();
            died = false;
            try (ClaimLog log = ready(step -> {
                        if (left[0]-- == 0) {
                            throw new Killed();
                        }
                    })
                    .log()) {
                for (int i = 0; i < 3; i++) {
                    List<SignedClaim> batch = range(10 * i, 10 * i + 2);
                    log.append(batch);
                    durable.addAll(batch);
                }
                log.rewrite(durable, 0);
                log.append(range(90, 91));
                durable.add(signed(90));
            } catch (Killed e) {
                died = true;
            }
            assertThat(read().subList(0, durable.size()))
                    .as("after %d steps", steps)
                    .isEqualTo(durable);
        }
        assertThat(steps)
                .as("appends of two steps, and four of a file that is written anew")
                .isEqualTo(4 * 2 + 4 + 1);
    }

    @Test
    void afterAFailureNothingIsTakenAnyMore() throws IOException {
        boolean[] full = {true};
        try (ClaimLog log = ready(step -> {
                    if (full[0]) {
                        throw new IOException("no space left on device");
                    }
                })
                .log()) {
            assertThatThrownBy(() -> log.append(range(0, 1))).hasMessageContaining("no space");
            full[0] = false;
            assertThatThrownBy(() -> log.append(range(0, 1))).hasMessageContaining("no longer signs");
            assertThatThrownBy(() -> log.rewrite(List.of(), 0)).hasMessageContaining("no longer signs");
        }
    }

    @Test
    void twoProcessesDoNotShareALog() throws IOException {
        try (ClaimLog log = ready(step -> {}).log()) {
            log.append(range(0, 1));
            assertThat(ClaimLog.open(file, codec, step -> {}))
                    .isInstanceOfSatisfying(
                            ClaimLog.Opening.Refused.class,
                            refused -> assertThat(refused.reason()).contains("another process"));
            log.append(range(1, 2));
        }
        assertThat(read()).isEqualTo(range(0, 2));
    }

    @Test
    void theFileIsWrittenAnewWhenMuchOfItHasEnded() throws IOException {
        try (ClaimLog log = ready(step -> {}).log()) {
            log.append(range(0, ClaimLog.REWRITE_RECORDS - 2));
            assertThat(log.worthRewriting()).isFalse();
            log.append(range(5_000, 5_001));
            assertThat(log.worthRewriting()).isTrue();
            log.rewrite(range(5_000, 5_001), 99);
            assertThat(log.worthRewriting()).isFalse();
            assertThat(Files.size(file)).isEqualTo(3 * RECORD);
            log.append(range(6_000, 6_001));
        }
        ClaimLog.Opening.Ready again = ready(step -> {});
        again.log().close();
        assertThat(again.signed()).containsExactly(signed(5_000), signed(6_000));
        assertThat(again.quietUntilMicros()).isEqualTo(99);
    }
}
