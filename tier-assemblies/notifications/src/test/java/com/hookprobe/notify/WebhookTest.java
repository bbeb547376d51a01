package com.hookprobe.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.notify.core.Composer;
import com.hookprobe.notify.core.Lane;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Outcome;
import com.hookprobe.notify.core.Rules;
import com.hookprobe.notify.core.Samples;
import com.hookprobe.qsecbit.metric.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks against a receiver on sockets: what it gets, and what is made of whatever it answers. */
@Timeout(120)
class WebhookTest {
    private static final String KEY =
            "whsec_" + Base64.getEncoder().encodeToString("k".repeat(32).getBytes(StandardCharsets.US_ASCII));
    private static final Instant NOW = Instant.parse("2026-11-28T03:26:00Z");
    private static final Message MESSAGE = new Message("n-1", List.of(Samples.detection("n-1", Severity.HIGH)), 0);

    @TempDir
    Path folder;

    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver(Optional.empty());
        Files.writeString(folder.resolve("secret"), KEY + "\n");
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
    }

    private SecretFile secret() {
        return new SecretFile(folder.resolve("secret"));
    }

    private Sender sender(String address, Optional<Path> ca, Duration patience) throws IOException {
        ChannelConfig.Webhook target =
                new ChannelConfig.Webhook(new ChannelConfig.Address.Given(address), Optional.of(secret()));
        Lane lane = Samples.lane("hook");
        NotifierConfig config = new NotifierConfig(
                "guardian-1",
                "Shop",
                ZoneOffset.UTC,
                folder,
                List.of(new ChannelConfig(lane, target, ca)),
                List.of(),
                com.hookprobe.notify.core.Dispatch.Bounds.STANDARD,
                com.hookprobe.notify.core.Backoff.STANDARD,
                patience);
        Composer composer = new Composer("Shop", "guardian-1", ZoneOffset.UTC, new Rules(List.of()));
        Sender sender = Senders.of(config, composer, () -> NOW).get("hook");
        assertThat(sender).isNotNull();
        return sender;
    }

    private Outcome send() throws Exception {
        return sender("http://127.0.0.1:" + receiver.port() + "/in?x=hush", Optional.empty(), Duration.ofSeconds(2))
                .send(MESSAGE);
    }

    @Test
    void whatComesIsASignedCloudEvent() throws Exception {
        assertThat(send()).isEqualTo(new Outcome.Delivered(""));
        Receiver.Got got = receiver.next(5).orElseThrow();
        assertThat(got.line()).isEqualTo("POST /in?x=hush HTTP/1.1");
        assertThat(got.headers().get("content-type")).startsWith("application/cloudevents+json");
        assertThat(got.headers().get("webhook-id")).isEqualTo("n-1");
        assertThat(got.headers().get("webhook-timestamp")).isEqualTo(Long.toString(NOW.getEpochSecond()));
        // As docs/spec/notifications.md tells a receiver to do it.
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("k".repeat(32).getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        String signed = "n-1." + NOW.getEpochSecond() + "." + new String(got.body(), StandardCharsets.UTF_8);
        assertThat(got.headers().get("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        JsonNode event = new ObjectMapper().readTree(got.body());
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("type").asText()).isEqualTo("com.hookprobe.detection.v1");
        assertThat(event.path("source").asText()).isEqualTo("/nodes/guardian-1");
        assertThat(event.path("severity").asText()).isEqualTo("high");
        assertThat(event.path("data").path("source").asText()).isEqualTo("203.0.113.9");
        assertThat(event.path("data").path("title").asText()).isEqualTo("Shop: PORT_SCAN from 203.0.113.9");
        assertThat(Instant.parse(event.path("time").asText())).isEqualTo(Instant.ofEpochSecond(1_790_000_000));
    }

    @Test
    void severalComeTogetherAndEachIsWhole() throws Exception {
        Message many = new Message(
                "n-1.2", List.of(Samples.detection("n-1", Severity.HIGH), Samples.detection("n-2", Severity.HIGH)), 3);
        sender("http://127.0.0.1:" + receiver.port(), Optional.empty(), Duration.ofSeconds(2))
                .send(many);
        JsonNode event =
                new ObjectMapper().readTree(receiver.next(5).orElseThrow().body());
        assertThat(event.path("type").asText()).isEqualTo("com.hookprobe.summary.v1");
        assertThat(event.path("data").path("lost").asLong()).isEqualTo(3);
        assertThat(event.path("data").path("events").get(1).path("id").asText()).isEqualTo("n-2");
        assertThat(event.path("data").path("events").get(1).path("type").asText())
                .isEqualTo("com.hookprobe.detection.v1");
    }

    @Test
    void theSignatureIsThatOfStandardWebhooks() {
        byte[] key = Base64.getDecoder().decode("plJ3nmyCDGBKInavdOK15jsl");
        byte[] body = "{\"event_type\":\"ping\",\"data\":{\"success\":true}}".getBytes(StandardCharsets.UTF_8);
        assertThat(Signature.of(key, "msg_loFOjxBNrRLzqYUf", 1_731_705_121L, body))
                .isEqualTo("v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
    }

    @Test
    void someStatusesAreTriedAgainAndOthersNever() throws Exception {
        for (int status : new int[] {408, 425, 429, 500, 502, 503, 504, 599}) {
            receiver.answers(Receiver.status(status, ""));
            assertThat(send()).as("%d", status).isInstanceOf(Outcome.Retry.class);
        }
        for (int status : new int[] {400, 401, 403, 404, 410, 422}) {
            receiver.answers(Receiver.status(status, ""));
            assertThat(send()).as("%d", status).isInstanceOf(Outcome.Refused.class);
        }
        for (int status : new int[] {200, 201, 202, 204}) {
            receiver.answers(Receiver.status(status, ""));
            assertThat(send()).as("%d", status).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void retryAfterIsReadInBothWritings() throws Exception {
        receiver.answers(Receiver.status(503, "Retry-After: 120\r\n"));
        assertThat(send())
                .isEqualTo(new Outcome.Retry("the receiver answered 503", Optional.of(Duration.ofSeconds(120))));
        receiver.answers(Receiver.status(429, "Retry-After: Sat, 28 Nov 2026 03:27:00 GMT\r\n"));
        assertThat(send())
                .isEqualTo(new Outcome.Retry("the receiver answered 429", Optional.of(Duration.ofSeconds(60))));
        for (String odd : List.of("soon", "-5", "9".repeat(40), "")) {
            receiver.answers(Receiver.status(503, "Retry-After: " + odd + "\r\n"));
            assertThat(send()).isEqualTo(new Outcome.Retry("the receiver answered 503", Optional.empty()));
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (Receiver other = new Receiver(Optional.empty())) {
            receiver.answers(Receiver.status(307, "Location: http://127.0.0.1:" + other.port() + "/elsewhere\r\n"));
            assertThat(send()).isInstanceOf(Outcome.Refused.class);
            assertThat(other.next(0)).isEmpty();
        }
    }

    @Test
    void aReceiverThatHangsHoldsNobodyLongerThanItsPatience() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        receiver.answers(out -> over.await());
        assertThat(send()).isInstanceOf(Outcome.Retry.class);
        receiver.answers(out -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            over.await();
        });
        assertThat(send()).isInstanceOf(Outcome.Retry.class);
        over.countDown();
    }

    @Test
    void ofAHugeAnswerOnlyTheStatusCounts() throws Exception {
        receiver.answers(out -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(65_536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(chunk);
            }
        });
        assertThat(send()).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void whatIsNoHttpIsTriedAgain() throws Exception {
        receiver.answers(out -> out.write("SSH-2.0-OpenSSH\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        assertThat(send()).isInstanceOf(Outcome.Retry.class);
        receiver.answers(out -> {
            throw new IOException("gone");
        });
        assertThat(send()).isInstanceOf(Outcome.Retry.class);
        receiver.close();
        Outcome nobody = send();
        assertThat(nobody).isInstanceOf(Outcome.Retry.class);
        assertThat(nobody.toString()).doesNotContain("hush", "127.0.0.1");
    }

    @Test
    void tlsIsChecked() throws Exception {
        TestTls right = TestTls.of(folder, "right", "dns:localhost,ip:127.0.0.1");
        TestTls other = TestTls.of(folder, "other", "dns:elsewhere.example");
        try (Receiver safe = new Receiver(Optional.of(right.server()));
                Receiver misnamed = new Receiver(Optional.of(other.server()))) {
            String address = "https://127.0.0.1:" + safe.port();
            Duration patience = Duration.ofSeconds(10);
            assertThat(sender(address, Optional.of(right.pem()), patience).send(MESSAGE))
                    .isInstanceOf(Outcome.Delivered.class);
            assertThat(sender(address, Optional.empty(), patience).send(MESSAGE).toString())
                    .contains("TLS failed");
            assertThat(sender("https://127.0.0.1:" + misnamed.port(), Optional.of(other.pem()), patience)
                            .send(MESSAGE)
                            .toString())
                    .contains("TLS failed");
        }
    }

    @Test
    void onlySafeAddressesAreTakenAndNoneIsRepeated() {
        for (String wrong : List.of(
                "http://hooks.example/hush",
                "ftp://127.0.0.1/hush",
                "https://user:hush@hooks.example/",
                "hush",
                "https:///hush")) {
            assertThatThrownBy(() -> sender(wrong, Optional.empty(), Duration.ofSeconds(1)))
                    .as(wrong)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("channel hook")
                    .hasMessageNotContaining("hush");
        }
    }

    @Test
    void aSecretThatIsNoneIsRefusedAndNotRepeated() throws Exception {
        for (String wrong : List.of("", "hush", "whsec_hush!hush", "whsec_aHVzaA==", "hush".repeat(100))) {
            Files.writeString(folder.resolve("secret"), wrong);
            assertThatThrownBy(this::send).isInstanceOf(IOException.class).hasMessageNotContaining("hush");
        }
        Files.delete(folder.resolve("secret"));
        assertThatThrownBy(this::send).isInstanceOf(IOException.class).hasMessageContaining("cannot be read");
    }
}
