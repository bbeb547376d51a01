package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One MSSP process and many devices. Started by {@code benchmarks/mssp-devices}, which says how. */
public final class MsspDevices implements Options.Program {
    private static final long START_PATIENCE_S = 900;
    private static final int IDLE_S = 20;
    private static final double CHURN_PER_MILLE_A_MINUTE = 5;
    private static final double REPORTS_AN_HOUR = 1;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern USED = Pattern.compile("generation[^\n]*used (\\d+)K");

    private int devices = 10_000;
    private int tenants = 100;
    private int minutes = 5;
    private int validators = 4;
    private int threads = 2;
    private int stormSeconds = 600;
    private boolean postgres;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    private final Map<String, AtomicLong> logged = new ConcurrentHashMap<>();
    private final List<Map<String, Object>> phases = new ArrayList<>();
    private @Nullable NodeProcess mssp;
    private @Nullable PeerProcess load;
    private @Nullable ConsoleOperators people;

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("mssp-devices", "", new MsspDevices(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--devices" -> devices = (int) Options.number(name, value, 1, 50_000);
            case "--tenants" -> tenants = (int) Options.number(name, value, 1, 1_000);
            case "--minutes" -> minutes = (int) Options.number(name, value, 1, 1_440);
            case "--validators" -> validators = (int) Options.number(name, value, 1, 10);
            case "--threads" -> threads = (int) Options.number(name, value, 1, 16);
            case "--storm-seconds" -> stormSeconds = (int) Options.number(name, value, 10, 3_600);
            case "--backend" -> postgres = RegistryStorm.backend(name, value);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    @Override
    public void run(boolean json) throws Exception {
        Map<String, Object> report = new LinkedHashMap<>(Machine.facts());
        report.put("devices", devices);
        report.put("tenants", tenants);
        report.put("backend", postgres ? "postgres" : "sqlite");
        report.put("mssp_options", String.join(" ", ShippedOptions.of("mssp")));
        try (WorkDirectory work = new WorkDirectory(directory);
                RegistryBackend backend = RegistryBackend.start(postgres, work.path())) {
            long began = System.nanoTime();
            say("keys, enrolment and approval of " + devices + " devices in " + tenants + " tenants");
            DevicesMesh mesh = DevicesMesh.create(
                    work.path(), devices, tenants, validators, postgres ? Optional.of(backend) : Optional.empty());
            report.put("enrolment_s", seconds(began));
            report.put("mesh_file_bytes", Files.size(mesh.file()));
            List<NodeProcess> sentinels = new ArrayList<>();
            try {
                for (String name : mesh.sentinels()) {
                    sentinels.add(start("sentinel", mesh, name));
                }
                measure(mesh, sentinels, report);
            } catch (Exception e) {
                work.keep();
                throw e;
            } finally {
                if (people != null) {
                    people.close();
                }
                if (load != null) {
                    load.close();
                }
                for (NodeProcess sentinel : sentinels) {
                    sentinel.close();
                }
                if (mssp != null) {
                    mssp.close();
                }
            }
        }
        if (!json) {
            DevicesTable.print(report, phases);
        }
        System.out.println(JSON.writeValueAsString(report));
    }

    private void measure(DevicesMesh mesh, List<NodeProcess> sentinels, Map<String, Object> report) throws Exception {
        report.put("first_start_s", startMssp(mesh));
        report.put("resident_without_sessions_mb", mb(Resident.now(running().pid())));
        long emptyBytes = heapBytes();
        report.put("heap_without_sessions_mb", mb(emptyBytes));
        PeerProcess peer = new PeerProcess(
                DevicesPeer.class,
                512 + devices / 4,
                mesh.file().toString(),
                mesh.secret().toString(),
                Integer.toString(devices),
                Integer.toString(threads));
        load = peer;
        peer.line(START_PATIENCE_S);

        say("all devices connect");
        Phase phase = new Phase("connect");
        peer.tell("connect");
        phase.put("all_connected_s", awaitConnected(devices, stormSeconds));
        double connectCpu = phase.end();
        report.put("handshake_cpu_ms", round(1_000 * connectCpu / devices));

        say("idle sessions, " + IDLE_S + " s");
        phase = new Phase("idle sessions");
        TimeUnit.SECONDS.sleep(IDLE_S);
        phase.end();
        report.put("heap_bytes_of_an_idle_session", (heapBytes() - emptyBytes) / devices);

        ConsoleOperators operators = new ConsoleOperators(mesh.webPort(), devices, tenants);
        people = operators;
        operators.start();
        say("records, reports, operators; 1 min to warm up");
        peer.tell("records");
        peer.tell("churn " + CHURN_PER_MILLE_A_MINUTE);
        peer.tell("reports " + REPORTS_AN_HOUR);
        phase = new Phase("warm-up");
        TimeUnit.MINUTES.sleep(1);
        phase.end();
        report.put("heap_after_warm_up_mb", mb(heapBytes()));
        report.put("resident_after_warm_up_mb", mb(Resident.now(running().pid())));
        operators.take();
        say("steady, " + minutes + " min");
        phase = new Phase("steady");
        TimeUnit.MINUTES.sleep(minutes);
        phase.end();
        report.put("resident_at_the_end_mb", mb(Resident.now(running().pid())));
        report.put("heap_at_the_end_mb", mb(heapBytes()));

        say("the MSSP ends and starts again");
        operators.pause(true);
        double stopS = stopMssp();
        phase = null;
        report.put("stop_s", stopS);
        report.put("start_s", startMssp(mesh));
        operators.take();
        operators.pause(false);
        phase = new Phase("storm");
        // Some always are away: as many as leave in the time that they stay away.
        int most = devices - (int) Math.ceil(devices * CHURN_PER_MILLE_A_MINUTE / 1_000) - 1;
        phase.put("all_back_s", awaitConnected(Math.max(1, most), stormSeconds));
        phase.end();
        say("steady again, 1 min");
        phase = new Phase("after the storm");
        TimeUnit.MINUTES.sleep(1);
        phase.end();
        report.put("resident_most_mb", mb(Resident.peak(running().pid())));
        for (NodeProcess sentinel : sentinels) {
            report.put("resident_" + sentinel.name() + "_mb", sentinel.alive() ? mb(Resident.now(sentinel.pid())) : 0);
        }
        Map<String, Long> events = new java.util.TreeMap<>();
        logged.forEach((event, count) -> events.put(event, count.get()));
        report.put("logged", events);
        report.put("phases", phases);
    }

    private NodeProcess running() {
        NodeProcess process = mssp;
        if (process == null || !process.alive()) {
            throw new IllegalStateException("the MSSP ended; see its folder");
        }
        return process;
    }

    private NodeProcess start(String tier, DevicesMesh mesh, String name) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Path jar =
                Path.of(System.getProperty("hookprobe.tiers", "")).resolve(tier + "/target/hookprobe-" + tier + ".jar");
        NodeProcess process = NodeProcess.start(jar, mesh.folder(name), ShippedOptions.of(tier), line -> {
            if (line.event().equals("started")) {
                started.countDown();
            }
            if (tier.equals("mssp")) {
                logged.computeIfAbsent(line.event(), event -> new AtomicLong()).incrementAndGet();
            }
        });
        for (long i = 0; i < START_PATIENCE_S * 10 && !started.await(100, TimeUnit.MILLISECONDS); i++) {
            if (!process.alive()) {
                throw new IllegalStateException(name + " did not start: "
                        + Files.readString(mesh.folder(name).resolve("stderr.log"))
                                .lines()
                                .limit(5)
                                .toList());
            }
        }
        if (started.getCount() > 0) {
            process.close();
            throw new IllegalStateException(name + " did not start in " + START_PATIENCE_S + " s");
        }
        return process;
    }

    private double startMssp(DevicesMesh mesh) throws Exception {
        long began = System.nanoTime();
        say("the MSSP starts");
        mssp = start("mssp", mesh, DevicesMesh.MSSP);
        return seconds(began);
    }

    private double stopMssp() throws Exception {
        long began = System.nanoTime();
        running().close();
        return seconds(began);
    }

    /** How long it took until so many had a session. */
    private double awaitConnected(int number, int patienceSeconds) throws Exception {
        long began = System.nanoTime();
        int connected = 0;
        while (seconds(began) < patienceSeconds) {
            TimeUnit.MILLISECONDS.sleep(250);
            running();
            connected = connected();
            if (connected >= number) {
                return seconds(began);
            }
        }
        say("only " + connected + " of " + number + " devices are connected after " + patienceSeconds + " s");
        return -1;
    }

    /** What the devices counted since the phase began; {@link #connected} takes parts of it meanwhile. */
    private final Map<String, Object> counted = new LinkedHashMap<>();

    private int connected() throws Exception {
        PeerProcess peer = java.util.Objects.requireNonNull(load);
        peer.tell("stats");
        JsonNode stats = JSON.readTree(peer.line());
        stats.properties().forEach(field -> {
            Object before = counted.get(field.getKey());
            boolean number = field.getValue().isIntegralNumber();
            boolean sum = number
                    && !field.getKey().equals("connected")
                    && !field.getKey().equals("behind_ms");
            double value = field.getValue().asDouble();
            if (before instanceof Number known) {
                double other = known.doubleValue();
                value = sum ? other + value : field.getKey().equals("connected") ? value : Math.max(other, value);
            }
            counted.put(field.getKey(), number ? (Object) (long) value : (Object) value);
        });
        return stats.path("connected").asInt();
    }

    /** A part of the run, and what it cost. */
    private final class Phase {
        private final Map<String, Object> row = new LinkedHashMap<>();
        private final long beganNs = System.nanoTime();
        private final double beganCpu = running().cpuSeconds();
        private final double beganMachine;

        private Phase(String name) throws Exception {
            row.put("phase", name);
            connected();
            counted.clear();
            beganMachine = PeerProcess.machineCpuSeconds();
        }

        private void put(String what, Object value) {
            row.put(what, value);
        }

        /** Returns the processor time of the MSSP. */
        private double end() throws Exception {
            double cpu = running().cpuSeconds() - beganCpu;
            double took = seconds(beganNs);
            connected();
            row.put("seconds", round(took));
            row.put("mssp_cores", round(cpu / took));
            row.put("machine_cores", round((PeerProcess.machineCpuSeconds() - beganMachine) / took));
            row.put("load", round(Machine.load()));
            row.put("resident_mb", mb(Resident.now(running().pid())));
            row.put("handshakes_per_second", round(number("handshakes") / took));
            row.put("records_per_second", round(number("records_confirmed") / took));
            row.put("uploads_per_second", round(number("acks") / took));
            row.put("devices", new LinkedHashMap<>(counted));
            ConsoleOperators operators = people;
            if (operators != null) {
                row.put("api", operators.take());
            }
            phases.add(row);
            System.err.println(JSON.writeValueAsString(row));
            return cpu;
        }

        private double number(String what) {
            return counted.get(what) instanceof Number number ? number.doubleValue() : 0;
        }
    }

    /** What is reachable in the MSSP's heap: after a collection. */
    private long heapBytes() throws Exception {
        jcmd("GC.run");
        String info = jcmd("GC.heap_info");
        long kilobytes = 0;
        Matcher used = USED.matcher(info);
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(1));
        }
        return 1_024 * kilobytes;
    }

    private String jcmd(String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(running().pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            StringBuilder all = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                all.append(line).append('\n');
            }
            process.waitFor();
            return all.toString();
        }
    }

    private static void say(String what) {
        System.err.println("benchmarks/mssp-devices: " + what);
    }

    private static double seconds(long sinceNs) {
        return round((System.nanoTime() - sinceNs) / 1e9);
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static long mb(long bytes) {
        return bytes >> 20;
    }
}
