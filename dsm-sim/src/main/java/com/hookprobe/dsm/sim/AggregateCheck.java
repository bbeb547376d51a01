package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsPublicKey;
import com.hookprobe.dsm.consensus.ValidatorSet;
import java.util.ArrayList;
import java.util.List;

/** Verifies signatures of a set's members without the code of the validator set. */
record AggregateCheck(boolean real) {
    boolean holds(ValidatorSet set, int[] signers, byte[] message, byte[] signature) {
        List<byte[]> keys = new ArrayList<>(signers.length);
        for (int signer : signers) {
            if (signer < 0 || signer >= set.size()) {
                return false;
            }
            keys.add(set.member(signer).blsKey());
        }
        return real
                ? Bls.fastAggregateVerify(
                        keys.stream()
                                .map(key -> BlsPublicKey.parse(key).orElseThrow())
                                .toList(),
                        message,
                        signature)
                : ToyScheme.INSTANCE.verifyAggregate(keys, message, signature);
    }
}
