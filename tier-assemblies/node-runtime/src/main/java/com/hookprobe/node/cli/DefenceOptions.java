package com.hookprobe.node.cli;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.keys.NodeKeys;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.DecisionsPage;
import com.hookprobe.node.role.DefenceRequest;
import com.hookprobe.node.role.ExchangeRequest;
import com.hookprobe.node.role.LearningRequest;
import com.hookprobe.node.role.NotifyRequest;
import com.hookprobe.node.role.ReportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The site that decisions and allowlists are of, and how long its node may take to answer. */
final class DefenceOptions {
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final long POLL_MS = 50;
    private static final int WAIT_MAX = 3600;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "the site's YAML configuration")
    private Path config = Path.of("");

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "for the running node's answer, 0 to 3600; default ${DEFAULT-VALUE}. 0: do not wait")
    private int wait;

    @Option(names = "--json", description = "JSON, one object a line")
    private boolean json;

    boolean json() {
        return json;
    }

    NodeConfig load() throws ConfigException, IOException {
        return new ConfigLoader(System.getenv()).load(config);
    }

    /** The node's data folder. */
    Path data() throws ConfigException, IOException {
        return Path.of(load().node().data());
    }

    /** What the node has written down; its keystore opens it. */
    DecisionsPage page() throws ConfigException, IOException, KeystoreException {
        NodeConfig loaded = load();
        try (NodeKeys keys = Unlocks.keys(loaded)) {
            return DecisionsPage.read(Path.of(loaded.node().data()), keys.vault());
        }
    }

    /** Hands a request to the running node, and says what became of it: 0 all done, 1 not all, 69 no answer. */
    int ask(DefenceRequest request) throws ConfigException, IOException, InterruptedException {
        checkWait(0);
        Path file = request.write(data());
        if (wait == 0) {
            System.out.println(file + ": the running node takes it within a second; its log says 'defence_request'");
            return 0;
        }
        DefenceRequest.Answer answer = await(() -> DefenceRequest.answer(file))
                .orElseThrow(() -> new CliException(
                        CliException.UNAVAILABLE,
                        "no answer in " + wait + " s: is the node running? The request waits for it in " + file
                                + "; delete the file to take it back"));
        DefenceRequest.forget(file);
        print(answer);
        return answer.done() ? 0 : 1;
    }

    /**
     * Hands a request about the exchange to the running node, and gives what was asked for.
     *
     * @throws CliException 1 when the node refuses, 69 when none answers: the request is taken back then, and nothing was done
     */
    List<Map<String, Object>> ask(ExchangeRequest request) throws ConfigException, IOException, InterruptedException {
        checkWait(1);
        NodeConfig loaded = load();
        if (loaded.exchange() == null) {
            throw new CliException(CliException.CONFIGURATION, config + " has no section 'exchange'");
        }
        Path file = request.write(Path.of(loaded.node().data()));
        Optional<ExchangeRequest.Answer> answer = await(() -> ExchangeRequest.answer(file));
        if (answer.isEmpty() && !Files.deleteIfExists(file)) {
            // It was taken in the last moment.
            answer = await(() -> ExchangeRequest.answer(file));
        }
        String error = answer.orElseThrow(() -> new CliException(
                        CliException.UNAVAILABLE,
                        "no answer in " + wait + " s, and nothing was done: is the node running, with its exchange?"))
                .error();
        if (error != null) {
            throw new CliException(1, error);
        }
        return answer.get().rows();
    }

    /**
     * Hands a request about a roll-out to the running aggregator.
     *
     * @throws CliException 1 when the node refuses, 69 when none answers: the request is taken back then, and nothing was done
     */
    void ask(LearningRequest request) throws ConfigException, IOException, InterruptedException {
        checkWait(1);
        Path file = request.write(data());
        Optional<LearningRequest.Answer> answer = await(() -> LearningRequest.answer(file));
        if (answer.isEmpty() && !Files.deleteIfExists(file)) {
            // It was taken in the last moment.
            answer = await(() -> LearningRequest.answer(file));
        }
        String error = answer.orElseThrow(() -> new CliException(
                        CliException.UNAVAILABLE,
                        "no answer in " + wait + " s, and nothing was done: is the node running, with"
                                + " 'learning.aggregate'?"))
                .error();
        if (error != null) {
            throw new CliException(1, error);
        }
    }

    /**
     * Hands a request about notifications to the running node, and gives what was asked for.
     *
     * @throws CliException 1 when the node refuses or a test does not arrive, 69 when none answers: the request is taken back then
     */
    List<Map<String, Object>> ask(NotifyRequest request) throws ConfigException, IOException, InterruptedException {
        checkWait(1);
        NodeConfig loaded = load();
        if (loaded.notifications() == null) {
            throw new CliException(CliException.CONFIGURATION, config + " has no section 'notifications'");
        }
        Path file = request.write(Path.of(loaded.node().data()));
        Optional<NotifyRequest.Answer> answer = await(() -> NotifyRequest.answer(file));
        if (answer.isEmpty() && !Files.deleteIfExists(file)) {
            // It was taken in the last moment.
            answer = await(() -> NotifyRequest.answer(file));
        }
        String error = answer.orElseThrow(() -> new CliException(
                        CliException.UNAVAILABLE,
                        "no answer in " + wait + " s: is the node running? A slow channel may need a longer --wait"))
                .error();
        if (error != null) {
            throw new CliException(1, error);
        }
        return answer.get().rows();
    }

    /**
     * Has the running node make a report.
     *
     * @return its page, or its data
     * @throws CliException 1 when the node refuses, 69 when none answers: the request is taken back then
     */
    String ask(ReportRequest request) throws ConfigException, IOException, InterruptedException {
        checkWait(1);
        Path file = request.write(data());
        Optional<ReportRequest.Answer> answer = await(() -> ReportRequest.answer(file));
        if (answer.isEmpty()) {
            Files.deleteIfExists(file);
        }
        ReportRequest.Answer given = answer.orElseThrow(() -> new CliException(
                CliException.UNAVAILABLE,
                "no answer in " + wait + " s: is the node running? A large report takes its time: --wait SECONDS"));
        if (given.content() == null) {
            throw new CliException(1, String.valueOf(given.error()));
        }
        return given.content();
    }

    /**
     * The answer to a request that was written.
     *
     * @param node what must run for there to be one, in the message
     * @throws CliException 69 when there is none: the request is taken back then, and nothing was done
     */
    <T> T answer(Path file, Look<T> look, String node) throws IOException, InterruptedException {
        checkWait(1);
        Optional<T> answer = await(look);
        if (answer.isEmpty() && !Files.deleteIfExists(file)) {
            // It was taken in the last moment.
            answer = await(look);
        }
        return answer.orElseThrow(() -> new CliException(
                CliException.UNAVAILABLE,
                "no answer in " + wait + " s, and nothing was done: is " + node + " running?"));
    }

    private void checkWait(int least) {
        if (wait < least || wait > WAIT_MAX) {
            throw new CliException(
                    CliException.USAGE, "--wait expects " + least + " to " + WAIT_MAX + " seconds, found " + wait);
        }
    }

    /** Looks for an answer. */
    interface Look<T> {
        Optional<T> look() throws IOException;
    }

    private <T> Optional<T> await(Look<T> look) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
        Optional<T> answer = look.look();
        while (answer.isEmpty() && System.nanoTime() < deadlineNs) {
            Thread.sleep(POLL_MS);
            answer = look.look();
        }
        return answer;
    }

    private void print(DefenceRequest.Answer answer) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("outcomes", answer.outcomes());
            fields.put("refused", answer.refused());
            fields.put("error", answer.error());
            System.out.println(EventLog.json(fields));
            return;
        }
        answer.outcomes().forEach((outcome, count) -> System.out.printf("%-12s %d%n", outcome, count));
        answer.refused().forEach(System.err::println);
        if (answer.error() != null) {
            System.err.println("hookprobe: " + answer.error());
        }
    }

    /**
     * A span of time such as 90s, 30m, 4h or 7d, in seconds.
     *
     * @throws CliException when it is none
     */
    static long seconds(String option, String text) {
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            throw new CliException(
                    CliException.USAGE, option + " expects a number with s, m, h or d such as 4h, found " + text);
        }
        long unit = switch (span.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
        return unit * Long.parseLong(span.group(1));
    }
}
