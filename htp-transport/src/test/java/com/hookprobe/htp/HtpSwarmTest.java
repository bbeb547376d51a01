package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SWARM with real sockets: a client with several endpoints, each with a path of its own to the same server. */
@Timeout(120)
class HtpSwarmTest {
    private static final int PATHS = 3;

    private final BlockingQueue<Message> atServer = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<byte[]>> evidence = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> atClient = new LinkedBlockingQueue<>();
    private final List<HtpSession> sessionsAtServer = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<CuttablePath> paths = new ArrayList<>();
    private final List<HtpSession> sessions = new ArrayList<>();
    private final HtpSwarm serverSwarm = new HtpSwarm(collect(atServer, sessionsAtServer));
    private final HtpSwarm clientSwarm = new HtpSwarm(collect(atClient, new ArrayList<>()));

    private HtpListener collect(BlockingQueue<Message> messages, List<HtpSession> sessions) {
        return new HtpListener() {
            @Override
            public void onSession(HtpSession session) {
                synchronized (sessions) {
                    sessions.add(session);
                    sessions.notifyAll();
                }
            }

            @Override
            public void onEvidence(HtpSession session, byte[] rdv, byte[] posf) {
                evidence.add(List.of(rdv, posf));
            }

            @Override
            public void onMessage(HtpSession session, int channel, byte[] message) {
                messages.add(new Message(channel, message));
            }
        };
    }

