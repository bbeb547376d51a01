package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors in what the endpoint's thread runs for its user: an ordinary one harms nothing, a fatal one ends all that waits. */
@Timeout(60)
@ParameterizedClass
@MethodSource("com.hookprobe.htp.UdpIoTest#kinds")
class UserFaultsTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Parameter
    IoChoice io;

    private final TestNode validatorNode = new TestNode(1);
    private final TestNode.Registry registry = new TestNode.Registry();
    private final KemKeyPair kem = KemKeyPair.generate(new SplittableRandom(7));
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    /** Thrown once, by whoever looks. */
    private final AtomicReference<Error> next = new AtomicReference<>();

    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private void throwNext() {
        Error error = next.getAndSet(null);
        if (error != null) {
            throw error;
        }
    }

    private final class FailingNodes implements Directory {
        @Override
        public Optional<byte[]> ed25519Key(byte[] nodeId) {
            throwNext();
            return registry.ed25519Key(nodeId);
        }

        @Override
        public boolean revoked(byte[] nodeId) {
            return false;
        }

        @Override
        public ResonanceVerdict resonance(ResonanceQuery query) {
            return registry.resonance(query);
        }
    }

    private HtpEndpoint validator() throws HtpBindException {
        return open(HtpEndpoint.builder(validatorNode)
                .kemKeyPair(kem)
                .directory(new FailingNodes())
                .listener(new HtpListener() {
                    @Override
                    public void onClosed(HtpSession session, CloseCode code, String reason) {
                        closed.add(code + " " + reason);
                    }
                }));
    }

    private HtpEndpoint edge(int seed) throws HtpBindException {
        TestNode node = new TestNode(seed);
        registry.know(node);
        return open(HtpEndpoint.builder(node));
    }

    private HtpEndpoint open(HtpEndpoint.Builder builder) throws HtpBindException {
        HtpEndpoint endpoint = builder.bind(ANY).io(io).open();
        opened.push(endpoint);
        return endpoint;
    }

    private RemotePeer peer(HtpEndpoint validator) {
        return new RemotePeer(validator.localAddress(), validatorNode.nodeId(), kem.publicKey());
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void anErrorOfTheDirectoryIsCountedAndTheNextTryWorks() throws Exception {
        HtpEndpoint validator = validator();
        next.set(new AssertionError("a bug of the directory"));
        soon(edge(2).connect(peer(validator)));
        assertThat(validator.stats().listenerErrors()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheSignerFailsTheConnect() throws Exception {
        HtpEndpoint validator = validator();
        TestNode node = new TestNode(2);
        registry.know(node);
        HtpEndpoint edge = open(HtpEndpoint.builder(new LocalIdentity() {
            @Override
            public byte[] nodeId() {
                return node.nodeId();
            }

            @Override
            public byte[] sign(byte[] message) {
                throwNext();
                return node.sign(message);
            }
        }));
        next.set(new NoClassDefFoundError("of the signer"));
        assertThatThrownBy(() -> soon(edge.connect(peer(validator))))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("of the signer");
        soon(edge.connect(peer(validator)));
    }

    @Test
    void anErrorOfTheBindingFailsTheConnect() throws Exception {
        HtpEndpoint validator = validator();
        TestNode node = new TestNode(2);
        registry.know(node);
        HtpEndpoint edge = open(HtpEndpoint.builder(node).binding(new ResonanceBinding() {
            @Override
            public byte[] fingerprint(long terSequence) {
                return new byte[64];
            }

            @Override
            public long terSequence() {
                throwNext();
                return 0;
            }

            @Override
            public Optional<byte[]> wSecret(long terSequence) {
                return Optional.empty();
            }

            @Override
            public boolean mixesWeights() {
                return false;
            }
        }));
        next.set(new AssertionError("of the binding"));
        assertThatThrownBy(() -> soon(edge.connect(peer(validator)))).hasRootCauseMessage("of the binding");
        assertThat(edge.stats().listenerErrors()).isEqualTo(1);
        soon(edge.connect(peer(validator)));
    }

    @Test
    void aFatalErrorEndsTheEndpointAndTellsAllWhoWait() throws Exception {
        HtpEndpoint validator = validator();
        HtpSession session = soon(edge(2).connect(peer(validator)));
        RemotePeer nobody = new RemotePeer(edge(3).localAddress(), validatorNode.nodeId(), kem.publicKey());
        CompletableFuture<HtpSession> connecting = validator.connect(nobody);
        InetSocketAddress address = validator.localAddress();

        next.set(new OutOfMemoryError("for this test"));
        var unused = edge(4).connect(peer(validator));
        assertThat(closed.poll(20, TimeUnit.SECONDS)).isEqualTo("INTERNAL the endpoint stopped");
        assertThatThrownBy(() -> soon(connecting)).hasRootCauseMessage("closed: INTERNAL (the endpoint stopped)");
        assertThatThrownBy(() -> soon(validator.connect(nobody)))
                .hasRootCauseMessage("closed: INTERNAL (the endpoint stopped)");
        validator.close();
        assertThat(validator.stats().sessionsOpen()).isZero();
        opened.push(HtpEndpoint.builder(new TestNode(5)).bind(address).io(io).open());
        // The peer was told too.
        assertThatThrownBy(() -> {
                    while (true) {
                        soon(session.send(Channels.USER, new byte[1]));
                    }
                })
                .hasCauseInstanceOf(HtpClosedException.class);
    }

    @Test
    void whoAcceptsOrReceivesIsToldOfTheEnd() throws Exception {
        TestNode first = new TestNode(2);
        TestNode second = new TestNode(3);
        registry.know(first, second);
        HtpServer server = HtpServer.builder(validatorNode, kem)
                .bind(ANY)
                .allow(new FailingNodes())
                .start();
        opened.push(server);
        HtpClient client = HtpClient.connect(server.address(), kem.publicKey(), first);
        opened.push(client);
        HtpConnection connection = server.accept(Duration.ofSeconds(20)).orElseThrow();

        next.set(new OutOfMemoryError("for this test"));
        HtpClient.Builder late =
                HtpClient.builder(server.address(), kem.publicKey(), second).connectTimeout(Duration.ofSeconds(1));
        assertThatThrownBy(late::connect).isInstanceOf(HtpTimeoutException.class);
        assertThatThrownBy(() -> server.accept(Duration.ofSeconds(20)))
                .isInstanceOf(HtpClosedException.class)
                .hasMessage("closed: INTERNAL (the endpoint stopped)");
        assertThatThrownBy(() -> connection.receive(Duration.ofSeconds(20)))
                .hasMessage("closed: INTERNAL (the endpoint stopped)");
        assertThat(server.sessions()).isEmpty();
    }
}
