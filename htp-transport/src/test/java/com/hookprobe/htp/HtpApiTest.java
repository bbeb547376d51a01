package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers and clients over real sockets on the loopback interface. */
@Timeout(90)
class HtpApiTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final KemKeyPair kem = KemKeyPair.generate(new SplittableRandom(7));
    private final KnownNodes nodes = new KnownNodes();
    private final Queue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<CloseCode> closedAtServer = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void closeAll() throws Exception {
        threads.shutdownNow();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private static DeviceKey key(int seed) {
        return DeviceKey.generate(new SplittableRandom(seed));
    }

    private HtpServer.Builder server() {
        return HtpServer.builder(key(1), kem)
                .bind(ANY)
                .allow(nodes)
                .flushTimeout(Duration.ofSeconds(1))
                .onClosed((session, code, reason) -> closedAtServer.add(code));
    }

    private HtpServer start(HtpServer.Builder builder) throws HtpException {
        HtpServer server = builder.start();
        opened.add(server);
        return server;
    }

    private HtpServer echo() throws HtpException {
        return start(server().onMessage((session, channel, bytes) -> session.send(channel, bytes)));
    }

    private HtpClient.Builder client(InetSocketAddress address, int seed) {
        nodes.add(key(seed).publicKey());
        return HtpClient.builder(address, kem.publicKey(), key(seed)).flushTimeout(Duration.ofSeconds(1));
    }

    private HtpClient connect(HtpServer server, int seed) throws HtpException {
        return connect(client(server.address(), seed));
    }

    private HtpClient connect(HtpClient.Builder builder) throws HtpException {
        HtpClient client = builder.connect();
        opened.add(client);
        return client;
    }

    private static Message next(HtpClient client) throws HtpException {
        return client.receive(SOON).orElseThrow();
    }

    private <T> Future<T> elsewhere(Callable<T> task) {
        return threads.submit(task);
    }

    private static <T> T soon(Future<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void echoOfAllSizesWithStatistics() throws Exception {
        HtpServer server = echo();
        HtpClient client = connect(server, 2);
        SplittableRandom random = new SplittableRandom(3);
        for (int size : new int[] {0, 1, 1500, 1 << 20}) {
            byte[] message = new byte[size];
            random.nextBytes(message);
            client.send(Channels.USER, message);
            Message answer = next(client);
            assertThat(answer.channel()).isEqualTo(Channels.USER);
            assertThat(answer.bytes()).isEqualTo(message);
        }
        assertThat(client.stats().messagesSent()).isEqualTo(4);
        assertThat(client.session().peerAddress()).isEqualTo(server.address());
        assertThat(server.stats().sessionsOpen()).isEqualTo(1);
        HtpSession atServer = server.sessions().get(0);
        assertThat(atServer.peerNodeId()).isEqualTo(key(2).nodeId());
        assertThat(atServer.exporter()).isEqualTo(client.session().exporter());
        client.close();
        assertThat(closedAtServer.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCode.NORMAL);
        assertThat(client.open()).isFalse();
        assertThat(client.stats().messagesSent()).as("kept after the end").isEqualTo(4);
        assertThat(client.endpointStats().handshakesCompleted()).isEqualTo(1);
    }

    @Test
    void aThreadMayAcceptAndReceive() throws Exception {
        HtpServer server = start(server());
        assertThat(server.accept(Duration.ZERO)).isEmpty();
        Future<HtpConnection> accepting = elsewhere(() -> server.accept(SOON).orElseThrow());
        HtpClient client = connect(server, 2);
        try (HtpConnection connection = soon(accepting)) {
            client.send(Channels.TELEMETRY, new byte[] {1});
            client.send(Channels.TELEMETRY, new byte[] {2});
            assertThat(connection.receive(SOON).orElseThrow().bytes()).containsExactly(1);
            assertThat(connection.receive(SOON).orElseThrow().bytes()).containsExactly(2);
            connection.send(Channels.ALERTS, new byte[] {3});
        }
        // Closed by the server's side: what it sent is there, then the end.
        assertThat(next(client).bytes()).containsExactly(3);
        assertThatThrownBy(() -> client.receive(SOON))
                .isInstanceOfSatisfying(
                        HtpClosedException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.NORMAL));
        assertThatThrownBy(() -> client.send(Channels.USER, new byte[1])).isInstanceOf(HtpClosedException.class);
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void anotherKemKeyThanTheServersTimesOut() throws Exception {
        HtpServer server = echo();
        HtpClient.Builder wrong = HtpClient.builder(
                        server.address(),
                        KemKeyPair.generate(new SplittableRandom(8)).publicKey(),
                        key(2))
                .connectTimeout(Duration.ofSeconds(1));
        assertThatThrownBy(wrong::connect)
                .isInstanceOf(HtpTimeoutException.class)
                .hasMessageStartingWith("no answer from " + server.address() + " within 1000 ms")
                .hasMessageContaining("is this its KEM public key?");
        assertThat(server.stats().dropped(DropReason.MAC)).isPositive();
        assertThat(server.stats().handshakesCompleted()).isZero();
    }

    @Test
    void strangersAndRevokedNodesAreRejected() throws Exception {
        HtpServer server = echo();
        assertThatThrownBy(() -> HtpClient.connect(server.address(), kem.publicKey(), key(66)))
                .isInstanceOfSatisfying(
                        HtpRejectedException.class, e -> assertThat(e.code()).isEqualTo(RejectCode.AUTH));
        HtpClient.Builder revoked = client(server.address(), 2);
        nodes.revoke(key(2).nodeId());
        assertThatThrownBy(revoked::connect)
                .isInstanceOfSatisfying(
                        HtpRejectedException.class, e -> assertThat(e.code()).isEqualTo(RejectCode.REVOKED));
    }

    @Test
    void aClosedDeviceKeyIsTheCallersMistake() throws Exception {
        HtpServer server = echo();
        DeviceKey closed = key(2);
        closed.close();
        assertThatThrownBy(() -> HtpClient.connect(server.address(), kem.publicKey(), closed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this DeviceKey is closed");
    }

    @Test
    void theServersEndWakesWhoWaits() throws Exception {
        HtpServer server = start(server());
        HtpClient client = connect(server, 2);
        HtpConnection connection = server.accept(SOON).orElseThrow();
        Future<Object> receiving = elsewhere(() -> client.receive(SOON));
        Future<Object> receivingThere = elsewhere(() -> connection.receive(SOON));
        Future<Object> accepting = elsewhere(() -> server.accept(SOON));
        server.close();
        for (Future<Object> each : List.of(receiving, receivingThere, accepting)) {
            assertThatThrownBy(() -> soon(each))
                    .cause()
                    .isInstanceOfSatisfying(
                            HtpClosedException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.SHUTDOWN));
        }
        assertThat(client.open()).isFalse();
        server.close();
        assertThat(server.stats().sessionsOpen()).isZero();
    }

    @Test
    void closingDeliversWhatWasSentFirst() throws Exception {
        HtpServer server = start(server());
        HtpClient client = connect(client(server.address(), 2).flushTimeout(SOON));
        List<CompletableFuture<Void>> sends = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sends.add(client.sendAsync(Channels.TELEMETRY, new byte[50_000]));
        }
        sends.add(client.session().send(Channels.TELEMETRY, new byte[] {42}));
        client.close();
        for (CompletableFuture<Void> each : sends) {
            assertThat(each).isCompleted();
        }
        HtpConnection connection = server.accept(SOON).orElseThrow();
        for (int i = 0; i < 40; i++) {
            assertThat(connection.receive(SOON).orElseThrow().bytes()).hasSize(50_000);
        }
        assertThat(connection.receive(SOON).orElseThrow().bytes()).containsExactly(42);
        assertThatThrownBy(() -> connection.receive(SOON)).isInstanceOf(HtpClosedException.class);
        assertThatThrownBy(() -> client.sendAsync(Channels.USER, new byte[1]).get())
                .hasRootCauseMessage("closed: NORMAL (closed by this side)");
        assertThatThrownBy(() -> client.receive(SOON)).isInstanceOf(HtpClosedException.class);
    }

    @Test
    void theServerDeliversWhatItSentBeforeItEnds() throws Exception {
        HtpServer server = start(server().flushTimeout(SOON));
        HtpClient client = connect(server, 2);
        HtpSession session = server.accept(SOON).orElseThrow().session();
        for (int i = 0; i < 40; i++) {
            session.send(Channels.TELEMETRY, new byte[50_000]);
        }
        server.close();
        for (int i = 0; i < 40; i++) {
            assertThat(next(client).bytes()).hasSize(50_000);
        }
        assertThatThrownBy(() -> next(client)).hasMessageStartingWith("closed: SHUTDOWN");
    }

    @Test
    void aSecondSessionOfTheSameKeyReplacesTheFirst() throws Exception {
        HtpServer server = echo();
        HtpClient first = connect(server, 2);
        HtpClient second = connect(server, 2);
        assertThatThrownBy(() -> next(first)).hasMessageStartingWith("closed: REPLACED");
        second.send(Channels.USER, new byte[5]);
        assertThat(next(second).bytes()).hasSize(5);
    }

    @Test
    void receivingEndsEmptyHandedInTime() throws Exception {
        HtpClient client = connect(echo(), 2);
        assertThat(client.receive(Duration.ZERO)).isEmpty();
        assertThat(client.receive(Duration.ofMillis(20))).isEmpty();
        assertThatThrownBy(() -> client.receive(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(client.open()).isTrue();
    }

    @Test
    void sendingToAServerThatVanishedEndsInTime() throws Exception {
        HtpServer server = echo();
        try (UdpRelay relay = new UdpRelay(server.address())) {
            HtpLimits small = HtpLimits.builder().sendQueueBytesMax(1 << 20).build();
            HtpClient client = connect(client(relay.address(), 2)
                    .limits(small)
                    .sendTimeout(Duration.ofMillis(300))
                    .flushTimeout(Duration.ofMillis(100)));
            client.send(Channels.USER, new byte[10], SOON);
            relay.swallow();
            assertThatThrownBy(() -> client.send(Channels.USER, new byte[1 << 20]))
                    .isInstanceOf(HtpTimeoutException.class)
                    .hasMessage("the peer did not acknowledge the message within 300 ms; it may still arrive");
            assertThatThrownBy(() -> client.send(Channels.USER, new byte[1]))
                    .isInstanceOf(HtpTimeoutException.class)
                    .hasMessageStartingWith("no room in the send queue within 300 ms");
            assertThatThrownBy(
                            () -> client.sendAsync(Channels.USER, new byte[1]).get())
                    .hasCauseInstanceOf(HtpQueueFullException.class);
            client.close();
            assertThat(client.open()).isFalse();
        }
    }

    @Test
    void whoDoesNotReadHoldsTheSenderBackAndLosesNothing() throws Exception {
        HtpServer server = start(server());
        HtpClient client = connect(server, 2);
        HtpConnection connection = server.accept(SOON).orElseThrow();
        List<Future<Void>> sends = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            byte[] message = new byte[500_000];
            message[0] = (byte) i;
            sends.add(client.sendAsync(Channels.TELEMETRY, message));
        }
        // The channel begins with credit for 2 MiB: four of these, and four more if it grows before it is used up.
        sends.get(3).get(10, TimeUnit.SECONDS);
        assertThat(sends.get(23).isDone()).isFalse();
        assertThat(client.open()).isTrue();
        for (int i = 0; i < 24; i++) {
            assertThat(connection.receive(SOON).orElseThrow().bytes()[0]).isEqualTo((byte) i);
        }
        sends.get(23).get(10, TimeUnit.SECONDS);
    }

    @Test
    void sessionsThatNobodyAcceptsAreBounded() throws Exception {
        HtpServer server = start(server().acceptQueue(1));
        HtpClient first = connect(server, 2);
        for (int seed = 3; seed < 13; seed++) {
            HtpClient.Builder tooMany = client(server.address(), seed);
            assertThatThrownBy(() -> connect(tooMany))
                    .isInstanceOfSatisfying(
                            HtpClosedException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.INTERNAL))
                    .hasMessage("closed: INTERNAL (accept queue full)");
        }
        assertThat(first.open()).isTrue();
        assertThat(server.accept(SOON).orElseThrow().session().peerNodeId()).isEqualTo(key(2).nodeId());
    }

    @Test
    void aCallbackMayWaitForTheClientItself() throws Exception {
        HtpServer server = start(server().onSession(session -> session.send(Channels.USER, new byte[1]))
                .onMessage((session, channel, bytes) -> {}));
        CompletableFuture<HtpClient> self = new CompletableFuture<>();
        CompletableFuture<Boolean> open = new CompletableFuture<>();
        self.complete(connect(client(server.address(), 2)
                .onMessage(
                        (session, channel, bytes) -> open.complete(self.join().open()))));
        assertThat(soon(open)).isTrue();
    }

    @Test
    void fiftyClientsAtOnce() throws Exception {
        HtpServer server = start(server().limits(HtpLimits.builder()
                        .attestPerSecond(200)
                        .helloPerSecond(200)
                        .build())
                .onMessage((session, channel, bytes) -> session.send(channel, bytes)));
        CountDownLatch allConnected = new CountDownLatch(50);
        List<Future<Long>> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int seed = 100 + i;
            HtpClient.Builder builder = client(server.address(), seed);
            clients.add(elsewhere(() -> {
                HtpClient client = connect(builder);
                allConnected.countDown();
                assertThat(allConnected.await(60, TimeUnit.SECONDS)).isTrue();
                for (int m = 0; m < 10; m++) {
                    client.send(Channels.TELEMETRY, new byte[] {(byte) seed, (byte) m});
                    assertThat(next(client).bytes()).containsExactly(seed, m);
                }
                return client.stats().messagesReceived();
            }));
        }
        for (Future<Long> each : clients) {
            assertThat(each.get(80, TimeUnit.SECONDS)).isEqualTo(10);
        }
        assertThat(server.sessions()).hasSize(50);
    }

    @Test
    void callbacksThatThrowAreCountedAndHarmNothing() throws Exception {
        CountDownLatch closes = new CountDownLatch(1);
        HtpServer server = start(server().onSession(session -> {
                    throw new IllegalStateException("a bug in onSession");
                })
                .onMessage((session, channel, bytes) -> {
                    session.send(channel, bytes);
                    throw new AssertionError("a failed assertion in onMessage");
                })
                .onClosed((session, code, reason) -> {
                    closes.countDown();
                    throw new IllegalArgumentException("a bug in onClosed");
                }));
        HtpClient client = connect(server, 2);
        for (int i = 0; i < 3; i++) {
            client.send(Channels.USER, new byte[] {(byte) i});
            assertThat(next(client).bytes()).containsExactly(i);
        }
        client.close();
        assertThat(closes.await(20, TimeUnit.SECONDS)).isTrue();
        server.close();
        assertThat(server.stats().listenerErrors()).isEqualTo(5);
    }

    @Test
    void eightThreadsSendThroughAQueueThatIsTooSmallForAll() throws Exception {
        HtpServer server = start(server());
        HtpLimits small = HtpLimits.builder().sendQueueBytesMax(1 << 20).build();
        HtpClient client = connect(client(server.address(), 2).limits(small));
        HtpConnection connection = server.accept(SOON).orElseThrow();
        List<Future<Object>> senders = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int thread = t;
            senders.add(elsewhere(() -> {
                for (int m = 0; m < 5; m++) {
                    byte[] message = new byte[300_000];
                    message[0] = (byte) thread;
                    message[1] = (byte) m;
                    client.send(Channels.TELEMETRY, message);
                }
                return thread;
            }));
        }
        int[] next = new int[8];
        for (int i = 0; i < 40; i++) {
            byte[] message = connection.receive(SOON).orElseThrow().bytes();
            assertThat((int) message[1]).isEqualTo(next[message[0]]++);
        }
        for (Future<Object> each : senders) {
            soon(each);
        }
        assertThat(next).containsOnly(5);
    }

    @Test
    void callbacksThatWouldBlockAreRefused() throws Exception {
        BlockingQueue<Throwable> refusals = new LinkedBlockingQueue<>();
        CompletableFuture<HtpClient> self = new CompletableFuture<>();
        HtpServer server = start(server());
        HtpClient client = connect(client(server.address(), 2).onMessage((session, channel, bytes) -> {
            for (Callable<Object> blocking : List.<Callable<Object>>of(
                    () -> {
                        self.join().send(channel, bytes);
                        return "";
                    },
                    () -> server.accept(SOON),
                    () -> HtpClient.connect(server.address(), kem.publicKey(), key(3)))) {
                try {
                    refusals.add(new AssertionError("not refused: " + blocking.call()));
                } catch (Exception e) {
                    refusals.add(e);
                }
            }
            self.join().close(); // does not block
        }));
        self.complete(client);
        HtpConnection connection = server.accept(SOON).orElseThrow();
        // Not waited for: the other side closes before it has acknowledged.
        connection.sendAsync(Channels.USER, new byte[1]);
        for (String call : List.of("send", "accept", "connect")) {
            assertThat(refusals.poll(20, TimeUnit.SECONDS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(call + " blocks and was called in a callback");
        }
        assertThat(closedAtServer.poll(20, TimeUnit.SECONDS)).isEqualTo(CloseCode.NORMAL);
        assertThatThrownBy(() -> client.receive(SOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("onMessage callback");
    }

    @Test
    void interruptsEndTheWaitAndStaySet() throws Exception {
        HtpServer server = start(server());
        HtpClient client = connect(server, 2);
        for (Callable<Object> wait : List.<Callable<Object>>of(
                () -> client.receive(SOON),
                () -> {
                    server.accept(SOON);
                    return server.accept(SOON);
                },
                () -> HtpClient.connect(ANY, kem.publicKey(), key(2)))) {
            Future<Boolean> flag = elsewhere(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(wait::call)
                        .isInstanceOf(HtpInterruptedException.class)
                        .hasMessageStartingWith("interrupted while waiting for");
                return Thread.interrupted();
            });
            assertThat(soon(flag)).isTrue();
        }
        assertThat(client.open()).isTrue();
    }

    @Test
    void mistakesAreToldAtOnce() throws Exception {
        HtpServer server = echo();
        HtpClient client = connect(server, 2);
        assertThatThrownBy(() -> client.send(255, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.send(Channels.CONTROL, new byte[8193]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.accept(SOON)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> HtpServer.builder(key(1), kem).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("nobody may connect: call allow(nodes)");
        assertThatThrownBy(() -> server().bind(server.address()).start()).isInstanceOf(HtpBindException.class);
        assertThatThrownBy(() -> HtpClient.builder(
                        InetSocketAddress.createUnresolved("no.such.host", 1), kem.publicKey(), key(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unresolved");
    }
}
