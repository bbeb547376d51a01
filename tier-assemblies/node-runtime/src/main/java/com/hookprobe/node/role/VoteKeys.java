package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.LocalSigner;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.keys.NodeKeys;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The vote keys of this node: today's and, while it changes them, the next. Owned by the node's loop. */
final class VoteKeys implements ValidatorSigner, AutoCloseable {
    private final NodeKeys keys;
    private final List<BlsSecretKey> held = new ArrayList<>();
    private LocalSigner signer;

    VoteKeys(NodeKeys keys) throws KeystoreException {
        this.keys = keys;
        BlsSecretKey today = keys.bls();
        held.add(today);
        keys.nextBls().filter(next -> !isOf(next, today.publicKey().bytes())).ifPresent(held::add);
        this.signer = new LocalSigner(held, keys.device()::sign);
    }

    /**
     * The next key, which signs as soon as the set names it. Asked again before that, it is the same one: the first request may be on its
     * way into a checkpoint, and a key that is gone then is a validator that cannot sign.
     */
    BlsSecretKey makeNext(byte[] today) throws KeystoreException {
        // Never back to the first: it is the one that goes.
        if (held.size() > 1 && !isOf(held.get(1), today)) {
            return held.get(1);
        }
        BlsSecretKey next = keys.makeNextBls(new SecureRandom());
        held.add(next);
        signer = new LocalSigner(held, keys.device()::sign);
        return next;
    }

    /** The public key and its proof of possession that this node votes with, or will: the newest. */
    Validator withOwnKey(Validator member) {
        BlsSecretKey newest = held.get(held.size() - 1);
        return member.withKey(newest.publicKey().bytes(), newest.proveOfPossession());
    }

    /** When the set names the next key, and that is on the disk, it takes the place of the old one. */
    void settle(Validator self) throws KeystoreException {
        if (held.size() == 1 || isOf(held.get(0), self.blsKey()) || !holds(self)) {
            return;
        }
        keys.adoptNextBls();
        held.remove(0).close();
        signer = new LocalSigner(held, keys.device()::sign);
    }

    private static boolean isOf(BlsSecretKey key, byte[] publicKey) {
        return Arrays.equals(key.publicKey().bytes(), publicKey);
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
