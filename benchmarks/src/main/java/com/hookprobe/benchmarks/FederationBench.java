package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code hookprobe federation bench}: how long from the k-th confirming sight until every site blocks. */
@Command(
        name = "hookprobe federation bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How long from the k-th confirming sight of an attacker until every site blocks it, and where the time goes.",
            "",
            "Up to 60 sites are real: production nodes in this process, with sockets on the loopback, 4 sentinels, an MSSP and a"
                    + " nexus, which both decide; the way of each is told apart. The time runs from the line that the k-th site's sensor writes until each site that was not attacked"
                    + " has blocked, and p99 of these must be below 500 ms.",
            "More sites are simulated: keys, formats, correlator, witnesses, certificates, filters and responses are those of"
                    + " nodes and run in full on this machine's processors, and the network between them is a delay. The time runs from"
                    + " when the k-th site makes its report, and p99 must be below 1 s.",
            "",
            "The last line is JSON. Exit: 0 measured and held, 1 missed or failed, 2 wrong usage."
        })
public final class FederationBench implements Callable<Integer> {
    /** Above it two processors and one process are no fair place for real nodes. */
    static final int REAL_MAX = 60;

    static final int ASKED_REAL_MS = 500;
    static final int ASKED_SIMULATED_MS = 1_000;

    private static final int SITES_MAX = 20_000;
    private static final int WARM_UPS = 5;
    private static final int ROUNDS_REAL = 40;
    private static final int ROUNDS_SIMULATED = 20;

    enum Mode {
        AUTO,
        REAL,
        SIMULATED
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--sites", paramLabel = "N", defaultValue = "50", description = "default ${DEFAULT-VALUE}")
    private int sites = 50;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "auto",
            description = "auto, real or simulated (default ${DEFAULT-VALUE}: real up to 60 sites)")
    private Mode mode = Mode.AUTO;

