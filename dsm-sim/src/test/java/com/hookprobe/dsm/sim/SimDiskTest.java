package com.hookprobe.dsm.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.consensus.ValidatorEngine;
import com.hookprobe.dsm.consensus.VoteLog;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The production files on a disk that loses what was not synced. */
class SimDiskTest {
    private static final String LOG = "/votes.log";
    private static final VoteRecord VOTE =
            new VoteRecord(VoteRecord.Kind.FINALIZED, 1, 1, Hash32.sha256("value", new byte[0]));

    private final World world = World.of(4, false, false);
    private final Hazards hazards = new Hazards();
    private final SimDisk disk = new SimDisk(hazards);
    private final SimPath root = new SimPath(new SimFileSystem(disk), "/");

    private VoteLog open() throws IOException {
        return ((VoteLog.Opening.Ready) VoteLog.open(
                        root.resolve("votes.log"),
                        world.genesis,
                        world.members.get(0).id()))
                .log();
    }

    private void create() throws IOException {
        ValidatorEngine.initialise(root, world.genesis, world.members.get(0).id());
    }

    @Test
    void aRecordIsDurableWhenAppendReturns() throws IOException {
        create();
        open().append(VOTE);
        disk.powerCut(new SplittableRandom(1));
        assertThat(open().records()).containsExactly(VOTE);
    }

    @Test
    void aRecordThatARestartedProcessFindsIsDurableBeforeItIsUsed() throws IOException {
        create();
        VoteLog log = open();
        // The process ends between the write and the sync.
        hazards.crashAfter(2);
        assertThatThrownBy(() -> log.append(VOTE)).isInstanceOf(PowerCut.class);
        disk.processEnds();
        assertThat(open().records()).as("the file shows it").containsExactly(VOTE);
        byte[] left = disk.surely(LOG);
        assertThat(left)
                .as("and the vote is sent again, so the disk must have it")
                .hasSize(144);
    }

    @Test
    void whateverTheCutLeavesOfTheTailTheLogOpens() throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            SimDiskTest fresh = new SimDiskTest();
            fresh.create();
            VoteLog log = fresh.open();
            log.append(VOTE);
            fresh.hazards.crashAfter(2);
            VoteRecord next = new VoteRecord(VoteRecord.Kind.NULLIFIED, 1, 2, Hash32.ZERO);
            assertThatThrownBy(() -> log.append(next)).isInstanceOf(PowerCut.class);
            fresh.disk.powerCut(new SplittableRandom(seed));
            List<VoteRecord> records = fresh.open().records();
            assertThat(records).startsWith(VOTE);
            assertThat(records.size()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aFailedReadWhileOpeningIsAnIoException() throws IOException {
        create();
        for (int steps = 1; steps < 40; steps++) {
            hazards.readErrorAfter(steps);
            FaultyStore store = new FaultyStore(MemoryBlockStore.create(world.genesis.networkId()), hazards);
            try (ValidatorEngine engine = ValidatorEngine.open(
                    root,
                    world.genesis,
                    world.members.get(0).id(),
                    world.members.get(0).signer(),
                    store,
                    (to, message) -> {},
                    (ranges, from, nowNs) -> {},
                    new ValidatorEngine.Listener() {
                        @Override
                        public void finalised(
                                com.hookprobe.dsm.ledger.DecidedCheckpoint checkpoint,
                                int signers,
                                int validators,
                                long epochCloseToFinalNs) {}

                        @Override
                        public void evidence(com.hookprobe.dsm.consensus.Evidence evidence) {}
                    })) {
                assertThat(engine.notSigning()).isEmpty();
            } catch (IOException expected) {
                assertThat(expected).hasMessageNotContaining("Unchecked");
                disk.processEnds();
            }
        }
        hazards.mend();
    }
}
