package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.projection.ProjectionStatus;
import com.hookprobe.http.SecretHash;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.config.ExchangeSettings;
import com.hookprobe.node.config.WebSettings;
import com.hookprobe.node.observe.Collector;
import com.hookprobe.node.observe.Exposition;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.status.NodePage;
import com.hookprobe.node.status.NodeTable;
import com.hookprobe.notify.NotifierStatus;
import com.hookprobe.notify.core.LaneStatus;
import com.hookprobe.qsecbit.detection.packet.PacketCounters;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole mesh is asked over HTTP how it is, and what it exposes is compared with {@code docs/metrics.md}. */
class ObservedMeshTest {
    private static final String TOKEN = "32 random bytes in some writing";
    private static final String READER = "guardian-1";
    private static final String EXCHANGE = "guardian-2";
    private static final int ASKING = 16;
    private static final String PUSHES = "sentinel-2";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(LiveMesh mesh, String node, String path, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + mesh.node(node).web().getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static boolean configured(String node, Metric metric) {
        return metric.when().isEmpty()
                || metric.when().equals("`api`")
                || metric.when().equals("`exchange`") && node.equals(EXCHANGE)
                || metric.when().equals("`api.otlp`") && node.equals(PUSHES);
    }

    /** The families of a text in Prometheus's format: type and meaning by name. */
    private static Map<String, String> families(String text) {
        Map<String, String> found = new TreeMap<>();
        text.lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> {
            String[] words = line.split(" ");
            found.put(words[2], words[3]);
        });
        return found;
    }