    @Option(
            names = "--confirm",
            paramLabel = "K",
            defaultValue = "3",
            description = "owners that make a block (default ${DEFAULT-VALUE})")
    private int confirmations = 3;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "attackers that count, after 5 that do not (default 40, simulated 20)")
    private @Nullable Integer rounds;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "who is attacked, and the delays")
    private long seed = 1;

    @Option(
            names = "--store",
            paramLabel = "KIND",
            defaultValue = "rocksdb",
            description = "real sites: the ledger's store, rocksdb, segments or memory (default ${DEFAULT-VALUE})")
    private String store = "rocksdb";

    @Option(
            names = "--delay",
            paramLabel = "MIN-MAX",
            defaultValue = "5-25",
            description = "simulated sites: one way between two nodes, milliseconds, evenly distributed"
                    + " (default ${DEFAULT-VALUE})")
    private String delay = "5-25";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "where the nodes' folders are made (default the temporary one)")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--json", description = "nothing but the JSON line on standard output")
    private boolean json;

    private FederationBench() {}

    public static void main(String[] args) {
        CommandLine line = new CommandLine(new FederationBench()).setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, result) -> {
            System.err.println("hookprobe federation bench: not measured: " + e);
            return 1;
        });
        System.exit(line.execute(args));
    }

    @Override
    public Integer call() throws Exception {
        check();
        boolean real = mode == Mode.REAL || (mode == Mode.AUTO && sites <= REAL_MAX);
        int asked = real ? ASKED_REAL_MS : ASKED_SIMULATED_MS;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("sites", sites);
        report.put("mode", real ? "real" : "simulated");
        report.put("confirmations", confirmations);
        report.put("load_before", Machine.load());
        BlockTimes times = new BlockTimes();
        int missing = real ? real(times, report) : simulated(times, report);
        report.put("samples", times.samples());
        report.put("missing", missing);
        report.putAll(times.figures());
        boolean held = missing == 0 && times.samples() > 0 && times.p99Millis() < asked;
        report.put("asked_p99_ms", asked);
        report.put("held", held);
        report.put("load_after", Machine.load());
        report.put("machine", Machine.facts());
        print(report);
        return held ? 0 : 1;
    }

    private int rounds(int otherwise) {
        return rounds == null ? otherwise : rounds;
    }

    private void check() {
        expect(sites >= confirmations + 1 && sites <= SITES_MAX, "--sites expects K+1 to " + SITES_MAX);
        expect(mode != Mode.REAL || sites <= REAL_MAX, "--mode real expects at most " + REAL_MAX + " sites");
        expect(confirmations >= 1 && confirmations <= 16, "--confirm expects 1 to 16");
        expect(rounds(1) >= 1 && rounds(1) <= 500, "--rounds expects 1 to 500");
        expect(store.matches("rocksdb|segments|memory"), "--store expects rocksdb, segments or memory");
        expect(Files.isDirectory(directory), "--dir expects a directory that exists");
        expect(
                delay.matches("\\d{1,4}-\\d{1,4}") && delays()[0] <= delays()[1],
                "--delay expects two numbers of milliseconds such as 5-25");
    }

    private int[] delays() {
        String[] parts = delay.split("-");
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }

    private void expect(boolean holds, String what) {
        if (!holds && spec != null) {
            throw new ParameterException(spec.commandLine(), what + "; see hookprobe federation bench --help");
        }
    }

    private int real(BlockTimes times, Map<String, Object> report) throws Exception {
        int wanted = rounds(ROUNDS_REAL);
        RealSites.Settings settings = new RealSites.Settings(sites, confirmations, store, 5, 30);
        report.put("rounds", wanted);
        report.put("warm_up_rounds", WARM_UPS);
        report.put("nodes", sites + RealSites.SENTINELS + 2);
        report.put("store", store);
        report.put("ledger_epoch_s", RealSites.EPOCH_SECONDS);
        report.put("ter_interval_s", settings.terSeconds());
        int missing = 0;
        BlockTimes byMssp = new BlockTimes();
        BlockTimes byNexus = new BlockTimes();
        try (WorkDirectory work = new WorkDirectory(directory);
                RealSites mesh = new RealSites(work.path(), settings)) {
            RealRounds played = new RealRounds(mesh, confirmations, seed);
            long began = System.nanoTime();
            mesh.start(played::hear);
            played.awaitMesh();
            say("the mesh of " + (sites + RealSites.SENTINELS + 2) + " nodes stands after "
                    + (System.nanoTime() - began) / 1_000_000 + " ms");
            for (int i = 0; i < WARM_UPS + wanted; i++) {
                RealRounds.Outcome outcome = played.round();
                if (i >= WARM_UPS) {
                    times.round(outcome.first());
                    byMssp.round(outcome.byMssp());
                    byNexus.round(outcome.byNexus());
                    missing += outcome.missing().size();
                }
                if (!outcome.missing().isEmpty()) {
                    say("round " + i + ": not blocked at " + outcome.missing());
                    played.trouble().forEach(FederationBench::say);
                }
                played.trouble();
            }
        }
        report.put("hops_by_nexus", byNexus.hopFigures());
        report.put("hops_by_mssp", byMssp.hopFigures());
        return missing;
    }

    private int simulated(BlockTimes times, Map<String, Object> report) throws Exception {
        int wanted = rounds(ROUNDS_SIMULATED);
        report.put("rounds", wanted);
        report.put("warm_up_rounds", WARM_UPS);
        report.put("one_way_delay_ms", delay);
        return SimulatedSites.run(
                new SimulatedSites.Settings(sites, confirmations, WARM_UPS, wanted, delays()[0], delays()[1], seed),
                times);
    }

    private static void say(String what) {
        System.err.println(what);
    }

    private void print(Map<String, Object> report) throws Exception {
        if (!json) {
            table(report, "");
        }
        System.out.println(new ObjectMapper().writeValueAsString(report));
    }

    private static void table(Map<?, ?> figures, String before) {
        figures.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                table(inner, before + name + ".");
            } else {
                System.out.printf(Locale.ROOT, "%-34s %s%n", before + name, value);
            }
        });
    }
}
