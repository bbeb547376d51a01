package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.SignerBitmap;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.WitnessCertificate;
import com.hookprobe.node.witness.WitnessClaim;
import com.hookprobe.node.witness.WitnessProof;
import com.hookprobe.node.witness.WitnessSet;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.CancelDraft;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Decisions that sites act upon: signed by the MSSP, and witnessed by all sentinels. */
final class Judgement {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final EdgeStage stage;
    private final GroupKeys group;
    private long sequence;
    private long position;

    Judgement(EdgeStage stage, GroupKeys group) {
        this.stage = stage;
        this.group = group;
    }

    private static Bytes32 anything() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Bytes32.of(bytes);
    }

    MeshDecision block(String address) {
        return block(IndicatorValue.ip(IpAddress.parse(address).orElseThrow()));
    }

    MeshDecision block(IndicatorValue value) {
        TagKey key = new TagKey(value.type(), group.epoch(), group.tag(value));
        long now = System.currentTimeMillis() * 1000;
        DecisionDraft draft = new DecisionDraft(
                key,
                1,
                DecisionLevel.BLOCK,
                DecisionLevel.BLOCK.ttlSeconds(),
                3,
                3,
                now,
                List.of(anything()),
                List.of(group.seal(value, RANDOM)));
        return MeshDecision.sign(draft, ++sequence, now, List.of(now), stage.mesh.signer(EdgeStage.MSSP));
    }

    void send(MeshDecision decision) throws Exception {
        WitnessClaim claim = new WitnessClaim(
                decision.key(),
                decision.level(),
                decision.endsMicros(),
                decision.draft().reports().stream()
                        .map(report -> new WitnessClaim.Basis(report, anything()))
                        .toList());
        byte[] proof = new WitnessProof(claim, witnessed(claim)).encode();
        stage.send(
                EdgeStage.MSSP, new MeshMessage.Decision(++position, decision.encode(), proof, decision.hopMicros()));
    }

    private WitnessCertificate witnessed(WitnessClaim claim) throws Exception {
        WitnessSet set = WitnessSets.set(stage.genesis);
        long epoch = WitnessSets.epochs(stage.genesis).at(System.currentTimeMillis() * 1000);
        Hash32 message = set.message(claim, epoch);
        TreeSet<Integer> signers = new TreeSet<>();
        List<byte[]> signatures = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            String name = stage.genesis.validators().member(i).name();
            try (BlsSecretKey key = stage.mesh.keys(name).bls()) {
                signatures.add(key.sign(message.bytes()));
            }
            signers.add(i);
        }
        byte[] bitmap = SignerBitmap.of(set.size(), signers);
        return new WitnessCertificate(epoch, set.size(), bitmap, Bls.aggregate(signatures));
    }

    void cancel(MeshDecision decision) throws Exception {
        CancelDraft draft = new CancelDraft(decision.key(), decision.id(), CancelReason.OPERATOR, List.of());
        long now = System.currentTimeMillis() * 1000;
        MeshCancel cancel = MeshCancel.sign(draft, ++sequence, now, stage.mesh.signer(EdgeStage.MSSP));
        stage.send(EdgeStage.MSSP, new MeshMessage.Cancel(++position, cancel.encode()));
    }
}
