package com.hookprobe.node.role;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.ResonanceQuery;
import com.hookprobe.htp.ResonanceVerdict;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import com.hookprobe.node.resonance.Revocations;
import java.util.Optional;
import java.util.function.Predicate;

/** Who may open a session with a node that is no verifier: members of the mesh that pass a test and are not revoked. */
final class Doors implements Directory {
    private static final int SECRET_LENGTH = 32;

    private final MeshFile mesh;
    private final Revocations revocations;
    private final Predicate<Member> allowed;

    Doors(MeshFile mesh, Revocations revocations, Predicate<Member> allowed) {
        this.mesh = mesh;
        this.revocations = revocations;
        this.allowed = allowed;
    }

    @Override
    public Optional<byte[]> ed25519Key(byte[] nodeId) {
        return mesh.member(NodeId.of(nodeId)).filter(allowed).map(m -> m.card().ed25519());
    }

    @Override
    public boolean revoked(byte[] nodeId) {
        return revocations.contains(NodeId.of(nodeId));
    }

    /** Only the verifier can judge weights; here a node connects without them and shows a certificate. */
    @Override
    public ResonanceVerdict resonance(ResonanceQuery query) {
        return query.mixesWeights()
                ? new ResonanceVerdict.Mismatch(0)
                : new ResonanceVerdict.Accept(new byte[SECRET_LENGTH]);
    }
}
