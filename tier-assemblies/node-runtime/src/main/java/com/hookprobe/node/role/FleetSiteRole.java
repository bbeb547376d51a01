package com.hookprobe.node.role;

import com.hookprobe.htp.Channels;
import com.hookprobe.identity.Ed25519;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Vault;
import com.hookprobe.node.fleet.PolicyFollower;
import com.hookprobe.node.fleet.PolicyOrder;
import com.hookprobe.node.fleet.PolicyWord;
import com.hookprobe.node.learning.SealProof;
import com.hookprobe.node.learning.SealedShelf;
import com.hookprobe.node.observe.Metric;
import com.hookprobe.node.observe.Nodes;
import com.hookprobe.node.observe.Readiness;
import com.hookprobe.node.observe.Sheet;
import com.hookprobe.node.wire.MeshMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A site that follows the policies of its group, as its file lets them (docs/spec/fleet.md, 4). */
final class FleetSiteRole implements Role {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long REPORT_NS = Duration.ofSeconds(30).toNanos();
    private static final Metric FOLLOWED =
            Metric.gauge(Nodes.SITES, "policy_followed", "Number of the policy that this site follows; 0 without one.");

    private final NodeContext node;
    private final PolicyFollower follower;
    private @Nullable LedgerRole ledger;
    private Consumer<Readiness> checks = readiness -> {};
    private BooleanSupplier scored = () -> true;
    private byte[] told = new byte[0];
    private long toldNs;

    private FleetSiteRole(NodeContext node, Vault vault) throws IOException {
        this.node = node;
        Path folder = Files.createDirectories(node.data().resolve("fleet"));
        byte[] key = node.mesh().verifier().card().ed25519();
        PolicyFollower.Place place = new PolicyFollower.Place(
                (message, signature) -> Ed25519.verify(key, message, signature),
                this::isSealed,
                new SealedShelf(vault, "fleet.policy", folder.resolve("policy")),
                config -> SiteSensors.thresholds(config.sensing()));
        this.follower =
                PolicyFollower.open(place, node.live(), node.log(), node.loop().wallMicros());
    }

    /** Before all parts whose values a policy may decide. */
    static FleetSiteRole open(NodeContext node, Vault vault) throws IOException {
        return new FleetSiteRole(node, vault);
    }

    /**
     * What it needs of the others.
     *
     * @param checked says what this node needs for its duty
     * @param hasScore whether its score is there
     */
    void with(LedgerRole light, Consumer<Readiness> checked, BooleanSupplier hasScore) {
        ledger = light;
        checks = checked;
        scored = hasScore;
    }

    private boolean isSealed(PolicyFollower.Pushed pushed) {
        LedgerRole light = ledger;
        try {
            SealProof proof = SealProof.decode(pushed.proof());
            return light != null
                    && PolicyWord.tells(
                            proof, pushed.order(), node.mesh().verifier().id())
                    && light.isFinal(proof.block());
        } catch (com.hookprobe.qsecbit.federation.MalformedException e) {
            return false;
        }
    }

    @Override
    public void start() {
        node.live().changed(this::fileChanged);
        node.loop().every(LOOK, this::look);
    }

    private void fileChanged() {
        try {
            follower.fileChanged();
        } catch (IOException e) {
            node.log().event("policy_not_stored", "error", String.valueOf(e.getMessage()));
        }
        tell(false);
    }

    /** A site that follows nothing answers, and says nothing of itself unasked. */
    private boolean follows() {
        return node.live().layers().file().policies().follows();
    }

    private void look() {
        boolean news = follower.look(node.loop().wallMicros());
        if (news || follows()) {
            tell(news || node.loop().nowNs() - toldNs >= REPORT_NS);
        }
    }

    /** Says how it stands when that is news, or is to be said again. */
    private void tell(boolean again) {
        NodeId mssp = node.mesh().verifier().id();
        if (node.links().open(mssp).isEmpty()) {
            return;
        }
        Readiness readiness = new Readiness();
        checks.accept(readiness);
        byte[] report =
                follower.report(readiness.ready(), scored.getAsBoolean()).encode();
        if (again || !Arrays.equals(report, told)) {
            told = report;
            toldNs = node.loop().nowNs();
            node.links().send(mssp, Channels.TELEMETRY, new MeshMessage.PolicyReport(report).encode());
        }
    }

    @Override
    public void onPeerUp(NodeId peer) {
        if (peer.equals(node.mesh().verifier().id()) && follows()) {
            tell(true);
        }
    }

    @Override
    public void onMesh(NodeId from, MeshMessage message) throws Exception {
        if (message instanceof MeshMessage.PolicyPush push
                && from.equals(node.mesh().verifier().id())) {
            PolicyFollower.Pushed pushed = new PolicyFollower.Pushed(PolicyOrder.decode(push.order()), push.proof());
            if (follower.take(pushed, node.loop().wallMicros())) {
                tell(true);
            }
        }
    }

    @Override
    public void measure(Sheet sheet) {
        sheet.set(FOLLOWED, follower.number());
    }
}
