package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mesh 7.2: the ledger does not tell that two events are the same, nor what they are. */
class LedgerSaltTest {
    private static final int EVENTS = 50;

    @TempDir
    Path folder;

    @Test
    void theSameEventHasAnotherHashEachTime() throws Exception {
        byte[] event = "{\"source\":\"203.0.113.77\"}".getBytes(StandardCharsets.UTF_8);
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = mesh.node("guardian-1");
            LedgerRole ledger = new LedgerRole(node, mesh.store(), node.keys().vault(), null);
            List<LedgerRole.Event> same = Collections.nCopies(EVENTS, new LedgerRole.Event(EventType.IDS_ALERT, event));
            Set<Hash32> hashes = new HashSet<>();
            for (Microblock block : ledger.seal(same)) {
                hashes.add(block.payloadHash());
            }
            assertThat(hashes).hasSize(EVENTS).doesNotContain(Hash32.of(NeuroRole.sha256(event)));
            ledger.close();
        }
    }
}
