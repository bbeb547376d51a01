package com.hookprobe.htp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the README shows is what is compiled and run here, line by line. */
@Timeout(60)
class HtpQuickstartTest {
    private static final Path SOURCE = Path.of("src/test/java/com/hookprobe/htp/HtpQuickstartTest.java");

    private record Started(HtpServer server, byte[] kemPublicKey) {}

    private static Started server(int port, byte[] clientPublicKey) throws HtpException {
        // server begin
        DeviceKey serverKey = DeviceKey.generate(new SecureRandom()); // keep the seed() of both keys for the next start
        KemKeyPair kemKeys = KemKeyPair.generate(new SecureRandom()); // clients need kemKeys.publicKey()
        KnownNodes nodes = new KnownNodes().add(clientPublicKey);
        HtpServer server = HtpServer.builder(serverKey, kemKeys)
                .port(port)
                .allow(nodes)
                .onMessage((session, channel, bytes) -> session.send(channel, bytes)) // echo
                .onClosed((session, code, reason) -> System.out.println(session + " " + code + " " + reason))
                .start();
        System.out.println(server.stats().sessionsOpen() + " sessions at " + server.address());
        // server end
        return new Started(server, kemKeys.publicKey());
    }

    private static String client(String host, int port, byte[] serverKemPublicKey, byte[] seed) throws HtpException {
        // client begin
        DeviceKey clientKey = DeviceKey.fromSeed(seed); // the server was given clientKey.publicKey()
        InetSocketAddress address = new InetSocketAddress(host, port);
        String text;
        try (HtpClient client = HtpClient.connect(address, serverKemPublicKey, clientKey)) {
            client.send(Channels.USER, "hello".getBytes(UTF_8)); // returns when the server has it
            Message answer = client.receive(Duration.ofSeconds(5)).orElseThrow();
            text = new String(answer.bytes(), UTF_8);
            System.out.println(text + " after " + client.stats().smoothedRttMicros() + " us");
        }
        // client end
        return text;
    }

    @Test
    void theExampleRuns() throws Exception {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        Started started = server(0, DeviceKey.fromSeed(seed).publicKey());
        try (HtpServer server = started.server()) {
            int port = server.address().getPort();
            CompletableFuture<String> text = CompletableFuture.supplyAsync(() -> {
                try {
                    return client("127.0.0.1", port, started.kemPublicKey(), seed);
                } catch (HtpException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(text.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
        }
    }

    @Test
    void theReadmeShowsTheseLinesAndNotMoreThanTen() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (String part : List.of("server", "client")) {
            String code = between(Files.readString(SOURCE), "// " + part + " begin\n", "        // " + part + " end");
            assertThat(code.lines().count()).isBetween(5L, 10L);
            assertThat(readme).contains("```java\n" + code.stripTrailing().stripIndent() + "\n```");
        }
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
