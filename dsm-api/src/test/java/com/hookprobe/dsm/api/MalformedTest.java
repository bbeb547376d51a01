package com.hookprobe.dsm.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Microblock;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests of no sense: each is answered, none with a 500, and the server stays. */
class MalformedTest {
    private static final int REQUESTS = Integer.getInteger("malformed.requests", 10_000);
    private static final long SEED = 20_261_126;

    private final Random random = new Random(SEED);
    private final TestLedger ledger = new TestLedger();
    private Microblock block;

    @Test
    void noneIsAnsweredWithAFailureOrNotAtAll() throws Exception {
        block = ledger.add(1, EventType.IDS_ALERT, 5);
        ledger.add(2, EventType.DECISION, 6);
        ledger.decide();
        Map<Integer, Integer> statuses = new HashMap<>();
        try (TestServer server = TestServer.start(ledger.store)) {
            RawConnection connection = new RawConnection(server.port());
            for (int i = 0; i < REQUESTS; i++) {
                String what = "seed " + SEED + " request " + i;
                RawConnection.Answer answer;
                Message message = message();
                try {
                    connection.send(message.bytes());
                    if (message.ends()) {
                        connection.end();
                    }
                    answer = connection.read(message.head());
                } catch (SocketException e) {
                    // Closed while we were still sending: an answer too.
                    answer = new RawConnection.Answer(0, "", new byte[0]);
                } catch (IOException e) {
                    throw new AssertionError(what + ": " + message, e);
                }
                assertThat(answer.status())
                        .as(what + ": " + message)
                        .isIn(0, 200, 204, 400, 401, 403, 404, 405, 406, 413, 414, 431, 501);
                statuses.merge(answer.status(), 1, Integer::sum);
                if (answer.closes() || message.ends()) {
                    connection.close();
                    connection = new RawConnection(server.port());
                }
            }
            connection.close();
            assertThat(server.get("/v1/stats", TestServer.ADMIN).statusCode()).isEqualTo(200);
            String metrics = TestServer.text(server.get("/metrics", TestServer.ADMIN));
            assertThat(metrics).doesNotContain("status=\"500\"").doesNotContain("status=\"503\"");
            assertThat(metrics.lines().count()).isLessThan(400);
        }
        // The walk reached the handlers, and not only the first check.
        assertThat(statuses.keySet()).contains(200, 204, 400, 403, 404, 405, 406, 413, 414);
    }

    private record Message(byte[] bytes, boolean head, boolean ends) {
        @Override
        public String toString() {
            return new String(bytes, 0, Math.min(bytes.length, 300), StandardCharsets.ISO_8859_1);
        }
    }

    private Message message() {
        String method = pick("GET", "GET", "GET", "GET", "HEAD", "POST", "POST", "OPTIONS", "PUT", "TRACE", "G\u00cbT");
        String target = random.nextInt(40) == 0 ? noise(40) : path() + query();
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: x\r\n");
        head.append("Authorization: Bearer ")
                .append(pick(TestServer.AUDITOR, TestServer.READER, TestServer.ADMIN, "x"))
                .append("\r\n");
        if (random.nextInt(4) == 0) {
            head.append("Accept: ")
                    .append(pick("application/octet-stream", "text/html", "*/*;q=x", ";;,,/", "application/json;q=0"))
                    .append("\r\n");
        }
        if (random.nextInt(200) == 0) {
            head.append("X-Long: ").append("y".repeat(9_000)).append("\r\n");
        }
        byte[] body = new byte[0];
        boolean ends = false;
        if (method.equals("POST") || random.nextInt(20) == 0) {
            body = body();
            boolean more = random.nextInt(10) == 0;
            ends = more;
            head.append("Content-Length: ").append(body.length + (more ? 1 : 0)).append("\r\n");
        } else if (random.nextInt(100) == 0) {
            head.append(pick("Content-Length: -1\r\n", "Content-Length: x\r\n", "Transfer-Encoding: gzip\r\n"));
            ends = true;
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return new Message(all, method.equals("HEAD"), ends);
    }

    private String path() {
        String hash = random.nextInt(3) == 0 ? block.hash().hex() : value();
        String source = random.nextInt(3) == 0 ? block.source().hex() : value();
        String path = pick(
                "/checkpoint",
                "/tile/" + value() + "/" + value(),
                "/tile/0/" + value() + ".p/" + value(),
                "/tile/entries/" + value(),
                "/v1/health",
                "/v1/stats",
                "/v1/checkpoints",
                "/v1/checkpoints/" + value(),
                "/v1/blocks",
                "/v1/blocks/" + hash,
                "/v1/blocks/" + hash + "/proof",
                "/v1/blocks/" + hash + "/evidence",
                "/v1/proofs",
                "/v1/log/consistency",
                "/v1/log/inclusion",
                "/v1/sources",
                "/v1/sources/" + source + "/" + value(),
                "/v1/sources/" + source + "/0/blocks",
                "/v1/sources/" + source + "/" + value() + "/completeness",
                "/openapi.yaml",
                "/" + value());
        return switch (random.nextInt(12)) {
            case 0 -> path + "/";
            case 1 -> path.replaceFirst("/", "//");
            case 2 -> "/.." + path;
            case 3 -> path.toUpperCase(Locale.ROOT);
            case 4 -> "http://elsewhere.example" + path;
            default -> path;
        };
    }

    private String query() {
        StringBuilder query = new StringBuilder();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            query.append(i == 0 ? '?' : '&')
                    .append(pick(
                            "from",
                            "to",
                            "limit",
                            "order",
                            "type",
                            "cursor",
                            "after",
                            "old",
                            "new",
                            "height",
                            "size",
                            "from_height",
                            "to_height",
                            "x"))
                    .append(random.nextInt(8) == 0 ? "" : "=" + value());
        }
        return random.nextInt(300) == 0 ? "?cursor=" + "a".repeat(3_000) : query.toString();
    }

    private String value() {
        return switch (random.nextInt(16)) {
            case 0 -> "0";
            case 1 -> "1";
            case 2 -> "-1";
            case 3 -> "9223372036854775807";
            case 4 -> "9223372036854775808";
            case 5 -> "00";
            case 6 -> "%2e%2e%2f";
            case 7 -> "%";
            case 8 -> "%00";
            case 9 -> "a".repeat(64);
            case 10 -> "A".repeat(64);
            case 11 -> "asc";
            case 12 -> "2026-11-26T00:00:00Z";
            case 13 -> Integer.toString(random.nextInt());
            case 14 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(50));
            default -> noise(12).replace("?", "").replace("#", "");
        };
    }

    private byte[] body() {
        byte[] bytes = block.encode();
        switch (random.nextInt(5)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(400));
            case 2 -> bytes = bytes(random.nextInt(400));
            case 3 -> bytes = bytes(random.nextInt(3_000));
            default -> {}
        }
        return bytes;
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Anything but what ends a line or a word. */
    private String noise(int length) {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < length; i++) {
            char c = (char) (1 + random.nextInt(255));
            noise.append(List.of('\r', '\n', ' ').contains(c) ? '_' : c);
        }
        return noise.toString();
    }

    private String pick(String... from) {
        return from[random.nextInt(from.length)];
    }
}
