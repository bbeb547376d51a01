package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.LocalSigner;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.keys.NodeKeys;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The vote keys of this node: today's and, while it changes them, the next. Owned by the node's loop. */
final class VoteKeys implements ValidatorSigner, AutoCloseable {
    private final NodeKeys keys;
    private final List<BlsSecretKey> held = new ArrayList<>();
    private LocalSigner signer;

    VoteKeys(NodeKeys keys) throws KeystoreException {
        this.keys = keys;
        held.add(keys.bls());
        keys.nextBls().ifPresent(held::add);
        this.signer = new LocalSigner(held, keys.device()::sign);
    }

    /** Makes the next key, which signs as soon as the set names it. */
    BlsSecretKey makeNext() throws KeystoreException {
        BlsSecretKey next = keys.makeNextBls(new SecureRandom());
        held.add(next);
        signer = new LocalSigner(held, keys.device()::sign);
        return next;
    }

    /** When the set names the next key, it takes the place of the old one in the keystore. */
    void settle(Validator self) throws KeystoreException {
        BlsSecretKey today = held.get(0);
        if (!java.util.Arrays.equals(today.publicKey().bytes(), self.blsKey()) && holds(self)) {
            keys.adoptNextBls();
        }
    }

    @Override
    public byte[] signVote(byte[] message) {
        return signer.signVote(message);
    }

    @Override
    public byte[] signVote(Validator member, byte[] message) {
        return signer.signVote(member, message);
    }

    @Override
    public boolean holds(Validator member) {
        return signer.holds(member);
    }

    @Override
    public byte[] signIdentity(byte[] message) {
        return signer.signIdentity(message);
    }

    @Override
    public void close() {
        held.forEach(BlsSecretKey::close);
    }
}
