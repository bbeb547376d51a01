package com.hookprobe.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.status.NodePage;
import com.hookprobe.node.status.NodeTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a node is, in one screen. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows how a node is: healthy or not, and why; its score, sessions, ledger, decisions and what it shares. Reads the page that"
                    + " the node writes into its data folder every 10 s, or asks a node over HTTP.",
            "Exit code 0: healthy; 1: not healthy, and the reasons are named; 69: it does not run here, or cannot be asked."
        })
public final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 4 << 20;

    private static final class Where {
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "the node's YAML configuration, on its own machine")
        private @Nullable Path config;

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "where its API listens: http://127.0.0.1:8719; see 'api' in its configuration")
        private @Nullable URI url;
    }

    @Spec
    private @Nullable CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "file whose first line is a token for --url; without one, and where metrics are not public, only"
                            + " checks are shown")
    private @Nullable Path tokenFile;

    @Option(names = "--json", description = "the page as one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        URI url = where.url;
        return url == null ? local() : asked(url);
    }

    private int local() throws Exception {
        String data = new ConfigLoader(System.getenv())
                .load(java.util.Objects.requireNonNull(where.config, "one of the two is given"))
                .node()
                .data();
        try {
            return show(NodePage.read(Path.of(data)));
        } catch (NoSuchFileException e) {
            throw new CliException(
                    CliException.UNAVAILABLE,
                    "no " + e.getFile() + ": the node does not run here; start it with 'run'");
        }
    }

    private int show(NodePage page) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        if (json) {
            out().println(page.json());
        } else {
            NodeTable.lines(page, now).forEach(out()::println);
        }
        out().flush();
        if (NodeTable.stale(page, now)) {
            return CliException.UNAVAILABLE;
        }
        return page.ready() ? 0 : 1;
    }

    private int asked(URI url) throws Exception {
        String base = url.toString().replaceAll("/+$", "");
        HttpResponse<InputStream> page = get(base + "/status");
        if (page.statusCode() == 200) {
            return show(NodePage.parse(base + "/status", text(page)));
        }
        page.body().close();
        HttpResponse<InputStream> health = get(base + "/health/ready");
        String body = text(health);
        if (health.statusCode() != 200 && health.statusCode() != 503) {
            throw new CliException(
                    CliException.UNAVAILABLE,
                    base + " answers " + health.statusCode() + " to /health/ready; expected the API of a node");
        }
        return show(base, body);
    }

    private int show(String base, String body) {
        JsonNode found;
        List<Readiness.Check> checks = new ArrayList<>();
        try {
            found = new ObjectMapper().readTree(body);
            for (JsonNode each : found.path("checks")) {
                checks.add(new Readiness.Check(
                        each.path("name").asText(),
                        each.path("ok").asBoolean(),
                        each.path("needed").asBoolean(true),
                        each.path("reason").asText()));
            }
        } catch (JsonProcessingException e) {
            throw new CliException(
                    CliException.UNAVAILABLE, base + "/health/ready answers no JSON; expected the API of a node");
        }
        boolean ready = found.path("ready").asBoolean();
        if (json) {
            out().println(body);
        } else {
            out().println(base + ": " + (ready ? "healthy" : "NOT HEALTHY"));
            NodeTable.failing(checks).forEach(out()::println);
            out().println("its numbers need a token: --token-file");
        }
        out().flush();
        return ready ? 0 : 1;
    }

    private HttpResponse<InputStream> get(String text) throws Exception {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(text)).timeout(PATIENCE);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--url expects http or https and a host; found " + where.url);
        }
        if (tokenFile != null) {
            String token =
                    Files.readString(tokenFile).lines().findFirst().orElse("").strip();
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new CliException(
                    CliException.UNAVAILABLE,
                    where.url + " cannot be reached (" + e.getClass().getSimpleName()
                            + "): the node does not run, or its configuration has no 'api'");
        }
    }

    private static String text(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    private PrintWriter out() {
        return java.util.Objects.requireNonNull(spec, "set by picocli")
                .commandLine()
                .getOut();
    }
}
