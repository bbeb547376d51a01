package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsPublicKey;
import java.util.ArrayList;
import java.util.List;

/** Verifies signatures of a world's validators without asking the validator set. */
record AggregateCheck(World world) {
    boolean holds(int[] signers, byte[] message, byte[] signature) {
        List<byte[]> keys = new ArrayList<>(signers.length);
        for (int signer : signers) {
            if (signer < 0 || signer >= world.size()) {
                return false;
            }
            keys.add(world.members.get(signer).validator().blsKey());
        }
        return world.real
                ? Bls.fastAggregateVerify(
                        keys.stream()
                                .map(key -> BlsPublicKey.parse(key).orElseThrow())
                                .toList(),
                        message,
                        signature)
                : ToyScheme.INSTANCE.verifyAggregate(keys, message, signature);
    }
}