    private static double value(String text, String series) {
        return text.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** What only some configurations have; of those that no node here has, as the node would put it onto a sheet. */
    private static void rare(Map<String, Metric> all) {
        Sheet sheet = new Sheet(0);
        DetectionMetrics.measure(sheet, new PacketCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0);
        OutsideMetrics.projections(
                sheet,
                List.of(new ProjectionStatus(
                        "redis", ProjectionStatus.State.LIVE, 1, 1, 0, 1, 1, 0, Optional.empty(), Optional.empty())));
        LaneStatus lane = new LaneStatus("owner", 0, Map.of(), 0, false, "", 0, 0);
        NotifierStatus status = new NotifierStatus(List.of(lane), Map.of(), 0, true, Map.of());
        NotifyMetrics.measure(sheet, status, status);
        sheet.families().forEach(family -> all.put(family.metric().name(), family.metric()));
    }

    @Test
    void everyNodeTellsHowItIsAndExposesWhatIsDocumented() throws Exception {
        try (Collector collector = new Collector();
                LiveMesh mesh = LiveMesh.sharing(folder, 1, "fortress-1")) {
            WebSettings open = new WebSettings(null, 0, null, "public", null, null, null);
            mesh.names().forEach(name -> mesh.api(name, open));
            WebSettings.Otlp otlp = new WebSettings.Otlp(collector.endpoint().toString(), 1.0, Map.of("x-tenant", "7"));
            mesh.api(PUSHES, new WebSettings(null, 0, null, "public", null, otlp, null));
            mesh.api(
                    READER,
                    new WebSettings(
                            null,
                            0,
                            null,
                            null,
                            List.of(new WebSettings.Token(
                                    "prometheus", SecretHash.of(TOKEN).hex())),
                            null,
                            null));
            mesh.exchange(EXCHANGE, new ExchangeSettings(null, 0, null, null, null, null, null, null));
            mesh.stand("guardian-1", "guardian-2", "fortress-1");
            mesh.sense("guardian-1", "203.0.113.9");
            mesh.awaitLog("fortress-1", "blocked");
            mesh.awaitLog(READER, "inclusion_verified");

            Map<String, Metric> all = new TreeMap<>();
            Map<String, String> texts = new HashMap<>();
            for (String name : mesh.names()) {
                LiveMesh.await(
                        () -> get(mesh, name, "/health/ready").statusCode() == 200,
                        () -> name + " is ready: "
                                + get(mesh, name, "/health/ready").body());
                assertThat(get(mesh, name, "/health/live").body()).isEqualTo("{\"live\":true}");
                mesh.node(name)
                        .observatory()
                        .sheet()
                        .families()
                        .forEach(family -> all.put(family.metric().name(), family.metric()));
                texts.put(
                        name,
                        get(mesh, name, "/metrics", "Authorization", "Bearer " + TOKEN)
                                .body());
            }
            rare(all);
            if (System.getProperty("metrics.write") != null) {
                MetricsPage.write(all.values());
            }
            Map<String, MetricsPage.Row> documented = MetricsPage.read();
            assertThat(documented.values())
                    .containsExactlyInAnyOrderElementsOf(
                            all.values().stream().map(MetricsPage::row).toList());
            for (String name : mesh.names()) {
                Tier tier = Tier.ofText(name.substring(0, name.indexOf('-'))).orElseThrow();
                Map<String, String> exposed = families(texts.get(name));
                Set<String> due = all.values().stream()
                        .filter(metric -> metric.tiers().contains(tier) && configured(name, metric))
                        .map(Metric::queried)
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(exposed.keySet()).as(name).containsExactlyInAnyOrderElementsOf(due);
                exposed.forEach((metric, type) -> assertThat(type)
                        .as(name + ' ' + metric)
                        .isEqualTo(documented.get(metric).type().replace("info", "gauge")));
                assertThat(value(texts.get(name), "hookprobe_metrics_roles_unread"))
                        .as(name)
                        .isZero();
                assertThat(value(texts.get(name), "hookprobe_metrics_series_left_out"))
                        .as(name)
                        .isZero();
            }
            whatHappenedIsCounted(texts);
            theSameIsPushed(collector, texts.get(PUSHES));
            tokensAreAskedFor(mesh);
            thePageIsWritten(mesh);
            aBusyLoopIsToldInTime(mesh);
            mesh.stop("nexus-1");
            assertThat(mesh.home("nexus-1").resolve(NodePage.FILE))
                    .as("who does not run says nothing")
                    .doesNotExist();
        }
    }

    private static void whatHappenedIsCounted(Map<String, String> texts) {
        String guardian = texts.get(READER);
        assertThat(guardian)
                .containsPattern("hookprobe_detections_total\\{kind=\"[a-z_]+\",severity=\"(high|critical)\"} 1\n");
        assertThat(guardian).containsPattern("hookprobe_detection_events_total\\{sensor=\"eve.json-[0-9a-f]+\"} [1-9]");
        assertThat(value(guardian, "hookprobe_neuro_resonant")).isEqualTo(1);
        assertThat(value(guardian, "hookprobe_neuro_trust_ratio")).isBetween(0.5, 1.0);
        assertThat(value(guardian, "hookprobe_htp_peers")).isGreaterThanOrEqualTo(3);
        assertThat(value(guardian, "hookprobe_ledger_blocks_proven_total")).isGreaterThanOrEqualTo(1);
        assertThat(value(guardian, "hookprobe_ledger_finalised_height")).isGreaterThanOrEqualTo(1);
        assertThat(value(guardian, "hookprobe_response_dry_run")).isEqualTo(1);
        assertThat(value(guardian, "hookprobe_qsecbit_score_ratio")).isBetween(0.0, 1.0);
        assertThat(value(
                        guardian, "hookprobe_api_requests_total{route=\"/health/live\",method=\"GET\",status=\"200\"}"))
                .isEqualTo(1);
        String fortress = texts.get("fortress-1");
        assertThat(value(fortress, "hookprobe_federation_decisions_total{outcome=\"blocked\"}"))
                .isEqualTo(1);
        assertThat(value(fortress, "hookprobe_federation_block_latency_seconds_count"))
                .isEqualTo(1);
        assertThat(value(fortress, "hookprobe_response_decisions{action=\"block\",origin=\"mesh\"}"))
                .isEqualTo(1);
        String sentinel = texts.get("sentinel-1");
        assertThat(value(sentinel, "hookprobe_consensus_checkpoints_total")).isGreaterThanOrEqualTo(1);
        assertThat(value(sentinel, "hookprobe_consensus_quorum")).isEqualTo(3);
        assertThat(value(sentinel, "hookprobe_consensus_finality_seconds_count"))
                .isGreaterThanOrEqualTo(1);
        String mssp = texts.get("mssp-1");
        assertThat(value(mssp, "hookprobe_verifier_replays_total")).isGreaterThanOrEqualTo(8);
        assertThat(value(mssp, "hookprobe_registry_members{status=\"active\"}")).isEqualTo(8);
        assertThat(value(mssp, "hookprobe_registry_queries_total{outcome=\"answered\"}"))
                .isGreaterThanOrEqualTo(1);
        assertThat(value(mssp, "hookprobe_correlator_sites")).isEqualTo(4);
        assertThat(value(texts.get("nexus-1"), "hookprobe_federation_reports_relayed_total"))
                .isGreaterThanOrEqualTo(1);
        assertThat(value(texts.get(EXCHANGE), "hookprobe_exchange_catching_up")).isZero();
    }

    private static void theSameIsPushed(Collector collector, String exposed) throws Exception {
        Collector.Push push = collector.await();
        assertThat(push.headers()).containsEntry("x-tenant", "7");
        assertThat(push.body().toString())
                .contains("{\"key\":\"hookprobe.node\",\"value\":{\"stringValue\":\"" + PUSHES + "\"}}");
        Set<String> pushed = Collector.metrics(push).keySet();
        assertThat(pushed).contains("hookprobe_consensus_height", "hookprobe_build_info", "hookprobe_otlp_pushes");
        assertThat(families(exposed).keySet().stream()
                        .map(name -> name.replaceAll("_total$", ""))
                        .toList())
                .containsAll(pushed);
    }

    private void tokensAreAskedFor(LiveMesh mesh) throws Exception {
        for (String path : List.of("/metrics", "/status")) {
            assertThat(get(mesh, READER, path).statusCode()).isEqualTo(401);
            assertThat(get(mesh, READER, path, "Authorization", "Bearer none").statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<String> openMetrics = get(
                mesh, READER, "/metrics", "Authorization", "Bearer " + TOKEN, "Accept", "application/openmetrics-text");
        assertThat(openMetrics.headers().firstValue("Content-Type")).hasValue(Exposition.OPEN_METRICS);
        assertThat(openMetrics.body()).endsWith("# EOF\n");
        JsonNode ready =
                new ObjectMapper().readTree(get(mesh, READER, "/health/ready").body());
        assertThat(ready.path("checks").findValuesAsText("name"))
                .containsExactlyInAnyOrder(
                        "sessions",
                        "verifier",
                        "validators",
                        "region",
                        "resonance",
                        "sensors",
                        "response",
                        "loop",
                        "disk",
                        "disk_space",
                        "stores",
                        "clock",
                        "handles");
        assertThat(ready.toString()).doesNotContain(folder.toString());
    }

    private void thePageIsWritten(LiveMesh mesh) throws Exception {
        NodePage asked = NodePage.parse("asked", get(mesh, "nexus-1", "/status").body());
        LiveMesh.await(() -> NodePage.read(mesh.home("nexus-1")).ready(), () -> "a page that says ready");
        NodePage written = NodePage.read(mesh.home("nexus-1"));
        assertThat(written.id()).isEqualTo(mesh.id("nexus-1").hex());
        assertThat(asked.metrics().keySet()).containsAll(written.metrics().keySet());
        assertThat(NodeTable.lines(written, written.written()))
                .startsWith("nexus-1 (nexus, " + written.version() + "): healthy")
                .anyMatch(line -> line.startsWith("score "))
                .anyMatch(line -> line.startsWith("sessions "))
                .anyMatch(line -> line.startsWith("ledger "))
                .anyMatch(line -> line.startsWith("decisions "))
                .anyMatch(line -> line.startsWith("federation "))
                .anyMatch(line -> line.startsWith("correlator "));
        Set<String> known = asked.metrics().keySet().stream()
                .map(key -> key.split("\\{", 2)[0])
                .collect(Collectors.toSet());
        Set<String> documented = MetricsPage.read().keySet();
        assertThat(documented).as("what the table shows exists").containsAll(NodeTable.SHOWN);
        assertThat(known).contains("hookprobe_build_info");
    }

    private void aBusyLoopIsToldInTime(LiveMesh mesh) throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        mesh.node("sentinel-4").execute(free::await);
        try {
            LiveMesh.await(() -> get(mesh, "sentinel-4", "/metrics").statusCode() == 503, () -> "503");
            Observatory observatory = mesh.node("sentinel-4").observatory();
            ExecutorService threads = Executors.newFixedThreadPool(ASKING);
            try {
                long asked = System.nanoTime();
                List<Callable<Sheet>> questions = Collections.nCopies(ASKING, observatory::sheet);
                for (Future<Sheet> answer : threads.invokeAll(questions)) {
                    assertThatThrownBy(answer::get).hasCauseInstanceOf(TimeoutException.class);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - asked))
                        .as("not a second for each of them, one after the other")
                        .isLessThan(Observatory.PATIENCE.multipliedBy(ASKING / 2));
            } finally {
                threads.shutdownNow();
            }
            assertThat(get(mesh, "sentinel-4", "/health/live").statusCode()).isEqualTo(503);
            HttpResponse<String> ready = get(mesh, "sentinel-4", "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body())
                    .contains("{\"name\":\"loop\",\"ok\":false,\"needed\":true,\"reason\":\"does not answer");
        } finally {
            free.countDown();
        }
        LiveMesh.await(() -> get(mesh, "sentinel-4", "/health/live").statusCode() == 200, () -> "alive again");
    }
}
