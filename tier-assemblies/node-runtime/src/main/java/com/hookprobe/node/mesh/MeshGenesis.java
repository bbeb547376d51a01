package com.hookprobe.node.mesh;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.Source;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.identity.NodeCard;

/** The ledger's genesis as it follows from the mesh file: the same file gives the same network id everywhere. */
public final class MeshGenesis {
    private MeshGenesis() {}

    public static Genesis of(MeshFile mesh) throws MeshException {
        try {
            return new Genesis(
                    mesh.name(),
                    params(mesh.consensus()),
                    ValidatorSet.of(mesh.validators().stream()
                            .filter(member -> !member.later())
                            .map(member -> validator(member.card()))
                            .toList()),
                    mesh.members().stream()
                            .filter(member -> !member.later())
                            .map(member -> source(member.card()))
                            .toList(),
                    mesh.genesisMicros());
        } catch (IllegalArgumentException e) {
            throw new MeshException("mesh '" + mesh.name() + "' gives no valid genesis: " + e.getMessage());
        }
    }

    private static Params params(MeshFile.Consensus consensus) {
        Params local = Params.local(consensus.epochDurationS());
        Params seed = Params.defaults();
        boolean shortEpochs = consensus.epochDurationS() < 60;
        Params base = shortEpochs ? local : seed;
        return new Params(
                consensus.epochDurationS(),
                consensus.settleMs(),
                base.skewMillis(),
                consensus.signatureTimeoutMs(),
                Math.max(base.viewTimeoutMaxMillis(), consensus.signatureTimeoutMs()),
                base.resendMillis(),
                base.standstillMillis(),
                Math.min(base.decideWaitMillis(), consensus.signatureTimeoutMs() - 1),
                consensus.attestationEpochs(),
                consensus.slashPerMille());
    }

    /** A validator as its card describes it. */
    public static Validator validator(NodeCard card) {
        return new Validator(
                card.nodeId(),
                card.ed25519(),
                card.blsPublicKey().orElseThrow(),
                card.blsPop().orElseThrow(),
                card.name(),
                0);
    }

    private static Source source(NodeCard card) {
        return new Source(card.nodeId(), PublicKeyBytes.ed25519(card.ed25519()));
    }
}
