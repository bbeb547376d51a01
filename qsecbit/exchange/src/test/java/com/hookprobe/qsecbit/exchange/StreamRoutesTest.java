package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Server-sent events: as an EventSource reads them. */
class StreamRoutesTest {
    private static final StreamRoutes.Times QUICK =
            new StreamRoutes.Times(2, Duration.ofMillis(300), Duration.ofMillis(50), Duration.ofSeconds(5));

    /** One event as it came. */
    private record Event(String id, String name, String data) {}

    private static List<Event> events(Stream<String> lines) {
        List<Event> events = new ArrayList<>();
        String[] event = {"", "", ""};
        lines.forEach(line -> {
            if (line.isEmpty() && !event[1].isEmpty()) {
                events.add(new Event(event[0], event[1], event[2]));
                event[0] = event[1] = event[2] = "";
            } else if (line.startsWith("id: ")) {
                event[0] = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event[1] = line.substring(7);
            } else if (line.startsWith("data: ")) {
                event[2] = line.substring(6);
            }
        });
        return events;
    }

    private static List<Event> read(TestExchange exchange, String path, String lastId) throws Exception {
        HttpRequest.Builder request = exchange.request(path).header("X-Api-Key", TestExchange.KEY);
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<Stream<String>> answer = exchange.client().send(request.build(), BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        return events(answer.body());
    }

    @Test
    void aReaderThatComesAgainAndAgainMissesNothing() throws Exception {
        try (TestExchange exchange = new TestExchange(DecisionStream.Bounds.DEFAULT, QUICK)) {
            exchange.apply(TestExchange.put("0", "192.0.2.1"));
            List<Event> first = read(exchange, "/v1/stream", "");
            assertThat(first).extracting(Event::name).containsExactly("reset", "decision", "ready", "end");
            String id = first.get(2).id();
            assertThat(id).isEqualTo("1");
            List<String> seen = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                exchange.apply(TestExchange.put(Integer.toString(i), "192.0.2." + (i + 1)));
                exchange.apply(new DecisionEdit.Delete(Integer.toString(i - 1), Cause.WITHDRAWN));
                for (Event event : read(exchange, "/v1/stream", id)) {
                    if (!event.id().isEmpty()) {
                        seen.add(event.id() + event.name());
                        id = event.id();
                    }
                }
            }
            assertThat(seen)
                    .containsExactly(
                            "2added",
                            "3deleted",
                            "4added",
                            "5deleted",
                            "6added",
                            "7deleted",
                            "8added",
                            "9deleted",
                            "10added",
                            "11deleted");
        }
    }

    @Test
    void whatHappensWhileOneListensComesAtOnce() throws Exception {
        StreamRoutes.Times patient =
                new StreamRoutes.Times(2, Duration.ofSeconds(40), Duration.ofMillis(20), Duration.ofSeconds(5));
        try (TestExchange exchange = new TestExchange(DecisionStream.Bounds.DEFAULT, patient);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), exchange.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET /v1/stream?after=0 HTTP/1.1\r\nHost: x\r\nX-Api-Key: " + TestExchange.KEY + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            await(in, ": alive");
            exchange.apply(TestExchange.put("a", "192.0.2.1"));
            await(in, "event: added");
            assertThat(await(in, "data: ")).contains("\"sequence\":1", "\"value\":\"192.0.2.1\"", "\"scope\":\"Ip\"");
            await(in, ": alive");
        }
    }

    private static String await(BufferedReader in, String beginning) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        throw new IOException("the stream ended before " + beginning);
    }

    @Test
    void oneThatAsksForWhatIsNotKeptIsReset() throws Exception {
        try (TestExchange exchange = new TestExchange(new DecisionStream.Bounds(100, 3), QUICK)) {
            for (int i = 1; i <= 9; i++) {
                exchange.apply(TestExchange.put("n" + i, "192.0.2." + i));
            }
            assertThat(read(exchange, "/v1/stream?after=7", ""))
                    .extracting(Event::name)
                    .containsExactly("added", "added", "end");
            for (String place : List.of("2", "99")) {
                List<Event> events = read(exchange, "/v1/stream", place);
                assertThat(events.get(0).data()).isEqualTo("{\"reason\":\"too old\",\"up_to\":9,\"decisions\":9}");
                assertThat(events).hasSize(12);
                assertThat(events.get(10)).isEqualTo(new Event("9", "ready", "{}"));
                // No id before: a reader that breaks off in between begins anew.
                assertThat(events.subList(0, 10)).extracting(Event::id).containsOnly("");
            }
        }
    }

    @Test
    void aSlowReaderIsDroppedAndToldWhereToGoOn() throws Exception {
        // The clock goes on a second at every look: every batch takes too long.
        long[] nanos = {0};
        StreamRoutes.Times times =
                new StreamRoutes.Times(2, Duration.ofSeconds(1_000), Duration.ofSeconds(1), Duration.ofMillis(500));
        try (TestExchange exchange = new TestExchange()) {
            exchange.apply(TestExchange.put("a", "192.0.2.1"), TestExchange.put("b", "192.0.2.2"));
            StreamRoutes routes =
                    new StreamRoutes(exchange.stream, exchange.keys, times, () -> nanos[0] += 1_000_000_000L);
            StringBuilder written = new StringBuilder();
            routes.tell(into(written), 0);
            List<Event> events = events(written.toString().lines());
            assertThat(events).extracting(Event::name).containsExactly("added", "added", "dropped");
            assertThat(events.get(2).data()).isEqualTo("{\"reason\":\"slow\",\"resume_after\":2}");
        }
    }

    private static OutputStream into(StringBuilder written) {
        return new OutputStream() {
            @Override
            public void write(int one) {
                written.append((char) one);
            }
        };
    }

    @Test
    void thereIsRoomForSoMany() throws Exception {
        StreamRoutes.Times one =
                new StreamRoutes.Times(1, Duration.ofSeconds(40), Duration.ofMillis(20), Duration.ofSeconds(5));
        try (TestExchange exchange = new TestExchange(DecisionStream.Bounds.DEFAULT, one);
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), exchange.uri("/").getPort())) {
            socket.getOutputStream()
                    .write(("GET /v1/stream HTTP/1.1\r\nHost: x\r\nX-Api-Key: " + TestExchange.KEY + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                    ": alive");
            HttpResponse<String> refused = exchange.get("/v1/stream");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void aPlaceThatIsNoneIsRefused() throws Exception {
        try (TestExchange exchange = new TestExchange()) {
            assertThat(exchange.get("/v1/stream?after=-1").statusCode()).isEqualTo(400);
            assertThat(exchange.get("/v1/stream?after=x").statusCode()).isEqualTo(400);
            assertThat(exchange.send(exchange.request("/v1/stream").header("X-Api-Key", TestExchange.BOUNCER_KEY))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(exchange.send(exchange.request("/v1/stream")).statusCode())
                    .isEqualTo(401);
        }
    }
}
