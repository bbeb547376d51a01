package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Real sockets on the loopback interface, of each kind. */
@Timeout(60)
@ParameterizedClass
@MethodSource("com.hookprobe.htp.UdpIoTest#kinds")
class LoopbackTest {
    @Parameter
    IoChoice io;

    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final TestNode validatorNode = new TestNode(1);
    private final TestNode.Registry registry = new TestNode.Registry();
    private final KemKeyPair kem = KemKeyPair.generate(new SplittableRandom(7));
    private final List<HtpEndpoint> opened = new ArrayList<>();
    private final NonceWatch watch = NonceWatch.perThread(com.hookprobe.htp.crypto.AeadProviders::best);

    private record Got(HtpSession session, int channel, byte[] message) {}

    private static final class Recorder implements HtpListener {
        final BlockingQueue<HtpSession> sessions = new LinkedBlockingQueue<>();
        final BlockingQueue<Got> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<CloseCode> closed = new LinkedBlockingQueue<>();

        @Override
        public void onSession(HtpSession session) {
            sessions.add(session);
        }

        @Override
        public void onMessage(HtpSession session, int channel, byte[] message) {
            messages.add(new Got(session, channel, message));
        }

        @Override
        public void onClosed(HtpSession session, CloseCode code, String reason) {
            closed.add(code);
        }
    }

    @AfterEach
    void closeAll() {
        opened.forEach(HtpEndpoint::close);
        assertThat(watch.reused()).isEmpty();
    }

    private HtpEndpoint validator(HtpListener listener) throws HtpBindException {
        HtpEndpoint endpoint = HtpEndpoint.builder(validatorNode)
                .bind(ANY)
                .io(io)
                .kemKeyPair(kem)
                .directory(registry)
                .listener(listener)
                .aeads(watch)
                .name("validator")
                .open();
        opened.add(endpoint);
        return endpoint;
    }

    private HtpEndpoint edge(TestNode node, HtpListener listener) throws HtpBindException {
        registry.know(node);
        HtpEndpoint endpoint = HtpEndpoint.builder(node)
                .bind(ANY)
                .io(io)
                .listener(listener)
                .aeads(watch)
                .name("edge")
                .open();
        opened.add(endpoint);
        return endpoint;
    }

    private RemotePeer peer(HtpEndpoint validator) {
        return new RemotePeer(validator.localAddress(), validatorNode.nodeId(), kem.publicKey());
    }

    @Test
    void messagesOfAnySizeGoBothWays() throws Exception {
        Recorder atValidator = new Recorder();
        Recorder atEdge = new Recorder();
        HtpEndpoint validator = validator(atValidator);
        HtpEndpoint edge = edge(new TestNode(2), atEdge);
        HtpSession fromEdge = edge.connect(peer(validator)).get(10, TimeUnit.SECONDS);
        HtpSession fromValidator = atValidator.sessions.poll(10, TimeUnit.SECONDS);
        assertThat(fromValidator.exporter()).isEqualTo(fromEdge.exporter());
        assertThat(fromValidator.peerNodeId()).isEqualTo(new TestNode(2).nodeId());

        SplittableRandom random = new SplittableRandom(3);
        for (int size : new int[] {1, 100, 1067, 1068, 5000, 65_536, 300_000, 1 << 20}) {
            byte[] message = new byte[size];
            random.nextBytes(message);
            CompletableFuture<Void> up = fromEdge.send(Channels.FILES, message);
            CompletableFuture<Void> down = fromValidator.send(Channels.USER, message);
            Got got = atValidator.messages.poll(10, TimeUnit.SECONDS);
            assertThat(got.channel()).isEqualTo(Channels.FILES);
            assertThat(got.message()).isEqualTo(message);
            assertThat(atEdge.messages.poll(10, TimeUnit.SECONDS).message()).isEqualTo(message);
            up.get(10, TimeUnit.SECONDS);
            down.get(10, TimeUnit.SECONDS);
        }
        assertThat(validator.stats().sessionsOpen()).isEqualTo(1);
        assertThat(validator.stats().handshakesCompleted()).isEqualTo(1);
        assertThat(validator.stats().io()).isEqualTo(io);
        assertThat(validator.stats().receiveBufferBytes()).isPositive();
        assertThat(fromEdge.stats().messagesSent()).isEqualTo(8);
        edge.close();
        assertThat(atValidator.closed.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseCode.SHUTDOWN);
        assertThat(fromEdge.open()).isFalse();
        assertThatThrownBy(() -> fromEdge.send(Channels.USER, new byte[1]).get())
                .hasCauseInstanceOf(HtpClosedException.class);
    }

