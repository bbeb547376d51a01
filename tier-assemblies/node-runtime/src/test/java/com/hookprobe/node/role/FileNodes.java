package com.hookprobe.node.role;

import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.file.HtpFileTransfer;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.resonance.CertificateBook;
import com.hookprobe.node.resonance.Revocations;
import com.hookprobe.node.trust.Bands;
import com.hookprobe.node.trust.TrustBand;
import com.hookprobe.node.wire.MeshMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Nodes of a mesh with real sockets, that carry files and judge each other by certificates. */
final class FileNodes implements AutoCloseable {
    private static final long HOUR_MICROS = 3_600_000_000L;

    /** One of them. */
    static final class Running implements AutoCloseable {
        final NodeContext context;
        final Serving serving;
        final HtpEndpoint endpoint;
        private final Told told;

        private Running(NodeContext context, Serving serving, HtpEndpoint endpoint, Told told) {
            this.told = told;
            this.context = context;
            this.serving = serving;
            this.endpoint = endpoint;
        }

        <T> T onLoop(Callable<T> task) throws Exception {
            CompletableFuture<T> done = new CompletableFuture<>();
            context.loop().execute(() -> {
                try {
                    done.complete(task.call());
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
            return done.get(30, TimeUnit.SECONDS);
        }

        HtpSession session(NodeId peer) throws Exception {
            while (true) {
                told.up(peer).get(60, TimeUnit.SECONDS);
                Optional<HtpSession> open = onLoop(() -> context.links().open(peer));
                if (open.isPresent()) {
                    return open.get();
                }
            }
        }

        /** The files of another. */
        HtpFileTransfer files(NodeId peer) throws Exception {
            return ((FilesRole) serving.roles().get(0)).transfer(session(peer));
        }

        @Override
        public void close() throws Exception {
            endpoint.close();
            onLoop(() -> {
                for (Role role : serving.roles()) {
                    role.close();
                }
                return true;
            });
        }
    }

    private record Told(List<Role> roles, Map<NodeId, CompletableFuture<Boolean>> up) implements Links.Sink {
        /** Done while there is a session with that peer. */
        CompletableFuture<Boolean> up(NodeId peer) {
            return up.computeIfAbsent(peer, id -> new CompletableFuture<>());
        }

        @Override
        public void onPeerUp(NodeId peer) throws Exception {
            up(peer).complete(true);
            for (Role role : roles) {
                role.onPeerUp(peer);
            }
        }

        @Override
        public void onPeerDown(NodeId peer) {
            up.remove(peer);
        }

        @Override
        public void onPeerRejected(NodeId peer, long terSequence) {}

        @Override
        public void onMessage(NodeId from, int channel, byte[] message) throws Exception {
            for (Role role : roles) {
                role.onMesh(from, MeshMessage.decode(message));
            }
        }

        @Override
        public void onEvidence(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) {}
    }

    final TestMesh mesh;
    /** What everybody has been shown. */
    final CertificateBook shown;

    private final List<Running> running = new ArrayList<>();
    private long issued = System.currentTimeMillis() * 1000;

    FileNodes(Path folder) throws Exception {
        mesh = new TestMesh(folder, "nexus-1", "fortress-1");
        shown = mesh.noCertificates();
    }

    /** From now on the verifier's newest word on that node, known to all. */
    void trust(String name, double trust) {
        long now = System.currentTimeMillis() * 1000;
        shown.show(mesh.id(name), mesh.certificate(name, trust, ++issued, now + HOUR_MICROS), now);
    }

    Bands bands() {
        NodeId verifier = mesh.id("mssp-1");
        return peer -> peer.equals(verifier)
                ? Optional.of(TrustBand.FULL)
                : shown.band(peer, System.currentTimeMillis() * 1000);
    }

    Running start(String name, NodeConfig.Files files) throws Exception {
        return start(name, files, bands(), 0);
    }

    Running start(String name, NodeConfig.Files files, Bands bands, int port) throws Exception {
        NodeContext silent = mesh.node(name, new NodeConfig.Htp(null, null, null, null, null, files));
        Told told = new Told(new CopyOnWriteArrayList<>(), new ConcurrentHashMap<>());
        NodeContext node = new NodeContext(
                silent.config(),
                silent.log(),
                silent.loop(),
                silent.keys(),
                silent.mesh(),
                silent.genesis(),
                silent.self(),
                new Links(silent.loop(), silent.log(), silent.mesh(), told));
        Serving serving = Serving.of(node, bands, TrustBand.LIMITED);
        told.roles().addAll(serving.roles());
        HtpEndpoint endpoint = HtpEndpoint.builder(node.keys().htp())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .kemKeyPair(node.keys().kem())
                .directory(new Doors(mesh.mesh, new Revocations(mesh.id("mssp-1"), (m, s) -> true), m -> true))
                .listener(serving.listener())
                .open();
        Running made = new Running(node, serving, endpoint, told);
        running.add(made);
        made.onLoop(() -> {
            for (Role role : serving.roles()) {
                role.start();
            }
            return true;
        });
        return made;
    }

    void connect(Running from, Running to) {
        byte[] kem = to.context.self().card().kemPublicKey().orElseThrow();
        NodeId id = to.context.self().id();
        RemotePeer peer = new RemotePeer(to.endpoint.localAddress(), id.bytes(), kem, false);
        from.context.loop().execute(() -> from.context.links().keep(from.endpoint, peer));
    }

    static NodeConfig.Files serving(Path root) {
        return new NodeConfig.Files(root.toString(), null, null, null, null);
    }

    static NodeConfig.Files mirroring(NodeConfig.@Nullable Mirror mirror) {
        return new NodeConfig.Files(null, null, null, null, mirror);
    }

    @Override
    public void close() throws Exception {
        for (Running each : running) {
            each.context.links().stop();
        }
        for (Running each : running) {
            each.close();
        }
        mesh.close();
    }
}
