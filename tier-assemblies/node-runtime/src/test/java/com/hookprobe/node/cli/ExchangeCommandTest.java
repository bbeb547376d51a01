package com.hookprobe.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.identity.Tier;
import com.hookprobe.node.config.ExchangeSettings;
import com.hookprobe.node.role.DefenceRequest;
import com.hookprobe.node.role.LiveMesh;
import com.hookprobe.qsecbit.exchange.ApiKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Exchange 8 on whole nodes: a bouncer and an engine at a site of a mesh, and the operator's commands. */
@Timeout(300)
class ExchangeCommandTest {
    private static final String SITE = "guardian-1";
    private static final String OTHER = "guardian-2";
    private static final String KEY = "the key of the gateway's bouncer";
    private static final String SEEN = "203.0.113.9";
    private static final String ELSEWHERE = "203.0.113.10";
    private static final String ENGINES = "203.0.113.11";
    private static final String LATER = "203.0.113.12";
    private static final String STREAM = "/v1/decisions/stream";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private LiveMesh mesh;
    private final HttpClient client = HttpClient.newHttpClient();
    /** What a bouncer holds, and every value that it was told to drop. */
    private final Map<String, JsonNode> holds = new LinkedHashMap<>();

    private final TreeSet<String> dropped = new TreeSet<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** @param confirmations sites that make a block of the mesh */
    private void open(int confirmations) throws Exception {
        mesh = LiveMesh.sharing(folder, confirmations);
        mesh.exchange(
                SITE,
                new ExchangeSettings(
                        null,
                        0,
                        null,
                        null,
                        null,
                        List.of(new ExchangeSettings.Key("gateway", ApiKey.hashOf(KEY), List.of("bouncer"))),
                        null,
                        null));
        Files.writeString(
                config(),
                "node: {name: " + SITE + ", data: \"" + mesh.home(SITE)
                        + "\"}\nmesh: mesh.json\nexchange: {port: 0}\n");
        for (String name : mesh.names()) {
            mesh.start(name);
        }
        for (String name : mesh.names()) {
            if (name.startsWith("sentinel")) {
                mesh.awaitMayReport(name, OTHER);
            }
        }
        mesh.awaitLog(SITE, "group_key");
        mesh.awaitLog(OTHER, "group_key");
        mesh.awaitLog(OTHER, "peer_connected", "mssp-1");
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    private Path config() {
        return folder.resolve("command.yaml");
    }

    private int run(String... words) {
        out.reset();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine root = TierMain.commandLine(Tier.GUARDIAN, "exchange");
            root.setErr(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
            List<String> line = new ArrayList<>(List.of("exchange"));
            line.addAll(List.of(words));
            line.addAll(List.of("--config", config().toString()));
            return root.execute(line.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) throws Exception {
        mesh.awaitLog(SITE, "exchange_listening");
        Matcher port = Pattern.compile("\"port\":([0-9]+)")
                .matcher(mesh.logged(SITE, "exchange_listening").get(0));
        assertThat(port.find()).isTrue();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.group(1) + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int status(String path, String key) throws Exception {
        return send(request(path).header("X-Api-Key", key)).statusCode();
    }

    /** Asks as a bouncer does, and does what it is told. */
    private boolean pulled(boolean startup) throws Exception {
        HttpResponse<String> answer =
                send(request(STREAM + "?startup=" + startup).header("X-Api-Key", KEY));
        if (answer.statusCode() == 429) {
            return false;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode told = JSON.readTree(answer.body());
        if (startup) {
            holds.clear();
        }
        told.path("deleted").forEach(one -> {
            dropped.add(one.get("value").asText());
            holds.remove(one.get("value").asText());
        });
        told.path("new").forEach(one -> holds.put(one.get("value").asText(), one));
        return true;
    }

    private void awaitHolds(String value) throws Exception {
        LiveMesh.await(() -> pulled(false) && holds.containsKey(value), () -> value + " is not in " + holds);
    }

    private void awaitDropped(String value) throws Exception {
        LiveMesh.await(() -> pulled(false) && dropped.contains(value), () -> value + " is still in " + holds);
        assertThat(holds).doesNotContainKey(value);
    }

    private long id(String value) {
        return Objects.requireNonNull(holds.get(value)).get("id").asLong();
    }

    @Test
    void aBouncerHoldsWhatTheSiteHasDecidedAndTheMeshAsWell() throws Exception {
        open(1);
        mesh.senseGrave(SITE, SEEN);
        LiveMesh.await(() -> pulled(true) && holds.containsKey(SEEN), () -> "not told: " + holds);
        assertThat(holds.get(SEEN).get("type").asText()).isEqualTo("ban");
        // The mesh says so, too, in a moment.
        assertThat(send(request("/v1/decisions?dedup=false&ip=" + SEEN).header("X-Api-Key", KEY))
                        .body())
                .contains("\"origin\":\"local\"", "\"scenario\":\"hookprobe/");
        new DefenceRequest("delete", List.of(SEEN), null, null, null, "a customer").write(mesh.home(SITE));
        awaitDropped(SEEN);

        mesh.sense(OTHER, ELSEWHERE);
        awaitHolds(ELSEWHERE);
        assertThat(holds.get(ELSEWHERE).get("origin").asText()).isEqualTo("mesh");

        // Nothing is lost with a restart, and numbers go on.
        long before = id(ELSEWHERE);
        mesh.stop(SITE);
        mesh.start(SITE);
        assertThat(pulled(true)).isTrue();
        assertThat(holds).containsOnlyKeys(ELSEWHERE);
        assertThat(id(ELSEWHERE)).isEqualTo(before);
        mesh.senseGrave(SITE, LATER);
        awaitHolds(LATER);
        assertThat(id(LATER)).isGreaterThan(before);

        assertThat(run("status", "--json")).as(printed()).isZero();
        assertThat(printed()).contains("\"bouncer\":\"gateway\"", "\"behind\":");
        assertThat(run("status")).isZero();
        assertThat(printed()).contains("listening on 127.0.0.1:", "bouncer gateway");
    }

    @Test
    void anEngineIsHeardWhenItIsApprovedAndTakesBackItsOwn() throws Exception {
        open(2);
        String account = "{\"machine_id\":\"engine-1\",\"password\":\"correct horse\"}";
        assertThat(post("/v1/watchers", "", account).statusCode()).isEqualTo(201);
        assertThat(run("machine", "list", "--json")).isZero();
        assertThat(printed()).contains("\"name\":\"engine-1\"", "\"approved\":false");
        assertThat(post("/v1/watchers/login", "", account).statusCode()).isEqualTo(401);
        assertThat(run("machine", "approve", "--weight", "1.5", "engine-1")).isEqualTo(2);
        assertThat(run("machine", "approve", "--weight", "0.9", "engine-2")).isEqualTo(1);
        assertThat(printed()).contains("no account is named engine-2");
        assertThat(run("machine", "approve", "--weight", "0.9", "engine-1")).isZero();
        JsonNode login = JSON.readTree(post("/v1/watchers/login", "", account).body());
        String token = login.get("token").asText();

        assertThat(post("/v1/alerts", token, alert(ENGINES)).statusCode()).isEqualTo(201);
        mesh.awaitLog(SITE, "decision", ENGINES, "BLOCK");
        awaitHolds(ENGINES);
        assertThat(holds.get(ENGINES).get("scenario").asText()).isEqualTo("hookprobe/brute-force");
        assertThat(holds.get(ENGINES).get("origin").asText()).isEqualTo("local");
        // What the engine wishes is nobody's decision.
        assertThat(holds).doesNotContainKey("198.51.100.77");

        HttpResponse<String> back =
                send(request("/v1/decisions?ip=" + ENGINES).DELETE().header("Authorization", "Bearer " + token));
        assertThat(back.body()).isEqualTo("{\"nbDeleted\":\"1\"}");
        awaitDropped(ENGINES);
        // What the site's own sensors saw is not the engine's.
        mesh.senseGrave(SITE, SEEN);
        awaitHolds(SEEN);
        assertThat(send(request("/v1/decisions?ip=" + SEEN).DELETE().header("Authorization", "Bearer " + token))
                        .body())
                .isEqualTo("{\"nbDeleted\":\"0\"}");

        assertThat(run("machine", "remove", "engine-1")).isZero();
        assertThat(post("/v1/alerts", token, alert(LATER)).statusCode()).isEqualTo(401);
    }

    @Test
    void keysComeAndGoWhileTheNodeRuns() throws Exception {
        open(2);
        assertThat(run("key", "add", "--right", "root", "second")).isEqualTo(2);
        assertThat(run("key", "add", "--right", "bouncer", "--right", "stream", "--json", "second"))
                .as(printed())
                .isZero();
        String key = JSON.readTree(printed()).get("key").asText();
        assertThat(key).hasSize(64);
        assertThat(status(STREAM, key)).isEqualTo(200);
        assertThat(Files.readString(mesh.home(SITE).resolve("exchange/keys.json")))
                .doesNotContain(key);
        assertThat(run("key", "add", "--right", "bouncer", "second")).isEqualTo(1);
        assertThat(run("key", "list")).isZero();
        assertThat(printed())
                .contains("gateway", "configuration", "second", "command")
                .doesNotContain(key);
        assertThat(run("key", "remove", "gateway")).isEqualTo(1);
        assertThat(printed()).contains("is of the configuration");

        mesh.stop(SITE);
        assertThat(run("key", "remove", "--wait", "1", "second")).isEqualTo(CliException.UNAVAILABLE);
        assertThat(printed()).contains("nothing was done");
        mesh.start(SITE);
        assertThat(status(STREAM, key)).isEqualTo(200);
        assertThat(run("key", "remove", "second")).isZero();
        assertThat(status(STREAM, key)).isEqualTo(403);
        assertThat(status(STREAM, KEY)).isEqualTo(200);
    }

    private HttpResponse<String> post(String path, String token, String body) throws Exception {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
    }

    private static String alert(String who) {
        String now = Instant.now().toString();
        return """
                [{"capacity":5,"events":[],"events_count":6,"leakspeed":"10s","message":"m","scenario":"crowdsecurity/ssh-bf",
                "scenario_hash":"","scenario_version":"","simulated":false,"source":{"scope":"Ip","value":"%s"},
                "start_at":"%s","stop_at":"%s","decisions":[{"duration":"4h","origin":"crowdsec","scenario":"x","scope":"Ip",
                "type":"ban","value":"198.51.100.77"}]}]""".formatted(who, now, now);
    }
}
