package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.LightClient;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.core.DisseminationConfig;
import com.hookprobe.dsm.ledger.core.DsmWire;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.identity.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A node that reports: seals microblocks and gets them to the sentinels over HTP, as an edge does, and follows their checkpoints with
 * the light client. One thread owns its state.
 */
final class BlockSource implements AutoCloseable {
    private static final int DECIDED = 35;
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private final LocalMesh mesh;
    private final ScheduledThreadPoolExecutor thread;
    private final HtpEndpoint endpoint;
    private final SourceChain chain;
    private final BlockExchange exchange;
    private final LightClient light;
    private final Map<NodeId, HtpSession> sessions = new HashMap<>();
    private final Set<NodeId> connecting = new HashSet<>();
    private volatile boolean publishing = true;
    private volatile long published;
    private volatile long lightHeight;
    private volatile String conflict = "";

    BlockSource(LocalMesh mesh, int blocksPerSecond) throws Exception {
        this.mesh = mesh;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "source");
            made.setDaemon(true);
            return made;
        });
        Hash32 network = mesh.genesis().networkId();
        MemoryBlockStore store = MemoryBlockStore.create(network);
        NodeId self = mesh.verifier().id();
        this.chain = new SourceChain(
                store, network, self, 0, BlockSigner.of(mesh.verifier().device()));
        this.exchange = new BlockExchange(
                config(self, network),
                store,
                (source, incarnation) -> incarnation == 0 ? mesh.genesis().sourceKey(source) : Optional.empty(),
                this::send,
                new BlockExchange.Listener() {},
                new SecureRandom());
        this.light = LightClient.at(mesh.genesis());
        this.endpoint = HtpEndpoint.builder(mesh.verifier().htp())
                .name("source")
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .heartbeat(HEARTBEAT)
                .idleTimeout(HEARTBEAT.multipliedBy(3))
                .listener(listener())
                .open();
        every(200, this::connect);
        every(50, () -> exchange.tick(System.nanoTime()));
        every(Math.max(1, 1_000 / blocksPerSecond), this::publish);
    }

    /** Summaries each second: what a killed sentinel has lost must come to it again within an epoch or two. */
    private static DisseminationConfig config(NodeId self, Hash32 network) {
        DisseminationConfig standard = DisseminationConfig.standard(self, network, false);
        long second = Duration.ofSeconds(1).toNanos();
        return new DisseminationConfig(
                self,
                network,
                false,
                standard.pushFanout(),
                second,
                second,
                standard.window(),
                standard.verifiesPerSecond(),
                standard.answerBytesPerSecond(),
                standard.invalidMax(),
                standard.muteNs());
    }

    @FunctionalInterface
    private interface Task {
        void run() throws Exception;
    }

    private void every(long millis, Task task) {
        thread.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
    }

    private void execute(Task task) {
        if (!thread.isShutdown()) {
            thread.execute(guarded(task));
        }
    }

    private static Runnable guarded(Task task) {
        return () -> {
            try {
                task.run();
            } catch (Exception e) {
                System.err.println("source: " + e);
            }
        };
    }

    private void connect() {
        for (LocalMesh.Home home : mesh.homes()) {
            NodeId id = home.card().nodeId();
            HtpSession session = sessions.get(id);
            if ((session == null || !session.open()) && connecting.add(id)) {
                RemotePeer peer = new RemotePeer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), home.htpPort()),
                        id.bytes(),
                        home.card().kemPublicKey().orElseThrow());
                endpoint.connect(peer).whenComplete((made, failure) -> execute(() -> connecting.remove(id)));
            }
        }
    }

    private void publish() throws Exception {
        if (publishing && !sessions.isEmpty()) {
            Hash32 payload = Hash32.sha256("event " + published);
            var block =
                    chain.append(EventType.IDS_ALERT, payload, Optional.empty(), System.currentTimeMillis() * 1_000);
            published = block.seq();
            exchange.publish(block);
        }
    }

    private void send(NodeId to, byte[] message) {
        HtpSession session = sessions.get(to);
        if (session != null && session.open()) {
            // What a killed node did not get, summaries bring again.
            session.send(Channels.DSM, message).exceptionally(lost -> null);
        }
    }

    private HtpListener listener() {
        return new HtpListener() {
            @Override
            public void onSession(HtpSession session) {
                execute(() -> {
                    NodeId peer = NodeId.of(session.peerNodeId());
                    sessions.put(peer, session);
                    exchange.addPeer(peer, true, System.nanoTime());
                });
            }

            @Override
            public void onMessage(HtpSession session, int channel, byte[] message) {
                if (channel == Channels.DSM) {
                    execute(() -> onDsm(NodeId.of(session.peerNodeId()), message));
                }
            }

            @Override
            public void onClosed(HtpSession session, CloseCode code, String reason) {
                execute(() -> {
                    NodeId peer = NodeId.of(session.peerNodeId());
                    if (sessions.remove(peer, session)) {
                        exchange.removePeer(peer);
                    }
                });
            }
        };
    }

    private void onDsm(NodeId from, byte[] message) throws Exception {
        if (DsmWire.isLedger(message)) {
            exchange.onMessage(from, message, System.nanoTime());
        } else if (message.length > 0 && message[0] == DECIDED) {
            LightClient.Outcome outcome = light.accept(message, System.currentTimeMillis() / 1_000);
            lightHeight = light.height();
            if (outcome == LightClient.Outcome.CONFLICT || outcome == LightClient.Outcome.REFUSED) {
                conflict = "the light client of the source says " + outcome + " at height " + lightHeight;
            }
        }
    }

    /** Number of the newest block. */
    long published() {
        return published;
    }

    /** Height of the newest checkpoint that the light client has verified. */
    long lightHeight() {
        return lightHeight;
    }

    /** What the light client found wrong, or empty. */
    String conflict() {
        return conflict;
    }

    void stopPublishing() {
        publishing = false;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        endpoint.close();
    }
}
