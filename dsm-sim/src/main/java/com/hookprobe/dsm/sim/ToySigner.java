package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import java.util.Arrays;

/** Keys of {@link ToyScheme}: the vote key of today, and the one that it may be changed to. */
public record ToySigner(byte[] ed25519, byte[] first, byte[] second) implements ValidatorSigner {
    @Override
    public byte[] signVote(byte[] message) {
        return ToyScheme.sign(first, message, ToyScheme.VOTE_BYTES);
    }

    @Override
    public byte[] signVote(Validator member, byte[] message) {
        return ToyScheme.sign(key(member), message, ToyScheme.VOTE_BYTES);
    }

    @Override
    public boolean holds(Validator member) {
        return Arrays.equals(member.blsKey(), first) || Arrays.equals(member.blsKey(), second);
    }

    private byte[] key(Validator member) {
        return Arrays.equals(member.blsKey(), second) ? second : first;
    }

    @Override
    public byte[] signIdentity(byte[] message) {
        return ToyScheme.sign(ed25519, message, ToyScheme.IDENTITY_BYTES);
    }
}
