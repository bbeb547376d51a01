package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.LedgerReader;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.StoreMaintenance;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that starts again asks for the proofs that it lacks, wherever in its chain they are missing. */
class UnprovenTest {
    @TempDir
    Path folder;

    @Test
    void gapsBelowProvenBlocksAreFoundToo() throws Exception {
        try (LedgerFixture fixture = new LedgerFixture(folder, 3);
                LedgerReader validator = StoreMaintenance.openToRead(fixture.store());
                BlockStore own = MemoryBlockStore.create(fixture.genesis().networkId())) {
            own.putAll(fixture.blocks());
            for (int proven : new int[] {2, 4}) {
                Microblock block = fixture.blocks().get(proven - 1);
                own.putProof(validator.proof(block.hash()).orElseThrow());
            }
            assertThat(LedgerRole.unproven(own, fixture.keys("guardian-1").id()))
                    .extracting(Microblock::seq)
                    .containsExactly(1L, 3L, 5L, 6L, 7L);
            assertThat(LedgerRole.unproven(own, fixture.keys("guardian-2").id()))
                    .isEmpty();
        }
    }
}