    @Test
    void manyEdgesTalkAtOnce() throws Exception {
        Recorder atValidator = new Recorder();
        HtpEndpoint validator = validator(atValidator);
        List<CompletableFuture<HtpSession>> connecting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            connecting.add(edge(new TestNode(100 + i), new Recorder()).connect(peer(validator)));
        }
        List<CompletableFuture<Void>> sends = new ArrayList<>();
        for (CompletableFuture<HtpSession> each : connecting) {
            HtpSession session = each.get(10, TimeUnit.SECONDS);
            for (int m = 0; m < 20; m++) {
                sends.add(session.send(Channels.TELEMETRY, new byte[] {(byte) m, 1, 2}));
            }
            sends.add(session.send(Channels.DSM, new byte[200_000]));
        }
        for (CompletableFuture<Void> each : sends) {
            each.get(20, TimeUnit.SECONDS);
        }
        java.util.Map<HtpSession, Integer> next = new java.util.HashMap<>();
        assertThat(atValidator.messages).hasSize(8 * 21);
        for (Got got : atValidator.messages) {
            if (got.channel() == Channels.TELEMETRY) {
                int expected = next.merge(got.session(), 1, Integer::sum) - 1;
                assertThat((int) got.message()[0]).isEqualTo(expected);
            }
        }
        assertThat(validator.stats().sessionsOpen()).isEqualTo(8);
    }

    @Test
    void takenPortIsNamed() throws Exception {
        HtpEndpoint first = validator(new Recorder());
        int port = first.localAddress().getPort();
        HtpEndpoint second = HtpEndpoint.builder(new TestNode(5))
                .bind(first.localAddress())
                .io(io)
                .build();
        assertThatThrownBy(second::open)
                .isInstanceOf(HtpBindException.class)
                .hasMessageContaining("UDP port " + port + " on 127.0.0.1 is taken");
    }

    @Test
    void unknownNodeIsRejected() throws Exception {
        HtpEndpoint validator = validator(new Recorder());
        HtpEndpoint stranger =
                HtpEndpoint.builder(new TestNode(66)).bind(ANY).io(io).open();
        opened.add(stranger);
        assertThatThrownBy(() -> stranger.connect(peer(validator)).get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(HtpRejectedException.class, e -> {
                    assertThat(e.code()).isEqualTo(RejectCode.AUTH);
                    assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(300));
                });
    }

    @Test
    void failingListenerIsCountedAndDoesNoHarm() throws Exception {
        HtpEndpoint validator = validator(new HtpListener() {
            @Override
            public void onMessage(HtpSession session, int channel, byte[] message) {
                throw new IllegalStateException("a bug of the listener");
            }
        });
        HtpSession session =
                edge(new TestNode(2), new Recorder()).connect(peer(validator)).get(10, TimeUnit.SECONDS);
        session.send(Channels.ALERTS, new byte[10]).get(10, TimeUnit.SECONDS);
        session.send(Channels.ALERTS, new byte[10]).get(10, TimeUnit.SECONDS);
        assertThat(validator.stats().listenerErrors()).isEqualTo(2);
        assertThat(session.open()).isTrue();
    }

    @Test
    void badArgumentsAreRefusedAtOnce() throws Exception {
        HtpEndpoint validator = validator(new Recorder());
        HtpSession session =
                edge(new TestNode(2), new Recorder()).connect(peer(validator)).get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> session.send(255, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.send(Channels.FILES, new byte[(1 << 20) + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.send(Channels.CONTROL, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingHangsWhenTheEndpointCloses() throws Exception {
        HtpEndpoint validator = validator(new Recorder());
        HtpEndpoint edge = edge(new TestNode(2), new Recorder());
        HtpSession session = edge.connect(peer(validator)).get(10, TimeUnit.SECONDS);
        validator.close();
        List<CompletableFuture<?>> open = new ArrayList<>();
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 2000; i++) {
                CompletableFuture<Void> send = session.send(Channels.USER, new byte[100]);
                CompletableFuture<HtpSession> connect = edge.connect(peer(validator));
                synchronized (open) {
                    open.add(send);
                    open.add(connect);
                }
            }
        });
        sender.start();
        edge.close();
        sender.join();
        for (CompletableFuture<?> each : open) {
            assertThatThrownBy(() -> each.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(HtpClosedException.class);
        }
        assertThat(edge.stats().sessionsOpen()).isZero();
    }

    @Test
    void secretsDoNotPrint() throws Exception {
        HtpEndpoint validator = validator(new Recorder());
        HtpSession session =
                edge(new TestNode(2), new Recorder()).connect(peer(validator)).get(10, TimeUnit.SECONDS);
        String exporter = java.util.HexFormat.of().formatHex(session.exporter());
        assertThat(session.toString()).startsWith("HtpSession[").doesNotContain(exporter);
        assertThat(kem.toString()).isEqualTo("KemKeyPair[secret hidden]");
        assertThat(new ResonanceVerdict.Accept(new byte[32]).toString()).contains("hidden");
    }
}
