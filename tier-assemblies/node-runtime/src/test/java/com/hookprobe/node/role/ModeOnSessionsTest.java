package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpEndpoint;
import com.hookprobe.htp.HtpListener;
import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.htp.TransmissionMode;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.power.EnergyBand;
import com.hookprobe.qsecbit.metric.Band;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node chooses, on a real session between a guardian and the MSSP. */
@Timeout(60)
class ModeOnSessionsTest {
    private record Shown(byte[] exporter, byte[] rdv, byte[] posf) {}

    @TempDir
    Path folder;

    private final CompletableFuture<HtpSession> atMssp = new CompletableFuture<>();
    private final CompletableFuture<Shown> shown = new CompletableFuture<>();
    private volatile EnergyBand energy = EnergyBand.NORMAL;
    private TestMesh mesh;
    private NodeContext guardian;
    private HtpEndpoint mssp;
    private HtpEndpoint endpoint;
    private ShapeRole shape;
    private NodeId msspId;

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        guardian = mesh.node("guardian-1");
        NodeContext other = mesh.node("mssp-1");
        msspId = mesh.id("mssp-1");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        mssp = HtpEndpoint.builder(other.keys().htp())
                .bind(any)
                .kemKeyPair(other.keys().kem())
                .directory(new Everybody())
                .listener(new HtpListener() {
                    @Override
                    public void onSession(HtpSession session) {
                        atMssp.complete(session);
                    }

                    @Override
                    public void onEvidence(HtpSession session, byte[] rdv, byte[] posf) {
                        shown.complete(new Shown(session.exporter(), rdv, posf));
                    }
                })
                .open();
        endpoint = HtpEndpoint.builder(guardian.keys().htp())
                .bind(any)
                .listener(guardian.links().listener())
                .open();
        shape = new ShapeRole(guardian, () -> energy, List.of(msspId), peer -> true);
        byte[] kem = other.self().card().kemPublicKey().orElseThrow();
        RemotePeer peer = new RemotePeer(mssp.localAddress(), msspId.bytes(), kem, false);
        guardian.loop().execute(() -> guardian.links().keep(endpoint, peer));
        atMssp.get(30, TimeUnit.SECONDS);
        while (!onLoop(() -> guardian.links().connected(msspId))) {
            Thread.sleep(5);
        }
    }

    @AfterEach
    void close() {
        endpoint.close();
        mssp.close();
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

    private <T> T onLoop(java.util.concurrent.Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        guardian.loop().execute(() -> done.complete(task.call()));
        return done.get(30, TimeUnit.SECONDS);
    }

    /** What holds on the session when the other side asks for nothing: the wish of the guardian. */
    private TransmissionMode holds() throws Exception {
        return atMssp.get().shape(TransmissionMode.BURST).get(30, TimeUnit.SECONDS);
    }

    private void threat(Band band) throws Exception {
        onLoop(() -> {
            shape.onThreat(band);
            return true;
        });
    }

    private void awaitMode(TransmissionMode mode) throws Exception {
        while (holds() != mode) {
            Thread.sleep(20);
        }
    }

    @Test
    void theSessionFollowsTheThreatAndALowBattery() throws Exception {
        assertThat(holds()).isEqualTo(TransmissionMode.BURST);
        threat(Band.RED);
        awaitMode(TransmissionMode.GHOST);
        assertThat(mesh.logged("guardian-1", "transmission_mode"))
                .singleElement()
                .asString()
                .contains("GHOST", "qsecbit RED");
        energy = EnergyBand.LOW;
        threat(Band.RED);
        awaitMode(TransmissionMode.BALANCED);
        assertThat(mesh.logged("guardian-1", "transmission_mode"))
                .hasSize(2)
                .element(1)
                .asString()
                .contains("BALANCED", "the battery is low");
        assertThat(mesh.logged("guardian-1", "transmission_mode_refused")).isEmpty();
    }

    @Test
    void aWishThatAnotherHasOvertakenIsNotRefused() throws Exception {
        onLoop(() -> {
            shape.onThreat(Band.RED);
            energy = EnergyBand.LOW;
            shape.onThreat(Band.RED);
            return true;
        });
        awaitMode(TransmissionMode.BALANCED);
        onLoop(() -> true);
        assertThat(mesh.logged("guardian-1", "transmission_mode")).hasSize(2);
        assertThat(mesh.logged("guardian-1", "transmission_mode_refused")).isEmpty();
    }

    @Test
    void aSessionThatComesLaterIsShapedToo() throws Exception {
        onLoop(() -> {
            shape.onThreat(Band.AMBER);
            shape.onPeerUp(msspId);
            return true;
        });
        awaitMode(TransmissionMode.BALANCED);
    }

    @Test
    void evidenceComesThroughTheSessionWithItsExporter() throws Exception {
        byte[] rdv = new byte[32];
        byte[] posf = new byte[32];
        Arrays.fill(rdv, (byte) 1);
        Arrays.fill(posf, (byte) 2);
        HtpSession session = onLoop(() -> guardian.links().open(msspId).orElseThrow());
        session.evidence(rdv, posf);
        Shown came = shown.get(30, TimeUnit.SECONDS);
        assertThat(came.rdv()).isEqualTo(rdv);
        assertThat(came.posf()).isEqualTo(posf);
        assertThat(came.exporter()).as("both sides have the same").isEqualTo(session.exporter());
    }
}
