package com.hookprobe.node.role;

import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.trust.TrustBook;
import com.hookprobe.node.trust.TrustScore;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The MSSP's: all sites, by what the verifier knows of them; what witnesses say goes into their trust. */
record WholeMesh(
        MeshFile mesh,
        Predicate<NodeId> verified,
        Predicate<NodeId> unverified,
        ToLongFunction<NodeId> age,
        ToDoubleFunction<NodeId> weight,
        TrustBook trust)
        implements Constituency {
    @Override
    public List<Member> sites() {
        return mesh.members().stream().filter(Member::site).toList();
    }

    @Override
    public boolean resonant(NodeId node) {
        return verified.test(node);
    }

    @Override
    public boolean awaited(NodeId node) {
        return unverified.test(node);
    }

    @Override
    public boolean revoked(NodeId node) {
        return trust.revoked(node);
    }

    @Override
    public long ageDays(NodeId site) {
        return age.applyAsLong(site);
    }

    @Override
    public double weighs(NodeId site) {
        return weight.applyAsDouble(site);
    }

    @Override
    public double certified(NodeId validator) {
        return trust.granted(validator);
    }

    @Override
    public DecisionLevel levelMax() {
        return DecisionLevel.BLOCK_LONG;
    }

    @Override
    public void judged(NodeId site, boolean confirmed) {
        trust.with(site, score -> score.onWitness(confirmed));
    }

    @Override
    public void violated(NodeId site) {
        trust.with(site, TrustScore::onViolation);
    }
}
