package com.hookprobe.dsm.api.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.api.TestLedger;
import com.hookprobe.dsm.api.TestServer;
import com.hookprobe.dsm.api.outside.Note;
import com.hookprobe.dsm.ledger.Hash32;
import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cosignatures of witnesses that check what the document says. */
class WitnessPushTest {
    private static final String ORIGIN = LogPublisher.defaultOrigin(TestLedger.NETWORK);
    private static final Note.Key LOG =
            new Note.Key(ORIGIN, 1, TestLedger.key(77).publicKey());
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_100), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestLedger ledger = new TestLedger();
    private FakeWitness first;
    private FakeWitness second;
    private LogPublisher log;

    @BeforeEach
    void start() throws Exception {
        first = new FakeWitness("witness.example/w1", ORIGIN, LOG);
        second = new FakeWitness("witness.example/w2", ORIGIN, LOG);
        log = publisher(ledger, first, second);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static LogPublisher publisher(TestLedger of, FakeWitness... witnesses) {
        List<WitnessKey> keys = new ArrayList<>();
        for (FakeWitness witness : witnesses) {
            keys.add(WitnessKey.parse(witness.verifierKey()));
        }
        return new LogPublisher(of.store, ORIGIN, TestServer.signer(), List.of(), new Cosignatures(keys, CLOCK));
    }

    private WitnessPush push(LogPublisher of, FakeWitness to) {
        return new WitnessPush(of, to.prefix(), client, PATIENCE);
    }

    private Note note() throws Exception {
        return Note.parse(log.newest().note().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void cosignaturesOfTwoWitnessesStandInTheNote() throws Exception {
        WitnessPush one = push(log, first);
        WitnessPush two = push(log, second);
        for (int size : List.of(1, 2, 7, 256, 300)) {
            ledger.addHeaders(size);
            assertThat(one.push()).isEqualTo(WitnessPush.Outcome.COSIGNED);
            assertThat(note().cosigned(List.of(first.key(), second.key()))).isEqualTo(1);
            assertThat(two.push()).isEqualTo(WitnessPush.Outcome.COSIGNED);
            assertThat(note().cosigned(List.of(first.key(), second.key()))).isEqualTo(2);
            note().requireSignature(LOG);
            assertThat(first.size).isEqualTo(size);
        }
        ledger.addHeaders(301);
        assertThat(note().cosigned(List.of(first.key(), second.key()))).isZero();
        // The same size again is cosigned with a later time, which replaces the earlier.
        one.push();
        first.time += 60;
        assertThat(one.push()).isEqualTo(WitnessPush.Outcome.COSIGNED);
        assertThat(note().cosigned(List.of(first.key()))).isEqualTo(1);
        assertThat(note().signatures()).hasSize(2);
    }

    @Test
    void aPushThatDoesNotKnowTheWitnessesSizeIsToldIt() throws Exception {
        ledger.addHeaders(5);
        push(log, first).push();
        ledger.addHeaders(9);
        first.requests = 0;
        assertThat(push(log, first).push()).isEqualTo(WitnessPush.Outcome.COSIGNED);
        assertThat(first.requests).isEqualTo(2);
        assertThat(first.size).isEqualTo(9);
    }

    @Test
    void aWitnessThatHasSeenMoreWins() throws Exception {
        TestLedger further = new TestLedger();
        further.addHeaders(20);
        push(publisher(further, first), first).push();
        ledger.addHeaders(10);
        WitnessPush behind = push(log, first);
        assertThat(behind.push()).isEqualTo(WitnessPush.Outcome.AHEAD);
        assertThat(behind.push()).isEqualTo(WitnessPush.Outcome.AHEAD);
        ledger.addHeaders(21);
        assertThat(behind.push()).isEqualTo(WitnessPush.Outcome.COSIGNED);
    }

    @Test
    void twoHistoriesAreFound() throws Exception {
        TestLedger other = new TestLedger();
        other.addHeaders(10, 1);
        push(publisher(other, first), first).push();
        ledger.addHeaders(10);
        assertThat(push(log, first).push()).isEqualTo(WitnessPush.Outcome.SPLIT_VIEW);
        ledger.addHeaders(12);
        assertThat(push(log, first).push()).isEqualTo(WitnessPush.Outcome.INCONSISTENT);
        assertThat(note().cosigned(List.of(first.key()))).isZero();
    }

    @Test
    void strangersAreToldSo() throws Exception {
        ledger.addHeaders(1);
        try (FakeWitness elsewhere = new FakeWitness("w", "another.example/log", LOG);
                FakeWitness otherKey = new FakeWitness(
                        "w", ORIGIN, new Note.Key(ORIGIN, 1, TestLedger.key(5).publicKey()));
                FakeWitness untrusted = new FakeWitness("witness.example/w3", ORIGIN, LOG)) {
            assertThat(push(log, elsewhere).push()).isEqualTo(WitnessPush.Outcome.UNKNOWN_LOG);
            assertThat(push(log, otherKey).push()).isEqualTo(WitnessPush.Outcome.UNKNOWN_KEY);
            assertThat(push(log, untrusted).push()).isEqualTo(WitnessPush.Outcome.NOTHING_VALID);
        }
        assertThat(note().signatures()).hasSize(1);
    }

    @Test
    void answersThatMakeNoSenseFailAndEnd() throws Exception {
        ledger.addHeaders(1);
        assertThat(against(409, "-1\n")).isEqualTo(WitnessPush.Outcome.FAILED);
        assertThat(against(409, "7")).isEqualTo(WitnessPush.Outcome.FAILED);
        assertThat(against(409, "99999999999999999999\n")).isEqualTo(WitnessPush.Outcome.FAILED);
        assertThat(against(409, "0\n")).isEqualTo(WitnessPush.Outcome.FAILED);
        assertThat(against(500, "")).isEqualTo(WitnessPush.Outcome.FAILED);
        assertThat(against(302, "")).isEqualTo(WitnessPush.Outcome.FAILED);
        assertThat(against(200, "\u2014 x y\nnonsense\n")).isEqualTo(WitnessPush.Outcome.NOTHING_VALID);
        assertThat(against(200, "x".repeat(70_000))).isEqualTo(WitnessPush.Outcome.FAILED);
        WitnessPush nobody = new WitnessPush(log, URI.create("http://127.0.0.1:1/"), client, PATIENCE);
        assertThat(nobody.push()).isEqualTo(WitnessPush.Outcome.FAILED);
    }

    private WitnessPush.Outcome against(int status, String body) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            URI prefix = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            return new WitnessPush(log, prefix, client, PATIENCE).push();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aWitnessThatStopsInItsAnswerHoldsNobody() throws Exception {
        ledger.addHeaders(1);
        CountDownLatch end = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            OutputStream out = exchange.getResponseBody();
            out.write('x');
            out.flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            URI prefix = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            WitnessPush push = new WitnessPush(log, prefix, client, Duration.ofMillis(300));
            assertThat(push.push()).isEqualTo(WitnessPush.Outcome.FAILED);
        } finally {
            end.countDown();
            server.stop(0);
        }
    }

    @Test
    void onlyVerifiedCosignaturesOfTheNewestSizeAreKept() throws Exception {
        Cosignatures all = new Cosignatures(List.of(WitnessKey.parse(first.verifierKey())), CLOCK);
        LogCheckpoint five = new LogCheckpoint(ORIGIN, 5, TestLedger.filled(5), List.of());
        LogCheckpoint six = new LogCheckpoint(ORIGIN, 6, TestLedger.filled(6), List.of());
        LogCheckpoint otherSix = new LogCheckpoint(ORIGIN, 6, TestLedger.filled(7), List.of());
        String right = first.cosign(five.text(), 1_700_000_000);
        assertThat(all.add(five, right.replace("w1", "w2"))).isZero();
        assertThat(all.add(five, second.cosign(five.text(), 1))).isZero();
        assertThat(all.add(six, right)).isZero();
        assertThat(all.add(five, first.cosign(five.text(), 1_700_000_401))).isZero();
        assertThat(all.add(five, first.cosign(five.text(), -1))).isZero();
        assertThat(all.add(five, first.cosign(five.text(), 1_700_000_400))).isEqualTo(1);
        // An earlier time does not replace a later one.
        assertThat(all.add(five, right)).isEqualTo(1);
        assertThat(all.lines(five))
                .containsExactly(first.cosign(five.text(), 1_700_000_400).strip());
        assertThat(all.add(six, first.cosign(six.text(), 1))).isEqualTo(1);
        assertThat(all.lines(five)).isEmpty();
        assertThat(all.lines(six)).hasSize(1);
        assertThat(all.add(five, right)).isZero();
        assertThat(all.add(otherSix, first.cosign(otherSix.text(), 1))).isZero();
        assertThat(all.lines(otherSix)).isEmpty();
    }

    @Test
    void withFifteenWitnessesANoteHasSixteenSignatures() throws Exception {
        List<FakeWitness> many = new ArrayList<>();
        try {
            for (int i = 0; i < 15; i++) {
                many.add(new FakeWitness("witness.example/n" + i, ORIGIN, LOG));
            }
            log = publisher(ledger, many.toArray(new FakeWitness[0]));
            ledger.addHeaders(3);
            for (FakeWitness witness : many) {
                assertThat(push(log, witness).push()).isEqualTo(WitnessPush.Outcome.COSIGNED);
            }
            assertThat(note().signatures()).hasSize(16);
            assertThat(note().cosigned(many.stream().map(FakeWitness::key).toList()))
                    .isEqualTo(15);
        } finally {
            many.forEach(FakeWitness::close);
        }
        List<WitnessKey> sixteen = IntStream.range(0, 16)
                .mapToObj(i -> new WitnessKey("w" + i, Hash32.ZERO.bytes()))
                .toList();
        assertThatThrownBy(() -> new Cosignatures(sixteen, CLOCK)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysOfOtherTypesOrWithOtherIdsAreRefused() {
        String right = first.verifierKey();
        assertThat(WitnessKey.parse(right).name()).isEqualTo("witness.example/w1");
        for (String wrong : List.of(
                "",
                "a+b",
                right.replace("w1", "w2"),
                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                right.substring(0, right.length() - 4),
                right + "!")) {
            assertThatThrownBy(() -> WitnessKey.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
