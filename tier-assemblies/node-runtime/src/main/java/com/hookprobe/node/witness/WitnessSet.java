package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsPublicKey;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The validators of one mesh as witnesses: who is drawn, what they sign, under whose keys it verifies. The proof of possession
 * of every key was checked when the {@link ValidatorSet} was built, which is what makes the sum of keys safe to verify under.
 * Immutable.
 */
public final class WitnessSet {
    private final Hash32 networkId;
    private final ValidatorSet validators;
    private final List<BlsPublicKey> keys;

    public WitnessSet(Hash32 networkId, ValidatorSet validators) {
        this.networkId = networkId;
        this.validators = validators;
        // Reading a key costs a group check: once, and not for each decision.
        this.keys = validators.members().stream()
                .map(member -> BlsPublicKey.parse(member.blsKey()).orElseThrow())
                .toList();
    }

    /** How many validators there are. */
    public int size() {
        return validators.size();
    }

    NodeId id(int index) {
        return validators.member(index).id();
    }

    OptionalInt indexOf(NodeId id) {
        return validators.indexOf(id);
    }

    /**
     * What the witnesses of a claim sign: SHA-256 over the label, the network, the set, the claim and the ledger epoch in which
     * they are asked. Another network or another set never takes it for its own.
     */
    public Hash32 message(WitnessClaim claim, long epoch) {
        byte[] encoded = claim.encode();
        byte[] tail = new WireWriter(encoded.length + Long.BYTES)
                .bytes(encoded)
                .u64(epoch)
                .toBytes();
        return Hash32.sha256(
                WitnessLabels.MESSAGE, networkId.bytes(), validators.hash().bytes(), tail);
    }

    /** Who is asked about a tag in a ledger epoch. */
    public WitnessDraw draw(TagKey key, long epoch) {
        byte[] seed = new WireWriter(128)
                .hash(networkId)
                .hash(validators.hash())
                .u8(key.type().code())
                .u64(key.epoch())
                .bytes(key.tag().bytes())
                .u64(epoch)
                .toBytes();
        return WitnessDraw.of(validators.members().stream().map(Validator::id).toList(), seed);
    }

    boolean verify(int signer, Hash32 message, byte[] signature) {
        return Bls.verify(keys.get(signer), message.bytes(), signature);
    }

    boolean verifyAggregate(List<Integer> signers, Hash32 message, byte[] signature) {
        List<BlsPublicKey> of = new ArrayList<>(signers.size());
        signers.forEach(signer -> of.add(keys.get(signer)));
        return Bls.fastAggregateVerify(of, message.bytes(), signature);
    }
}
