package com.hookprobe.benchmarks;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.DeviceKey;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.KemKeyPair;
import com.hookprobe.htp.KnownNodes;
import com.hookprobe.htp.RemotePeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * HTP's handshake: cookie, X-Wing both ways, Ed25519 of the initiator, until the responder has shown the session's keys.
 * The keys are made from constants on both sides; each slot of the client is a node and an endpoint of its own.
 */
final class HtpHandshakes {
    private static final long TIMEOUT_S = 30;

    /** The same datagrams as QUIC's, and nothing that holds handshakes back. */
    static final HtpLimits LIMITS = HtpLimits.builder()
            .datagramBytesMax(1200)
            .helloPerSecond(1_000_000)
            .attestPerSecond(1_000_000)
            .handshakesPerNodeMinute(1_000_000)
            .handshakesPerSecond(1_000_000)
            .build();

    private HtpHandshakes() {}

    static DeviceKey node(long number) {
        byte[] seed = new byte[DeviceKey.SEED_BYTES];
        new SplittableRandom(number).nextBytes(seed);
        return DeviceKey.fromSeed(seed);
    }

    static DeviceKey server() {
        return node(-1);
    }

    static KemKeyPair serverKey() {
        return KemKeyPair.generate(new SplittableRandom(7));
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    static final class Responder implements HandshakePeer.Server, HtpListener {
        private final AtomicLong sessions = new AtomicLong();
        private final HtpEndpoint endpoint;

        Responder() throws Exception {
            KnownNodes nodes = new KnownNodes();
            for (int slot = 0; slot < HandshakePeer.PARALLEL_MAX; slot++) {
                nodes.add(node(slot).publicKey());
            }
            endpoint = HtpEndpoint.builder(server())
                    .bind(loopback())
                    .kemKeyPair(serverKey())
                    .directory(nodes)
                    .limits(LIMITS)
                    .listener(this)
                    .open();
        }

        @Override
        public void onSession(HtpSession session) {
            sessions.incrementAndGet();
        }

        @Override
        public int port() {
            return endpoint.localAddress().getPort();
        }

        @Override
        public long count() {
            return sessions.get();
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }

    static final class Initiators implements HandshakePeer.Client {
        private final List<HtpEndpoint> endpoints = new ArrayList<>();
        private final RemotePeer peer;

        Initiators(InetSocketAddress to) throws Exception {
            peer = new RemotePeer(to, server().nodeId(), serverKey().publicKey());
            for (int slot = 0; slot < HandshakePeer.PARALLEL_MAX; slot++) {
                endpoints.add(HtpEndpoint.builder(node(slot))
                        .bind(loopback())
                        .limits(LIMITS)
                        .open());
            }
        }

        @Override
        public void handshake(int slot) throws Exception {
            HtpSession session = endpoints.get(slot).connect(peer).get(TIMEOUT_S, TimeUnit.SECONDS);
            session.close(CloseCode.NORMAL, "");
        }

        @Override
        public void close() {
            endpoints.forEach(HtpEndpoint::close);
        }
    }
}
