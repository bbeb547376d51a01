package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.http.Endpoint;
import com.hookprobe.http.Response;
import com.hookprobe.http.SecretHash;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.WebSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One door, opened where the configuration says so, with what others serve behind it. */
class WebRoleTest {
    @TempDir
    Path folder;

    static WebSettings open(int port) {
        return new WebSettings(null, port, null, "public", null, null, null);
    }

    static NodeContext with(NodeContext node, @Nullable WebSettings api) {
        NodeConfig was = node.config();
        NodeConfig config = new NodeConfig(
                was.node(),
                was.mesh(),
                was.htp(),
                was.dsm(),
                was.neuro(),
                was.detection(),
                was.qsecbit(),
                was.response(),
                was.federation(),
                was.registry(),
                was.exchange(),
                api,
                null,
                null,
                null,
                null,
                null,
                null);
        return new NodeContext(
                config, node.log(), node.loop(), node.keys(), node.mesh(), node.genesis(), node.self(), node.links());
    }

    private static HttpResponse<String> get(WebRole role, String path, String token) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + role.listening().getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whatOthersServeIsBehindOneDoor() throws Exception {
        WebTokens tokens = new WebTokens(List.of(
                new WebSettings.Token("one", SecretHash.of("a token").hex()),
                new WebSettings.Token("two", SecretHash.of("another token").hex())));
        List<Endpoint> endpoints = List.of(
                Endpoint.get("/open", Endpoint.Guard.OPEN, Set.of(), request -> Response.json("{}")),
                Endpoint.get("/who", tokens, Set.of(), request -> Response.json(request.caller())));
        try (TestMesh mesh = new TestMesh(folder);
                WebRole role = new WebRole(with(mesh.node("guardian-1"), open(0)), endpoints)) {
            role.open();
            assertThat(get(role, "/open", "").body()).isEqualTo("{}");
            assertThat(get(role, "/who", "").statusCode()).isEqualTo(401);
            assertThat(get(role, "/who", "unknown").statusCode()).isEqualTo(401);
            assertThat(get(role, "/who", "another token").body()).isEqualTo("two");
            assertThat(mesh.logged("guardian-1", "web_listening")).hasSize(1);
        }
    }

    @Test
    void withoutSettingsNothingListens() throws Exception {
        try (TestMesh mesh = new TestMesh(folder);
                WebRole role = new WebRole(mesh.node("guardian-1"), List.of())) {
            role.open();
            assertThat(role.listening()).isNull();
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (TestMesh mesh = new TestMesh(folder);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                WebRole role = new WebRole(with(mesh.node("guardian-1"), open(taken.getLocalPort())), List.of())) {
            assertThatThrownBy(role::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("taken");
        }
    }

    @Test
    void aBusyLoopIsA503AndIsNotWaitedForLonger() throws Exception {
        try (TestMesh mesh = new TestMesh(folder)) {
            NodeContext node = with(mesh.node("guardian-1"), open(0));
            LoopAsk ask = new LoopAsk(node.loop());
            Endpoint endpoint = Endpoint.get(
                    "/asked",
                    Endpoint.Guard.OPEN,
                    Set.of(),
                    request -> Response.json(ask.answer(() -> "\"here\"", Duration.ofMillis(50))));
            CountDownLatch busy = new CountDownLatch(1);
            try (WebRole role = new WebRole(node, List.of(endpoint))) {
                role.open();
                node.loop().execute(busy::await);
                HttpResponse<String> refused = get(role, "/asked", "");
                busy.countDown();
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.body()).contains("expected the node's loop to answer within 50 ms, found it busy");
                LiveMesh.await(() -> get(role, "/asked", "").body().equals("\"here\""), () -> "the loop is free again");
            } finally {
                busy.countDown();
            }
        }
    }
}
