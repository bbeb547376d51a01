package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.node.config.NotificationSettings;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole node tells a workflow what it has detected, signed; and what an operator asks of its channels. */
@Timeout(300)
class NotifyOnSessionsTest {
    private static final String SITE = "guardian-1";
    private static final String KEY = "a key of thirty-two bytes, at least so long";
    private static final String INSIDE = "10.77.66.59";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final BlockingQueue<Map.Entry<Map<String, List<String>>, byte[]>> got = new LinkedBlockingQueue<>();
    private HttpServer receiver;
    private LiveMesh mesh;

    @BeforeEach
    void open() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            got.add(Map.entry(
                    Map.copyOf(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        Files.writeString(folder.resolve("secret"), KEY + "\n");
        mesh = LiveMesh.sharing(folder, 1);
        mesh.notifies(
                SITE,
                new NotificationSettings(
                        "Corner shop",
                        "UTC",
                        null,
                        null,
                        null,
                        null,
                        List.of(hook("workflow", "/hook"), hook("wrong", "/nowhere")),
                        List.of(new NotificationSettings.Rule(
                                List.of("detection"), "low", List.of("workflow"), null, null))));
    }

    private NotificationSettings.Channel hook(String name, String path) {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
        String secret = folder.resolve("secret").toString();
        return new NotificationSettings.Channel(
                name, "webhook", url, null, secret, null, null, null, null, null, null, null, null, null, null, null,
                null, null);
    }

    @AfterEach
    void close() {
        mesh.close();
        receiver.stop(0);
    }

    @Test
    void aDetectionReachesTheWebhookAndIsSigned() throws Exception {
        mesh.start(SITE);
        mesh.awaitLog(SITE, "notifications_ready");
        mesh.sense(SITE, "203.0.113.9");
        Map.Entry<Map<String, List<String>>, byte[]> one = got.poll(90, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
        JsonNode event = JSON.readTree(one.getValue());
        assertThat(event.path("type").asText()).isEqualTo("com.hookprobe.detection.v1");
        assertThat(event.path("data").path("source").asText()).isEqualTo("203.0.113.9");
        assertThat(event.path("data").path("title").asText()).startsWith("Corner shop: ");
        assertThat(new String(one.getValue(), StandardCharsets.UTF_8)).doesNotContain(INSIDE);
        assertThat(event.path("data").path("block").asText()).hasSize(64);

        String id = header(one, "Webhook-id");
        String stamp = header(one, "Webhook-timestamp");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((id + "." + stamp + ".").getBytes(StandardCharsets.UTF_8));
        assertThat(header(one, "Webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(one.getValue())));
        assertThat(id).isEqualTo(event.path("id").asText());

        assertThat(ask(new NotifyRequest("test", "workflow")).error()).isNull();
        Map.Entry<Map<String, List<String>>, byte[]> test = got.poll(90, TimeUnit.SECONDS);
        assertThat(test).isNotNull();
        assertThat(JSON.readTree(test.getValue()).path("type").asText()).isEqualTo("com.hookprobe.test.v1");
        assertThat(ask(new NotifyRequest("test", "wrong")).error()).contains("404");
        assertThat(ask(new NotifyRequest("test", "nobody")).error()).contains("there are:");
        List<Map<String, Object>> rows = ask(new NotifyRequest("status", null)).rows();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).containsEntry("channel", "workflow").containsEntry("kind", "webhook");
        mesh.awaitLog(SITE, "notification_test", "\"delivered\":false");
        assertThat(mesh.logged(SITE, "notification_test").toString()).doesNotContain(KEY, "/hook");
    }

    private static String header(Map.Entry<Map<String, List<String>>, byte[]> one, String name) {
        return one.getKey().get(name).get(0);
    }

    private NotifyRequest.Answer ask(NotifyRequest request) throws Exception {
        Path file = request.write(mesh.home(SITE));
        BlockingQueue<NotifyRequest.Answer> answers = new LinkedBlockingQueue<>();
        LiveMesh.await(
                () -> {
                    NotifyRequest.answer(file).ifPresent(answers::add);
                    return !answers.isEmpty();
                },
                () -> "an answer to " + request);
        return answers.take();
    }
}
