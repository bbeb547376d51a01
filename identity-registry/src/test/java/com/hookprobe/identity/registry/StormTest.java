package com.hookprobe.identity.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.sql.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many writers through two databases on one file or server; a small run of {@code benchmarks/registry storm}. More devices:
 * {@code -Dregistry.storm.devices=N}.
 */
class StormTest extends BothBackends {
    private static final int DEVICES = Integer.getInteger("registry.storm.devices", 40);
    private static final int THREADS = 8;

    @Test
    void nothingIsLostAndNothingDoneTwice() throws Exception {
        List<EnrolmentRequest> requests = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            requests.add(Fixtures.request(i));
        }
        Map<String, AtomicInteger> done = new TreeMap<>();
        for (String action : List.of("approve", "reinstate", "revoke", "suspend")) {
            done.put(action, new AtomicInteger());
        }
        try (Database second = backend.open()) {
            DeviceRegistry other = DeviceRegistry.open(second, RegistryOptions.DEFAULT);
            List<Callable<Void>> threads = new ArrayList<>();
            AtomicInteger next = new AtomicInteger();
            for (int t = 0; t < THREADS; t++) {
                DeviceRegistry mine = t % 2 == 0 ? registry : other;
                threads.add(() -> {
                    // Each device by two threads that meet at it.
                    for (int task = next.getAndIncrement(); task < 2 * DEVICES; task = next.getAndIncrement()) {
                        NodeId id = mine.enrol(requests.get(task / 2)).id();
                        attempt(done, "approve", () -> mine.approve(id, "ana"));
                        attempt(done, "suspend", () -> mine.suspend(id, "ana", "x"));
                        attempt(done, "reinstate", () -> mine.reinstate(id, "ana", "x"));
                        attempt(done, "revoke", () -> mine.revoke(id, "ana", "x"));
                    }
                    return null;
                });
            }
            Fixtures.all(threads);
        }
        assertThat(done.get("approve")).hasValue(DEVICES);
        assertThat(done.get("revoke")).hasValue(DEVICES);
        List<RegisteredDevice> revoked = registry.list(DeviceStatus.REVOKED);
        assertThat(revoked).hasSize(DEVICES);
        int rows = 0;
        for (RegisteredDevice device : revoked) {
            List<Change> story = registry.audit(device.id());
            assertThat(story).hasSize((int) device.stateVersion());
            assertThat(story.stream().filter(c -> c.action().equals("approve"))).hasSize(1);
            for (int i = 1; i < story.size(); i++) {
                assertThat(story.get(i).from()).isEqualTo(story.get(i - 1).to());
            }
            rows += story.size();
        }
        int changes = done.values().stream().mapToInt(AtomicInteger::get).sum();
        assertThat(rows).isEqualTo(DEVICES + changes);
        assertThat(registry.verifyAudit()).isEqualTo(registry.head());
        assertThat(registry.head().sequence()).isEqualTo(rows);
    }

    private interface Act {
        void run() throws RegistryException;
    }

    private static void attempt(Map<String, AtomicInteger> done, String action, Act act) throws RegistryException {
        try {
            act.run();
            done.get(action).incrementAndGet();
        } catch (RegistryException e) {
            if (e.kind() != RegistryException.Kind.NOT_ALLOWED) {
                throw e;
            }
        }
    }
}
