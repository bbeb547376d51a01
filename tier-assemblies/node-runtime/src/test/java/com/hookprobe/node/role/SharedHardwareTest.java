package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.keys.FakeMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** identity 6.13: one machine under two names is found, also among very many. */
class SharedHardwareTest {
    /** Of a record: magic, version and kind, then a number before the one digest of each field. */
    private static final int HEAD = 6;

    @TempDir
    Path dir;

    private final SplittableRandom random = new SplittableRandom(5);
    private final SharedHardware shared = new SharedHardware();
    private byte[] machine = new byte[0];

    @BeforeEach
    void open() throws Exception {
        machine = FakeMachine.enrolled(dir).digests().encode();
    }

    private NodeId node(int number) {
        byte[] id = new byte[32];
        new SplittableRandom(number).nextBytes(id);
        return NodeId.of(id);
    }

    /** A machine whose fields all have other digests. */
    private HardwareDigests other() throws Exception {
        byte[] record = machine.clone();
        for (int at = HEAD; at < record.length; ) {
            int values = record[at++];
            for (int i = 0; i < values * HardwareDigests.DIGEST_BYTES; i++) {
                record[at++] = (byte) random.nextInt();
            }
        }
        return HardwareDigests.decode(record);
    }

    @Test
    void whoSharesAMachineIsNamedOnceForEachChange() throws Exception {
        HardwareDigests first = HardwareDigests.decode(machine);
        HardwareDigests repaired = FakeMachine.repaired(dir.resolve("repaired")).digests();
        HardwareDigests cloned = FakeMachine.cloned(dir.resolve("cloned")).digests();
        assertThat(shared.put(node(1), first)).isEmpty();
        assertThat(shared.put(node(2), cloned)).as("of one model").isEmpty();
        assertThat(shared.put(node(3), repaired)).containsExactly(node(1));
        assertThat(shared.put(node(3), repaired)).as("no news").isEmpty();
        assertThat(shared.put(node(2), first)).containsExactlyInAnyOrder(node(1), node(3));
        assertThat(shared.put(node(1), cloned)).as("it has moved").isEmpty();
        assertThat(shared.put(node(4), first)).containsExactlyInAnyOrder(node(2), node(3));
        assertThat(shared.put(
                        node(5), FakeMachine.container(dir.resolve("container")).digests()))
                .as("it names no machine")
                .isEmpty();
    }

    /** Compared with each other they would be 200 million pairs. */
    @Test
    @Timeout(120)
    void manyMachinesAreNotComparedWithEachOther() throws Exception {
        List<HardwareDigests> machines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            machines.add(other());
            assertThat(shared.put(node(i), machines.get(i))).isEmpty();
        }
        assertThat(shared.put(node(-1), machines.get(7_000))).containsExactly(node(7_000));
    }
}
