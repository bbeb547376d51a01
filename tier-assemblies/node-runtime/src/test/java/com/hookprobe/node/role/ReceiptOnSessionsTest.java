package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.consensus.ReceiptBundle;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.htp.Channels;
import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.resonance.CertificateBook;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guardian and four sentinels with real keys, stores on disk, vote logs and HTP sessions: a critical alert gets its receipt. */
@Timeout(180)
class ReceiptOnSessionsTest {
    @TempDir
    Path folder;

    private TestMesh mesh;
    private NodeContext guardian;
    private LedgerRole ledger;
    private HtpEndpoint endpoint;
    private final Map<String, HtpEndpoint> sentinels = new HashMap<>();
    private final Map<String, NodeContext> contexts = new HashMap<>();
    private final Map<String, ValidatorRole> validators = new HashMap<>();

    /** A node whose messages go to one role; the role is made with the node, so it is told later. */
    private static final class Sink implements Links.Sink {
        private volatile Role role = new Role() {};

        @Override
        public void onPeerUp(NodeId peer) throws Exception {
            role.onPeerUp(peer);
        }

        @Override
        public void onPeerDown(NodeId peer) throws Exception {
            role.onPeerDown(peer);
        }

        @Override
        public void onPeerRejected(NodeId peer, long terSequence) {}

        @Override
        public void onMessage(NodeId from, int channel, byte[] message) throws Exception {
            if (channel == Channels.DSM) {
                role.onDsm(from, message);
            }
        }

        @Override
        public void onEvidence(NodeId from, byte[] exporter, byte[] rdv, byte[] posf) {}
    }

    private NodeContext context(String name, Sink sink) {
        NodeContext node = mesh.node(name);
        Links links = new Links(node.loop(), node.log(), node.mesh(), sink);
        return new NodeContext(
                node.config(), node.log(), node.loop(), node.keys(), node.mesh(), node.genesis(), node.self(), links);
    }

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        Sink mine = new Sink();
        guardian = context("guardian-1", mine);
        ledger = new LedgerRole(guardian, Stores.open(guardian), guardian.keys().vault(), null);
        mine.role = ledger;
        guardian.loop().execute(ledger::start);
        endpoint = HtpEndpoint.builder(guardian.keys().htp())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .listener(guardian.links().listener())
                .open();
    }

    private void openSentinel(String name, CertificateBook certificates) throws Exception {
        Sink sink = new Sink();
        NodeContext node = context(name, sink);
        BlockStore store = Stores.open(node);
        ValidatorRole role = new ValidatorRole(node, store, certificates, java.util.Optional::empty);
        sink.role = role;
        node.loop().execute(role::start);
        contexts.put(name, node);
        validators.put(name, role);
        HtpEndpoint open = HtpEndpoint.builder(node.keys().htp())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .kemKeyPair(node.keys().kem())
                .directory(new Everybody())
                .listener(node.links().listener())
                .open();
        sentinels.put(name, open);
        byte[] kem = node.self().card().kemPublicKey().orElseThrow();
        RemotePeer peer = new RemotePeer(open.localAddress(), mesh.id(name).bytes(), kem, false);
        guardian.loop().execute(() -> guardian.links().keep(endpoint, peer));
        await(name + " connected", () -> onLoop(guardian, () -> guardian.links().connected(mesh.id(name))));
    }

    @AfterEach
    void close() throws Exception {
        endpoint.close();
        sentinels.values().forEach(HtpEndpoint::close);
        onLoop(guardian, () -> {
            ledger.close();
            return true;
        });
        for (Map.Entry<String, ValidatorRole> each : validators.entrySet()) {
            onLoop(contexts.get(each.getKey()), () -> {
                each.getValue().close();
                return true;
            });
        }
        mesh.close();
    }

    private final class Everybody implements Directory {
        @Override
        public Optional<byte[]> ed25519Key(byte[] nodeId) {
            return mesh.mesh.member(NodeId.of(nodeId)).map(m -> m.card().ed25519());
        }

        @Override
        public boolean revoked(byte[] nodeId) {
            return false;
        }

        @Override
        public ResonanceVerdict resonance(ResonanceQuery query) {
            return new ResonanceVerdict.Accept(new byte[32]);
        }
    }

    private static <T> T onLoop(NodeContext node, Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        node.loop().execute(() -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
                throw e;
            }
        });
        return done.get(30, TimeUnit.SECONDS);
    }

    private static void await(String what, Callable<Boolean> there) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!there.call()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private List<Microblock> seal(boolean... critical) throws Exception {
        List<LedgerRole.Event> events = new ArrayList<>();
        for (boolean each : critical) {
            byte[] payload = ("alert " + events.size()).getBytes(StandardCharsets.UTF_8);
            events.add(new LedgerRole.Event(EventType.IDS_ALERT, payload, each));
        }
        return onLoop(guardian, () -> ledger.seal(events));
    }

    private ReceiptBundle receipt(Microblock block, int signers) throws Exception {
        Hash32 hash = block.hash();
        ReceiptFolder receipts = new ReceiptFolder(guardian.data());
        await(
                signers + " acknowledgements; log: " + mesh.logged("guardian-1", "quorum_receipt_given_up"),
                () -> receipts.find(hash)
                        .filter(bundle -> bundle.receipt().signers().size() == signers)
                        .isPresent());
        ReceiptBundle bundle = receipts.find(hash).orElseThrow();
        assertThat(bundle.refusal(guardian.genesis())).isEmpty();
        return bundle;
    }

    @Test
    void aCriticalAlertIsAcknowledgedByAllWhoAreThereAndTheReceiptSurvivesOnDisk() throws Exception {
        CertificateBook trusted = mesh.certificates(guardian.loop().wallMicros());
        for (String name : TestMesh.SENTINELS.subList(0, 3)) {
            openSentinel(name, trusted);
        }
        List<Microblock> blocks = seal(false, true, true, false);
        ReceiptBundle three = receipt(blocks.get(2), 3);
        assertThat(three.receipt().bindsNextReports()).isFalse();
        await("the log", () -> !mesh.logged("guardian-1", "quorum_receipt").isEmpty());
        assertThat(mesh.logged("guardian-1", "quorum_receipt"))
                .singleElement()
                .asString()
                .contains(blocks.get(2).hash().hex(), "\"validators\":4", "latency_ms");
        // It speaks for the blocks before it, and nobody asked for those after it.
        assertThat(new ReceiptFolder(guardian.data()).all()).hasSize(1);

        openSentinel(TestMesh.SENTINELS.get(3), trusted);
        // It lacks the blocks before, and fetches them from the source first.
        assertThat(receipt(seal(true).get(0), 4).receipt().bindsNextReports()).isTrue();
    }

    @Test
    void aNodeThatMayNotReportGetsNoAcknowledgement() throws Exception {
        for (String name : TestMesh.SENTINELS) {
            openSentinel(name, mesh.noCertificates());
        }
        Microblock block = seal(true).get(0);
        for (String name : TestMesh.SENTINELS) {
            await(
                    name + " refuses block and request",
                    () -> mesh.logged(name, "report_refused").size() >= 2);
        }
        assertThat(new ReceiptFolder(guardian.data()).find(block.hash())).isEmpty();
    }
}
