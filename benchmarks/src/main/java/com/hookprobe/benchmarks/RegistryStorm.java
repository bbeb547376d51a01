package com.hookprobe.benchmarks;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.RegistryEntry.Change;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.RegistryHead;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** {@code benchmarks/registry storm}: enrolments, approvals and revocations by many at once, each by two. */
final class RegistryStorm implements Options.Program {
    private static final int CONTENDERS = 2;

    private boolean postgres;
    private int devices = 10_000;
    private int threads = 16;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    /** One step of a device's life, tried by several. */
    private interface Act {
        void on(DeviceRegistry registry, EnrolmentRequest request, String by) throws RegistryException;
    }

    public static void main(String[] args) {
        Options.main("registry", "storm", new RegistryStorm(), args);
    }

    static boolean backend(String name, String value) {
        return Options.some(name, value, List.of("sqlite", "postgres")).equals(List.of("postgres"));
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--backend" -> postgres = backend(name, value);
            case "--devices" -> devices = (int) Options.number(name, value, 1, 10_000);
            case "--threads" -> threads = (int) Options.number(name, value, 2, 64);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("backend", postgres ? "postgres" : "sqlite");
        report.put("devices", devices);
        report.put("threads", threads);
        report.put("tries_of_each_step", CONTENDERS);
        List<EnrolmentRequest> requests =
                IntStream.range(0, devices).parallel().mapToObj(i -> request()).toList();
        try (WorkDirectory work = new WorkDirectory(directory);
                RegistryBackend backend = RegistryBackend.start(postgres, work.path());
                Database one = backend.open();
                Database two = backend.open()) {
            List<DeviceRegistry> registries = List.of(
                    DeviceRegistry.open(one, RegistryOptions.DEFAULT),
                    DeviceRegistry.open(two, RegistryOptions.DEFAULT));
            phase("enrol", registries, requests, CONTENDERS, (r, request, by) -> r.enrol(request), report);
            phase(
                    "approve",
                    registries,
                    requests,
                    1,
                    (r, request, by) -> r.approve(request.card().nodeId(), by),
                    report);
            phase(
                    "revoke",
                    registries,
                    requests,
                    1,
                    (r, request, by) -> r.revoke(request.card().nodeId(), by, "storm"),
                    report);
            check(registries.get(0), requests, report);
        }
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
        }
    }

    /** Every request by all contenders, one after the other in the queue, so that they meet. */
    private void phase(
            String name,
            List<DeviceRegistry> registries,
            List<EnrolmentRequest> requests,
            int successes,
            Act act,
            Map<String, Object> report)
            throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicIntegerArray done = new AtomicIntegerArray(devices);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                DeviceRegistry mine = registries.get(t % registries.size());
                String by = "thread " + t;
                workers.add(pool.submit(() -> {
                    for (int task = next.getAndIncrement();
                            task < devices * CONTENDERS;
                            task = next.getAndIncrement()) {
                        int device = task / CONTENDERS;
                        try {
                            act.on(mine, requests.get(device), by);
                            done.incrementAndGet(device);
                        } catch (RegistryException e) {
                            if (e.kind() != RegistryException.Kind.NOT_ALLOWED) {
                                throw e;
                            }
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            pool.shutdownNow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        report.put(name + "_s", Math.round(seconds * 10) / 10.0);
        report.put(name + "_devices_per_second", Math.round(devices / seconds));
        for (int i = 0; i < devices; i++) {
            if (done.get(i) != successes) {
                throw new BrokenPromise(name + " of one device was done " + done.get(i) + " times, not " + successes);
            }
        }
    }

    private void check(DeviceRegistry registry, List<EnrolmentRequest> requests, Map<String, Object> report)
            throws Exception {
        Map<NodeId, String> stories = new HashMap<>();
        long at = 0;
        for (List<Change> some = registry.changesSince(0, 1000);
                !some.isEmpty();
                some = registry.changesSince(at, 1000)) {
            for (Change change : some) {
                stories.merge(change.device().orElseThrow(), change.action(), (a, b) -> a + " " + b);
                at = change.sequence();
            }
        }
        for (EnrolmentRequest request : requests) {
            String story = stories.get(request.card().nodeId());
            if (!"enrol approve revoke".equals(story)) {
                throw new BrokenPromise("the audit of one device is: " + story);
            }
        }
        long right = registry.list(DeviceStatus.REVOKED).stream()
                .filter(device -> device.stateVersion() == 3)
                .count();
        if (right != devices) {
            throw new BrokenPromise(right + " of " + devices + " devices are REVOKED at version 3");
        }
        long start = System.nanoTime();
        RegistryHead head = registry.verifyAudit();
        report.put("chain_rows", head.sequence());
        report.put("chain_verified_ms", (System.nanoTime() - start) / 1_000_000);
        if (head.sequence() != 3L * devices || !head.equals(registry.head())) {
            throw new BrokenPromise("the chain has " + head.sequence() + " rows, not " + 3L * devices);
        }
    }

    private static EnrolmentRequest request() {
        DeviceKey key = DeviceKey.generate(new SecureRandom());
        NodeCard card = NodeCard.builder(key.nodeIdAsFirstKey(), "storm", Tier.GUARDIAN, new byte[32])
                .sign(key);
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(new byte[32], Hardware.DIGESTS)) {
            return EnrolmentRequest.create(card, key, secrets, Kem.PUBLIC_KEY, new byte[20]);
        }
    }

    /** Of this machine. */
    private static final class Hardware {
        private static final HardwareDigests DIGESTS = HardwareReading.read().digests();
    }

    /** Of a verifier that nobody is. */
    private static final class Kem {
        private static final byte[] PUBLIC_KEY = EnrolmentRequest.kemPublicKey(new byte[32]);
    }
}
