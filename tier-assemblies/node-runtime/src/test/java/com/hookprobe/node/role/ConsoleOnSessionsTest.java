package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.identity.access.Access;
import com.hookprobe.identity.access.AuditSink;
import com.hookprobe.identity.access.Principal;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.node.config.ConsoleSettings;
import com.hookprobe.node.config.WebSettings;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The consoles of a site and of the MSSP on whole nodes: what people read and do there is what the nodes know and do. */
@Timeout(300)
class ConsoleOnSessionsTest {
    private static final String SITE = "guardian-1";
    private static final String OTHER = "guardian-2";
    private static final String MSSP = "mssp-1";
    private static final String ATTACKER = "203.0.113.9";
    private static final String OTHERS_ATTACKER = "198.51.100.7";
    private static final String PASSWORD = "seven green bottles";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PORT = Pattern.compile("\"port\":(\\d+)");

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        mesh = LiveMesh.sharing(folder, 1);
        WebSettings web = new WebSettings(null, 0, null, "off", null, null, ConsoleSettings.STANDARD);
        mesh.api(SITE, web);
        mesh.api(MSSP, web);
        mesh.stand(SITE, OTHER);
    }

    @AfterEach
    void close() {
        mesh.close();
    }

    /** Somebody's browser at a node's console. */
    private final class Browser {
        private final HttpClient client = HttpClient.newHttpClient();
        private final String base;
        private String cookie = "";

        private Browser(String name) {
            Matcher port = PORT.matcher(mesh.logged(name, "web_listening").get(0));
            assertThat(port.find()).isTrue();
            base = "http://127.0.0.1:" + port.group(1);
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
            return cookie.isEmpty() ? request : request.header("Cookie", cookie);
        }

        private HttpResponse<byte[]> get(String path) throws Exception {
            return client.send(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
        }

        private JsonNode json(String path) throws Exception {
            HttpResponse<byte[]> answer = get(path);
            assertThat(answer.statusCode())
                    .as(path + " " + new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo(200);
            return JSON.readTree(answer.body());
        }

        private JsonNode post(String path, String body) throws Exception {
            HttpResponse<String> answer = client.send(
                    request(path)
                            .header("X-HookProbe-Console", "1")
                            .header("Origin", base)
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
            answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.split(";", 2)[0]);
            return JSON.readTree(answer.body());
        }

        /** The first start, with the secret that an operator of the machine has made. */
        private Browser first(String accounts) throws Exception {
            String secret;
            try (Database database = Database.sqlite(Path.of(accounts))) {
                secret = new Access(database, AuditSink.NONE)
                        .bootstrap()
                        .offer(Principal.local("root"))
                        .orElseThrow();
            }
            post(
                    "/ui/api/first",
                    JSON.createObjectNode()
                            .put("secret", secret)
                            .put("name", "ada")
                            .put("password", PASSWORD)
                            .toString());
            return this;
        }

        /** The first live event of a kind that holds a text. */
        private String awaitLive(String kind, String holds, Act act) throws Exception {
            HttpResponse<java.io.InputStream> stream =
                    client.send(request("/ui/live").build(), HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                act.run();
                String event = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("event:")) {
                        event = line.substring(6).strip();
                    } else if (line.startsWith("data:") && event.equals(kind) && line.contains(holds)) {
                        return line;
                    }
                }
            }
            return "the stream ended";
        }
    }

    private interface Act {
        void run() throws Exception;
    }

    @Test
    void peopleSeeWhatNodesKnowAndNodesDoWhatPeopleSay() throws Exception {
        Browser ada =
                new Browser(SITE).first(mesh.home(SITE).resolve("accounts.db").toString());

        String live = ada.awaitLive("detection", ATTACKER, () -> mesh.senseGrave(SITE, ATTACKER));
        assertThat(live).contains("\"outcome\":\"ENFORCED\"");
        JsonNode seen = ada.json("/ui/api/detections").get(0);
        assertThat(seen.get("source").asText()).isEqualTo(ATTACKER);
        String decision = seen.get("decision").asText();
        assertThat(ada.json("/ui/api/decisions").get("decisions"))
                .anyMatch(row -> row.get("id").asText().equals(decision)
                        && row.get("origin").asText().equals("LOCAL"));
        assertThat(ada.json("/ui/api/decisions/" + decision + "/explanation").toString())
                .contains(seen.get("block").asText(), "detection");

        // A node's own block, once it is final, is proven to whoever trusts the genesis.
        String block = seen.get("block").asText();
        mesh.awaitLog(SITE, "inclusion_verified", block);
        byte[] bundle = ada.get("/ui/api/ledger/evidence/" + block).body();
        assertThat(EvidenceBundle.decode(bundle)
                        .block()
                        .orElseThrow()
                        .block()
                        .hash()
                        .hex())
                .isEqualTo(block);
        assertThat(ada.json("/ui/api/ledger").get("height").asLong()).isPositive();
        assertThat(ada.json("/ui/api/ledger/checkpoints").get(0).get("signers").asInt())
                .isGreaterThanOrEqualTo(3);
        assertThat(ada.json("/ui/api/ledger/blocks").toString()).contains(block);

        JsonNode undone = ada.post("/ui/api/orders", "{\"kind\":\"UNDO\",\"indicators\":[\"" + decision + "\"]}");
        assertThat(undone.get("outcomes").get("LIFTED").asInt()).isEqualTo(1);
        assertThat(ada.json("/ui/api/decisions").get("decisions")).isEmpty();
        assertThat(ada.json("/ui/api/decisions").get("taken_back").toString()).contains(ATTACKER);

        // What another site has seen comes here as a word of the mesh, with its way.
        String word = ada.awaitLive("word", OTHERS_ATTACKER, () -> mesh.sense(OTHER, OTHERS_ATTACKER));
        assertThat(word).contains("\"state\":\"IN_FORCE\"", "detected", "in force here");
        String id = JSON.readTree(word.substring(5)).get("decision").asText();
        LiveMesh.await(
                () -> ada.json("/ui/api/decisions/" + id + "/explanation")
                        .toString()
                        .contains("witnesses"),
                () -> "explained by its witnesses");

        JsonNode members = ada.json("/ui/api/mesh").get("members");
        assertThat(members).hasSize(mesh.names().size());
        assertThat(members.toString()).contains("\"session\":\"OPEN\"", "\"session\":\"SELF\"");
        assertThat(ada.json("/ui/api/node").get("ready").asBoolean())
                .as(ada.json("/ui/api/node").toString())
                .isTrue();
        assertThat(ada.json("/ui/api/score").get("terms")).hasSize(5);
        assertThat(ada.json("/ui/api/settings").toString()).contains("ter_interval");
        assertThat(mesh.logged(SITE, "internal_error")).isEmpty();
    }

    @Test
    void theProviderSeesDevicesTrustAndWords() throws Exception {
        Browser ada =
                new Browser(MSSP).first(mesh.home(MSSP).resolve("registry.db").toString());
        mesh.sense(OTHER, OTHERS_ATTACKER);
        mesh.awaitLog(SITE, "blocked");
        JsonNode told = ada.json("/ui/api/words").get(0);
        assertThat(told.get("state").asText()).isEqualTo("TOLD");
        assertThat(told.get("hops").get(0).get("name").asText()).isEqualTo("detected");
        JsonNode members = ada.json("/ui/api/mesh").get("members");
        for (JsonNode member : members) {
            if (member.get("name").asText().equals(SITE)) {
                assertThat(member.get("resonance").asText()).isEqualTo("RESONANT");
                assertThat(member.get("trust").asDouble()).isGreaterThan(0.5);
            }
        }
        assertThat(ada.json("/ui/api/devices?place=default").toString()).contains(SITE);
        assertThat(ada.get("/ui/api/score").statusCode()).isEqualTo(404);
        assertThat(mesh.logged(MSSP, "internal_error")).isEmpty();
    }
}