    @BeforeEach
    void connect() throws Exception {
        DeviceKey clientKey = DeviceKey.generate(new SecureRandom());
        KemKeyPair kem = KemKeyPair.generate(new SecureRandom());
        HtpEndpoint server = HtpEndpoint.builder(DeviceKey.generate(new SecureRandom()))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .kemKeyPair(kem)
                .directory(new KnownNodes().add(clientKey.publicKey()))
                .listener(serverSwarm.listener())
                .open();
        opened.add(server);
        for (int number = 0; number < PATHS; number++) {
            CuttablePath path = new CuttablePath(server.localAddress());
            opened.add(path);
            paths.add(path);
            HtpEndpoint endpoint = HtpEndpoint.builder(clientKey)
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .listener(clientSwarm.listener())
                    .open();
            opened.add(endpoint);
            RemotePeer peer = new RemotePeer(path.address(), new byte[32], kem.publicKey()).withPath(number);
            sessions.add(endpoint.connect(peer).get(20, TimeUnit.SECONDS));
        }
        synchronized (sessionsAtServer) {
            while (sessionsAtServer.size() < PATHS) {
                sessionsAtServer.wait();
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void sessionsOfOneNodeByDifferentPathsLiveBesideEachOther() {
        assertThat(sessions).allMatch(HtpSession::open);
        assertThat(sessionsAtServer).hasSize(PATHS).allMatch(HtpSession::open);
    }

    @Test
    void anAlertSurvivesTheLossOfEitherPath() throws Exception {
        List<HtpSession> two = sessions.subList(0, 2);
        for (int lost = 0; lost < 2; lost++) {
            paths.get(lost).cut(true);
            byte[] alert = {(byte) lost, 42};
            clientSwarm.send(two, Channels.ALERTS, alert).get(10, TimeUnit.SECONDS);
            Message came = atServer.poll(10, TimeUnit.SECONDS);
            assertThat(came).isNotNull();
            assertThat(came.channel()).isEqualTo(Channels.ALERTS);
            assertThat(came.bytes()).isEqualTo(alert);
            paths.get(lost).cut(false);
            // What waited for the path comes late, and is not told again: the next message is the next.
            clientSwarm.send(two, Channels.ALERTS, new byte[] {99}).get(10, TimeUnit.SECONDS);
            assertThat(atServer.poll(10, TimeUnit.SECONDS).bytes()).containsExactly(99);
        }
        assertThat(atServer).isEmpty();
    }

    @Test
    void sharesSurviveTheLossOfAnyOfThreePaths() throws Exception {
        for (int lost = 0; lost < PATHS; lost++) {
            paths.get(lost).cut(true);
            byte[] message = new byte[200_000];
            new SplittableRandom(lost).nextBytes(message);
            clientSwarm.send(sessions, Channels.USER, message).get(20, TimeUnit.SECONDS);
            assertThat(atServer.poll(10, TimeUnit.SECONDS).bytes()).isEqualTo(message);
            paths.get(lost).cut(false);
        }
        assertThat(atServer).isEmpty();
    }

    /** Review: one path is cut for good and another stands still meanwhile; nothing that was promised is lost. */
    @Test
    void manyMessagesArriveOnceEachThoughPathsAreFarApart() throws Exception {
        paths.get(2).cut(true);
        paths.get(1).cut(true);
        List<java.util.concurrent.CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] message = new byte[2000];
            message[0] = (byte) i;
            sent.add(clientSwarm.send(sessions, Channels.USER, message));
        }
        paths.get(1).cut(false);
        for (var each : sent) {
            each.get(30, TimeUnit.SECONDS);
        }
        boolean[] came = new boolean[100];
        for (int i = 0; i < 100; i++) {
            Message message = atServer.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(came[message.bytes()[0]]).isFalse();
            came[message.bytes()[0]] = true;
        }
        paths.get(2).cut(false);
        clientSwarm.send(sessions, Channels.ALERTS, new byte[] {99}).get(10, TimeUnit.SECONDS);
        assertThat(atServer.poll(10, TimeUnit.SECONDS).bytes()).containsExactly(99);
        assertThat(atServer).isEmpty();
    }

    @Test
    void aPathThatIsFarBehindHoldsTheSenderBackInsteadOfTellingTwice() throws Exception {
        paths.get(1).cut(true);
        List<HtpSession> two = sessions.subList(0, 2);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            refused += clientSwarm
                            .send(two, Channels.ALERTS, new byte[] {(byte) i, (byte) (i >> 8)})
                            .isCompletedExceptionally()
                    ? 1
                    : 0;
        }
        assertThat(refused).isEqualTo(600 - 512);
        for (int i = 0; i < 512; i++) {
            assertThat(atServer.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(atServer).isEmpty();
    }

    @Test
    void theServerSendsBySeveralPathsToo() throws Exception {
        paths.get(1).cut(true);
        byte[] message = new byte[50_000];
        new SplittableRandom(8).nextBytes(message);
        serverSwarm.send(sessionsAtServer, Channels.USER, message).get(20, TimeUnit.SECONDS);
        assertThat(atClient.poll(10, TimeUnit.SECONDS).bytes()).isEqualTo(message);
    }

    @Test
    void whatIsNoSwarmIsRefusedWithAReason() {
        assertThatThrownBy(() -> clientSwarm.send(sessions.subList(0, 1), Channels.USER, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 to 16 paths");
        assertThatThrownBy(
                        () -> clientSwarm.send(List.of(sessions.get(0), sessions.get(0)), Channels.USER, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> clientSwarm.send(sessions, Channels.SWARM, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> clientSwarm.send(sessions, Channels.USER, new byte[1 << 20]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shapesAreToldAndEvidenceComes() throws Exception {
        assertThat(sessions.get(0).shape(TransmissionMode.GHOST).get(10, TimeUnit.SECONDS))
                .isEqualTo(TransmissionMode.GHOST);
        assertThat(sessions.get(0).shape(TransmissionMode.BURST).get(10, TimeUnit.SECONDS))
                .isEqualTo(TransmissionMode.BURST);
        byte[] rdv = new byte[32];
        byte[] posf = new byte[32];
        rdv[0] = 1;
        posf[31] = 2;
        sessions.get(0).evidence(rdv, posf);
        List<byte[]> came = evidence.poll(10, TimeUnit.SECONDS);
        assertThat(came).isNotNull();
        assertThat(came.get(0)).isEqualTo(rdv);
        assertThat(came.get(1)).isEqualTo(posf);
        assertThatThrownBy(() -> sessions.get(0).evidence(rdv, new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
