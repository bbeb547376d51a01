package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.DeviceStatus;
import com.hookprobe.identity.registry.EnrolmentToken;
import com.hookprobe.identity.registry.TokenTerms;
import com.hookprobe.identity.registry.sql.TenantId;
import com.hookprobe.node.config.RegistrySettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enrolment over HTTP: a real server, a real registry, requests with real seals. */
class EnrolmentRoleTest {
    private static final byte[] BASELINE = new byte[EnrolmentRequest.BASELINE_BYTES];

    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext node;
    private DeviceRegistry registry;
    private EnrolmentRole role;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        node = mesh.node("mssp-1");
        registry = DeviceRegistry.open(folder.resolve("registry.db"));
    }

    @AfterEach
    void close() throws Exception {
        if (role != null) {
            role.close();
        }
        registry.close();
        mesh.close();
    }

    @Test
    void aTokenMakesADeviceActiveOnceAndOnlyOne() throws Exception {
        start(false);
        byte[] token = token();
        String first = request("guardian-1", Optional.of(token));
        assertThat(post(first)).isEqualTo("200 {\"node_id\":\"" + id("guardian-1") + "\",\"status\":\"ACTIVE\"}");
        assertThat(post(first))
                .as("the same again is no change")
                .startsWith("200 ")
                .contains("ACTIVE");

        String replayed = post(request("guardian-2", Optional.of(token)));
        assertThat(replayed).startsWith("403 ");
        assertThat(registry.find(mesh.id("guardian-2"))).isEmpty();
        assertThat(post(request("guardian-2", Optional.of(new byte[32]))))
                .as("a spent token, an invented one and none have one answer")
                .isEqualTo(replayed);
        assertThat(post(request("guardian-2", Optional.empty()))).isEqualTo(replayed);
        assertThat(post(request("guardian-1", Optional.empty())))
                .as("nor does a stranger learn who is known")
                .isEqualTo(replayed);
    }

    @Test
    void withoutATokenADeviceWaitsWhereThatIsAllowed() throws Exception {
        start(true);
        String request = request("guardian-1", Optional.empty());
        assertThat(post(request)).contains("PENDING");
        registry.approve(mesh.id("guardian-1"), "olga");
        assertThat(post(request)).contains("ACTIVE");
        registry.revoke(mesh.id("guardian-1"), "olga", "stolen");
        assertThat(post(request)).contains("REVOKED");
        assertThat(registry.find(mesh.id("guardian-1")).orElseThrow().status()).isEqualTo(DeviceStatus.REVOKED);
        assertThat(post(request("guardian-1", Optional.empty()))).startsWith("403 ");
    }

    @Test
    void whatIsNoRequestToThisVerifierIsRefused() throws Exception {
        start(true);
        assertThat(post("")).startsWith("400 ");
        assertThat(post("not a request\n")).startsWith("400 ");
        byte[] other = mesh.keys("sentinel-1").card().kemPublicKey().orElseThrow();
        assertThat(post(mesh.keys("guardian-1")
                        .enrolmentRequest(other, BASELINE)
                        .toText()))
                .startsWith("400 ");
        String request = request("guardian-1", Optional.empty());
        int middle = request.length() / 2;
        char changed = request.charAt(middle) == 'A' ? 'B' : 'A';
        assertThat(post(request.substring(0, middle) + changed + request.substring(middle + 1)))
                .startsWith("400 ");
        assertThat(post("A".repeat(EnrolmentRole.BODY_BYTES_MAX + 1))).startsWith("413 ");
        assertThat(send(HttpRequest.newBuilder(uri("/v1/enrolments")).GET().build()))
                .startsWith("405 ");
        assertThat(send(HttpRequest.newBuilder(uri("/")).GET().build())).startsWith("404 ");
        assertThat(registry.find(mesh.id("guardian-1"))).isEmpty();
    }

    @Test
    void whoAsksTooOftenWaits() throws Exception {
        start(true);
        String last = "";
        for (int i = 0; i < 12; i++) {
            last = post("x");
        }
        assertThat(last).startsWith("429 ").contains("try again in ");
    }

    @Test
    void aRegistryThatIsAwayIsNoRefusal() throws Exception {
        start(true);
        registry.close();
        assertThat(post(request("guardian-1", Optional.empty()))).startsWith("503 ");
        registry = DeviceRegistry.open(folder.resolve("registry.db"));
    }

    @Test
    void nothingListensUnlessItIsConfigured() throws Exception {
        role = new EnrolmentRole(node, RegistryDesk.inline(registry, node.log(), System::nanoTime), null);
        role.start();
        assertThat(role.listening()).isNull();
    }

    private void start(boolean all) throws Exception {
        RegistryDesk desk = RegistryDesk.inline(registry, node.log(), System::nanoTime);
        role = new EnrolmentRole(node, desk, new RegistrySettings.Enrolment("127.0.0.1", 0, all));
        role.start();
    }

    private byte[] token() throws Exception {
        String text =
                registry.tokens().issue(TokenTerms.of(TenantId.DEFAULT), "olga").text();
        return EnrolmentToken.secret(text).orElseThrow();
    }

    private String id(String name) {
        return mesh.id(name).hex();
    }

    private String request(String name, Optional<byte[]> token) throws Exception {
        byte[] kem = mesh.keys("mssp-1").card().kemPublicKey().orElseThrow();
        return mesh.keys(name)
                .enrolmentRequest(kem, BASELINE, token, Optional.empty())
                .toText();
    }

    private String post(String body) throws Exception {
        return send(HttpRequest.newBuilder(uri("/v1/enrolments"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private String send(HttpRequest request) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body().strip();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + role.listening().getPort() + path);
    }
}
