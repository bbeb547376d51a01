package com.hookprobe.node.cli;

import com.hookprobe.identity.Tier;
import com.hookprobe.network.NetworkPlan;
import com.hookprobe.network.apply.NetworkException;
import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.apply.SiteNetwork.Change;
import com.hookprobe.network.apply.SiteNetwork.Result;
import com.hookprobe.network.core.Application;
import com.hookprobe.network.core.Phase;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.network.NetworkWatch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The network that this machine gives its site. Exit codes beside those of every command: 1 taken back, failed, or not as planned; 69
 * another process applies, or nothing waits.
 */
@Command(
        name = "network",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "The site's network: hotspot, segments, addresses, rules. Applied with a way back: what is not confirmed in time is taken back.")
final class NetworkCommand extends CommandGroup {
    private static final int WITHIN_MIN = 10;
    private static final int WITHIN_MAX = 3_600;
    private static final int TAKE_BACK_S = 60;

    private final Tier tier;

    NetworkCommand(Tier tier) {
        this.tier = tier;
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Shows what 'apply' would change: '-' goes, '+' comes. Changes nothing.")
    int plan(
            @Mixin NetworkOptions options,
            @Option(names = "--json", description = "one JSON object a change") boolean json)
            throws ConfigException, IOException {
        NetworkPlan plan = options.plan(tier);
        List<Change> changes = options.open().preview(plan);
        for (Change change : changes) {
            if (json) {
                System.out.println(EventLog.json(Map.of("what", change.what(), "lines", change.lines())));
            } else {
                System.out.println("== " + change.what());
                change.lines().forEach(System.out::println);
            }
        }
        if (!json && changes.isEmpty()) {
            System.out.println("nothing would change");
        }
        return 0;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description =
                    "Asks nft, dnsmasq and hostapd whether they understand what was rendered, and the machine whether it fits.")
    int check(@Mixin NetworkOptions options) throws ConfigException, IOException {
        List<String> problems = options.open().check(options.plan(tier));
        problems.forEach(problem -> System.err.println("hookprobe: " + problem));
        if (problems.isEmpty()) {
            System.out.println("ok: the programs understand their files, and the machine has what they name");
        }
        return problems.isEmpty() ? 0 : 1;
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description =
                    "Applies the plan, and waits for 'network confirm' from another session. Without it in time, or when this"
                            + " process is told to end, everything is taken back.")
    int apply(
            @Mixin NetworkOptions options,
            @Option(
                            names = "--confirm-within",
                            paramLabel = "SPAN",
                            defaultValue = "120s",
                            description = "10s to 1h; default ${DEFAULT-VALUE}")
                    String within)
            throws ConfigException, IOException, NetworkException {
        NetworkPlan plan = options.plan(tier);
        SiteNetwork network = options.open();
        List<String> problems = network.check(plan);
        if (!problems.isEmpty()) {
            throw new CliException(1, "nothing was changed: " + String.join("; ", problems));
        }
        return apply(network, plan, within);
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description =
                    "Puts back what was there before the first 'apply', and waits for 'network confirm' as 'apply' does.")
    int remove(
            @Mixin NetworkOptions options,
            @Option(names = "--confirm-within", paramLabel = "SPAN", defaultValue = "120s") String within)
            throws ConfigException, IOException, NetworkException {
        return apply(options.open(), null, within);
    }

    private static int apply(SiteNetwork network, @Nullable NetworkPlan plan, String within)
            throws IOException, NetworkException {
        long seconds = DefenceOptions.seconds("--confirm-within", within);
        if (seconds < WITHIN_MIN || seconds > WITHIN_MAX) {
            throw new CliException(
                    CliException.USAGE, "--confirm-within expects " + WITHIN_MIN + "s to 1h, found " + within);
        }
        CountDownLatch settled = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> takeBack(network, settled), "take-back"));
        try {
            return print(carried(() -> network.apply(plan, Duration.ofSeconds(seconds), waiting -> {
                System.out.println(waiting.id() + " " + waiting.phase()
                        + (waiting.phase() == Phase.WAITING_FOR_CONFIRMATION
                                ? ": within " + within + ", from a session of its own: network confirm"
                                : ""));
            })));
        } finally {
            settled.countDown();
        }
    }

    /** A signal, or the end of a terminal, holds the process until everything is as it was. */
    private static void takeBack(SiteNetwork network, CountDownLatch settled) {
        network.stop("its process was told to end");
        try {
            if (!settled.await(TAKE_BACK_S, TimeUnit.SECONDS)) {
                System.err.println("hookprobe: not everything was taken back in time; a running node does the rest");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Command(
            name = "confirm",
            mixinStandardHelpOptions = true,
            description = "The machine is still reachable and all is well: what waits is in force.")
    int confirm(@Mixin NetworkOptions options) throws ConfigException, IOException, NetworkException {
        SiteNetwork network = options.open();
        return print(carried(() -> network.answer(true)));
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description =
                    "What waits for its confirmation, or was left by a process that has ended, is taken back now.")
    int rollback(@Mixin NetworkOptions options) throws ConfigException, IOException, NetworkException {
        SiteNetwork network = options.open();
        Result result = carried(() -> network.answer(false));
        print(result);
        return result.phase() == Phase.ROLLED_BACK ? 0 : 1;
    }

    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description =
                    "Makes what was confirmed so again, as after a start of the machine; a running node does it by itself.")
    int up(@Mixin NetworkOptions options) throws ConfigException, IOException, NetworkException {
        SiteNetwork network = options.open();
        return print(carried(network::up));
    }

    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description =
                    "Runs until it is told to stop, and does what a running node does that is not root: takes back what was left, brings"
                            + " back what was confirmed, starts services that have ended.")
    int watch(@Mixin NetworkOptions options) throws ConfigException, InterruptedException {
        NodeConfig config = options.load();
        EventLog events = new EventLog(config.node().name(), tier.text(), EventLog.Format.TEXT, System.out);
        try (NetworkWatch watch = NetworkWatch.start(config, events, options.run())) {
            events.event("network_watched");
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private interface Work {
        Result run() throws IOException, NetworkException;
    }

    private static Result carried(Work work) throws IOException, NetworkException {
        try {
            return work.run();
        } catch (NetworkException e) {
            int code = e.kind() == NetworkException.Kind.BUSY ? CliException.UNAVAILABLE : 1;
            throw new CliException(code, String.valueOf(e.getMessage()));
        }
    }

    private static int print(Result result) {
        String why = result.reason().isEmpty() ? "" : ": " + result.reason();
        System.out.println(result.id() + " " + result.phase() + ", " + result.steps() + " steps" + why);
        if (result.phase() == Phase.STUCK) {
            System.err.println(
                    "hookprobe: not everything could be taken back; mend what is named and run 'network rollback', or start"
                            + " the machine anew");
        }
        return result.phase() == Phase.CONFIRMED ? 0 : 1;
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "What is in force, what waits, and what is not as planned (then the exit code is 1).")
    int status(@Mixin NetworkOptions options, @Option(names = "--json", description = "one JSON object") boolean json)
            throws ConfigException, IOException {
        SiteNetwork.Status status = options.open().status();
        Application application = status.application();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("plan", status.planHash());
        if (application != null) {
            fields.put("application", application.id());
            fields.put("phase", application.phase().name());
            fields.put("reason", application.reason());
            if (application.phase() == Phase.WAITING_FOR_CONFIRMATION) {
                fields.put(
                        "deadline",
                        Instant.ofEpochMilli(application.deadlineMs()).toString());
            }
        }
        fields.put("services", status.services());
        fields.put("differing", status.differing());
        if (json) {
            System.out.println(EventLog.json(fields));
        } else {
            fields.forEach((name, value) ->
                    System.out.printf("%-12s %s%n", name, String.valueOf(value).isEmpty() ? "-" : value));
        }
        return status.differing().isEmpty() ? 0 : 1;
    }
}
