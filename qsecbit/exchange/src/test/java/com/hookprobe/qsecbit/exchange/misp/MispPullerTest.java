package com.hookprobe.qsecbit.exchange.misp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Fetch;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.Pulled;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MispPullerTest {
    @TempDir
    private Path folder;

    private final List<Intelligence> taken = new ArrayList<>();
    private final ObjectNode manifest = Json.object();
    private Path feed;

    @BeforeEach
    void makeFeed() throws IOException {
        feed = Files.createDirectory(folder.resolve("feed"));
    }

    private IndicatorIntake.Verdict offer(List<Intelligence> said) {
        taken.addAll(said);
        return IndicatorIntake.Verdict.TAKEN;
    }

    private MispPuller puller() {
        return MispPuller.ofFolder("feed", feed, folder.resolve("place"), this::offer);
    }

    private static String id(int number) {
        return String.format("6ba7b810-9dad-41d1-80b4-%012d", number);
    }

    private void list(int number) throws IOException {
        manifest.putObject(id(number)).put("timestamp", "1795800000");
        Files.write(feed.resolve("manifest.json"), Json.bytes(manifest));
    }

    private void event(int number) throws IOException {
        ObjectNode event = Json.object().put("uuid", id(number)).put("info", "x");
        event.putArray("Attribute")
                .addObject()
                .put("uuid", id(number))
                .put("type", "ip-src")
                .put("to_ids", true)
                .put("value", "192.0.2." + number % 250)
                .put("timestamp", "1795800000");
        Files.write(feed.resolve(id(number) + ".json"), Json.bytes(Json.object().set("Event", event)));
    }

    @Test
    void aMissingEventKeepsNoOtherAwayAndIsAskedForAgain() throws Exception {
        for (int i = 1; i <= 3; i++) {
            list(i);
        }
        event(1);
        event(3);
        MispPuller puller = puller();
        assertThat(puller.pull()).isEqualTo(new Pulled(2, 0, 1, false));
        assertThat(puller.pull()).isEqualTo(new Pulled(0, 0, 1, false));
        event(2);
        assertThat(puller.pull()).isEqualTo(new Pulled(1, 0, 0, false));
        assertThat(puller.pull()).isEqualTo(Pulled.NOTHING);
        assertThat(taken).hasSize(3);
    }

    @Test
    void manyThatAreMissingDoNotHideTheRestAndABoundIsTold() throws Exception {
        for (int i = 1; i <= MispPuller.EVENTS_AT_ONCE + 1; i++) {
            list(i);
        }
        event(MispPuller.EVENTS_AT_ONCE + 1);
        MispPuller puller = puller();
        assertThat(puller.pull()).isEqualTo(new Pulled(0, 0, MispPuller.EVENTS_AT_ONCE, true));
        Pulled second = puller.pull();
        assertThat(second.taken()).isEqualTo(1);
        assertThat(second.full()).isFalse();
    }

    @Test
    void aServerThatFailsHalfWayIsAskedForTheRest() throws Exception {
        for (int i = 1; i <= 3; i++) {
            list(i);
            event(i);
        }
        boolean[] fails = {true};
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String file = exchange.getRequestURI().getPath().substring(1);
            if (fails[0] && file.startsWith(id(3))) {
                exchange.sendResponseHeaders(503, -1);
            } else if (file.startsWith(id(2))) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                byte[] bytes = Files.readAllBytes(feed.resolve(file));
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        });
        server.start();
        try {
            MispPuller puller = MispPuller.of(
                    "feed",
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                    Map.of(),
                    folder.resolve("place"),
                    new Fetch(Optional.empty(), Duration.ofSeconds(20)),
                    this::offer);
            assertThatThrownBy(puller::pull).isInstanceOf(Fetch.Failed.class).hasMessageContaining("503");
            assertThat(taken).hasSize(1);
            fails[0] = false;
            assertThat(puller.pull()).isEqualTo(new Pulled(1, 0, 1, false));
            assertThat(taken).extracting(Intelligence::id).containsExactly(id(1), id(3));
        } finally {
            server.stop(0);
        }
    }
}
