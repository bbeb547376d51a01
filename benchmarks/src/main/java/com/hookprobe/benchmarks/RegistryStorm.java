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
import com.hookprobe.identity.registry.RegistryHead;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/** {@code benchmarks/registry storm}: enrolments, approvals and revocations by many at once, each by two. */
final class RegistryStorm implements Options.Program {
    private static final int CONTENDERS = 2;
    private static final long PHASE_SECONDS_MAX = 7_200;

    private boolean postgres;
    private int devices = 10_000;
    private int threads = 16;
    private int processes = 1;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

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
            case "--processes" -> processes = (int) Options.number(name, value, 1, 8);
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
        report.put("processes", processes);
        report.put("tries_of_each_step", processes == 1 ? CONTENDERS : processes);
        List<EnrolmentRequest> requests =
                IntStream.range(0, devices).parallel().mapToObj(i -> request()).toList();
        try (WorkDirectory work = new WorkDirectory(directory);
                RegistryBackend backend = RegistryBackend.start(postgres, work.path());
                Database one = backend.open();
                Database two = backend.open()) {
            List<DeviceRegistry> registries = List.of(
                    DeviceRegistry.open(one, RegistryOptions.DEFAULT),
                    DeviceRegistry.open(two, RegistryOptions.DEFAULT));
            if (processes == 1) {
                for (RegistryStormPhase phase : RegistryStormPhase.values()) {
                    phase(
                            phase,
                            report,
                            CONTENDERS,
                            () -> phase.run(registries, requests, CONTENDERS, threads, "this"));
                }
            } else {
                inProcesses(backend.place(), work.path().resolve("requests"), requests, report);
            }
            check(registries.get(0), requests, report);
        }
        if (json) {
            Options.printJson(report);
        } else {
            report.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
        }
    }

    private interface Work {
        AtomicIntegerArray run() throws Exception;
    }

    /** Each process tries every step of every device, in the same order, so that they meet. */
    private void inProcesses(String place, Path file, List<EnrolmentRequest> requests, Map<String, Object> report)
            throws Exception {
        RegistryStormPeer.write(file, requests);
        List<PeerProcess> peers = new ArrayList<>();
        try {
            int each = Math.max(1, threads / processes);
            for (int p = 0; p < processes; p++) {
                peers.add(new PeerProcess(
                        RegistryStormPeer.class, 256, place, file.toString(), Integer.toString(each), "process-" + p));
            }
            for (PeerProcess peer : peers) {
                peer.line();
            }
            for (RegistryStormPhase phase : RegistryStormPhase.values()) {
                phase(phase, report, processes, () -> all(peers, phase));
            }
        } finally {
            for (PeerProcess peer : peers) {
                peer.close();
            }
        }
    }

    private AtomicIntegerArray all(List<PeerProcess> peers, RegistryStormPhase phase) throws Exception {
        AtomicIntegerArray done = new AtomicIntegerArray(devices);
        peers.forEach(peer -> peer.tell(phase.name()));
        for (PeerProcess peer : peers) {
            byte[] succeeded = Files.readAllBytes(Path.of(peer.line(PHASE_SECONDS_MAX)));
            for (int i = 0; i < devices; i++) {
                done.addAndGet(i, succeeded[i]);
            }
        }
        return done;
    }

    private void phase(RegistryStormPhase phase, Map<String, Object> report, int tries, Work work) throws Exception {
        String name = phase.name().toLowerCase(Locale.ROOT);
        long start = System.nanoTime();
        AtomicIntegerArray done = work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        report.put(name + "_s", Math.round(seconds * 10) / 10.0);
        report.put(name + "_devices_per_second", Math.round(devices / seconds));
        int successes = phase.successes(tries);
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
