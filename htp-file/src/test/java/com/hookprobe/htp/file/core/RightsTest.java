package com.hookprobe.htp.file.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** HTP file F-80 to F-83: what a node may do, and how fast, in virtual time. */
class RightsTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int RATE = 64 << 10;
    private static final byte[] MEBIBYTE = new byte[1 << 20];

    static {
        new Random(1).nextBytes(MEBIBYTE);
    }

    private Rights now = Rights.ALL;
    private final MachinePair pair = new MachinePair(1, FileLimits.DEFAULT, node -> now);

    private FileErrorCode codeOf(TransferKey key) {
        return ((FileEffect.Failed) pair.outcomes.get(key)).code();
    }

    private void assertDenied(TransferKey... keys) {
        for (TransferKey key : keys) {
            assertThat(codeOf(key)).isEqualTo(FileErrorCode.PERMISSION_DENIED);
        }
    }

    private TransferKey describe() {
        return pair.ask(new ClientRequest.Describe(MessageArbitraries.path("a.bin"), true));
    }

    private TransferKey list() {
        return pair.ask(new ClientRequest.ListPage(FilePath.ROOT, ""));
    }

    private TransferKey delete() {
        return pair.ask(new ClientRequest.Remove(MessageArbitraries.path("a.bin")));
    }

    private void rights(Rights next) {
        now = next;
        pair.run(pair.nowNs + NodeRights.AGE_NS);
    }

    private void rest() {
        pair.run(pair.nowNs + 60 * SECOND_NS);
    }

    @Test
    void whoMayOnlyReadGetsNoWriteOfAnyKind() {
        pair.serverDisk.files.put("/a.bin", MEBIBYTE);
        rights(Rights.readOnly(0));
        TransferKey read = pair.download("a.bin", FileHash.NONE);
        TransferKey stat = describe();
        TransferKey list = list();
        TransferKey create = pair.upload("b.bin", new byte[1], 0, false, true);
        TransferKey update = pair.upload("a.bin", new byte[1], 0, true, true);
        TransferKey delete = delete();
        rest();
        for (TransferKey allowed : new TransferKey[] {read, stat, list}) {
            assertThat(pair.outcomes.get(allowed)).isInstanceOf(FileEffect.Done.class);
        }
        assertDenied(create, update, delete);
        assertThat(pair.serverDisk.files).containsOnlyKeys("/a.bin");
    }

    @Test
    void whoMayNothingGetsNothing() {
        pair.serverDisk.files.put("/a.bin", MEBIBYTE);
        rights(Rights.NONE);
        TransferKey[] all = {
            pair.download("a.bin", FileHash.NONE),
            describe(),
            list(),
            delete(),
            pair.upload("b.bin", new byte[1], 0, false, true)
        };
        rest();
        assertDenied(all);
    }

    @Test
    void readsKeepToTheRateHoweverManyThereAre() {
        pair.serverDisk.files.put("/a.bin", MEBIBYTE);
        rights(Rights.readOnly(RATE));
        long startNs = pair.nowNs;
        TransferKey first = pair.download("a.bin", FileHash.NONE);
        TransferKey second = pair.download("a.bin", FileHash.NONE);
        double due = 2.0 * MEBIBYTE.length / RATE;
        pair.run(startNs + (long) (due * SECOND_NS * 0.95));
        assertThat(pair.outcomes).as("neither is through before its time").isEmpty();
        double shared = (double) pair.progress.get(first) / pair.progress.get(second);
        assertThat(shared).as("both go on").isEqualTo(1, within(0.2));
        pair.run(startNs + (long) (due * SECOND_NS * 1.1));
        assertThat(pair.outcomes.get(first)).isInstanceOf(FileEffect.Done.class);
        assertThat(pair.outcomes.get(second)).isInstanceOf(FileEffect.Done.class);
    }

    @Test
    void writesKeepToTheRate() {
        rights(new Rights(true, true, RATE));
        long startNs = pair.nowNs;
        TransferKey key = pair.upload("b.bin", MEBIBYTE, 0, false, true);
        double due = (double) MEBIBYTE.length / RATE;
        pair.run(startNs + (long) (due * SECOND_NS * 0.95));
        assertThat(pair.outcomes).isEmpty();
        pair.run(startNs + (long) (due * SECOND_NS * 1.1));
        assertThat(pair.outcomes.get(key)).isInstanceOf(FileEffect.Done.class);
        assertThat(pair.serverDisk.files.get("/b.bin")).isEqualTo(MEBIBYTE);
    }

    @Test
    void aPacedTransferDoesNotCountAsStandingStill() {
        pair.serverDisk.files.put("/a.bin", MEBIBYTE);
        // A chunk in eight minutes would stand still; five chunks a minute do not.
        rights(Rights.readOnly(8192 / 200));
        TransferKey key = pair.download("a.bin", FileHash.NONE);
        pair.run(pair.nowNs + 290 * SECOND_NS);
        assertThat(pair.outcomes).doesNotContainKey(key);
    }

    @Test
    void aNodeThatFallsLosesWhatIsUnderWay() {
        pair.serverDisk.files.put("/a.bin", MEBIBYTE);
        rights(new Rights(true, true, RATE));
        TransferKey read = pair.download("a.bin", FileHash.NONE);
        TransferKey write = pair.upload("b.bin", MEBIBYTE, 0, false, true);
        pair.run(pair.nowNs + 2 * SECOND_NS);
        assertThat(pair.outcomes).isEmpty();
        now = Rights.readOnly(RATE);
        pair.run(pair.nowNs + 5 * SECOND_NS);
        assertDenied(write);
        now = Rights.NONE;
        pair.run(pair.nowNs + 5 * SECOND_NS);
        assertDenied(read);
        assertThat(pair.serverDisk.files).containsOnlyKeys("/a.bin");
    }

    @Test
    void anAnswerIsGoodForASecondAndNotLonger() {
        int[] asked = {0};
        NodeRights rights = new NodeRights(node -> {
            asked[0]++;
            return Rights.ALL;
        });
        rights.opened("n", 0);
        rights.opened("n", 1);
        rights.of("n", NodeRights.AGE_NS - 1);
        assertThat(asked[0]).isEqualTo(1);
        rights.of("n", NodeRights.AGE_NS);
        assertThat(asked[0]).isEqualTo(2);
        BytePace pace = rights.paceOf("n");
        rights.closed("n");
        assertThat(rights.paceOf("n")).as("another session of it is open").isSameAs(pace);
        rights.closed("n");
        assertThatThrownBy(() -> rights.paceOf("n")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theRateHasBounds() {
        assertThat(new Rights(true, true, Rights.BYTES_PER_SECOND_MAX).bytesPerSecondMax())
                .isEqualTo(1L << 30);
        for (long beyond : new long[] {Rights.BYTES_PER_SECOND_MAX + 1, -1}) {
            assertThatThrownBy(() -> new Rights(true, true, beyond))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expects 0 to 1073741824, found " + beyond);
        }
    }

    @Test
    void nothingIsSavedUpByResting() {
        BytePace pace = new BytePace();
        pace.rate(RATE);
        assertThat(pace.reserve(RATE, 0)).isZero();
        assertThat(pace.reserve(RATE, 0)).isEqualTo(SECOND_NS);
        assertThat(pace.reserve(RATE, 100 * SECOND_NS)).isEqualTo(100 * SECOND_NS);
        assertThat(pace.reserve(RATE, 100 * SECOND_NS)).isEqualTo(101 * SECOND_NS);
        pace.rate(0);
        assertThat(pace.reserve(RATE, 100 * SECOND_NS)).as("no bound").isEqualTo(100 * SECOND_NS);
    }
}
