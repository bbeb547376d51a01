package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.ledger.Hash32;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The root of a Merkle tree as RFC 6962 2.1 defines it, word by word: the oracle does not trust the ledger's trees. */
final class Rfc6962 {
    private Rfc6962() {}

    static Hash32 root(List<byte[]> leaves) {
        try {
            return Hash32.of(root(leaves, MessageDigest.getInstance("SHA-256")));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] root(List<byte[]> leaves, MessageDigest sha) {
        if (leaves.isEmpty()) {
            return sha.digest();
        }
        if (leaves.size() == 1) {
            sha.update((byte) 0);
            return sha.digest(leaves.get(0));
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        byte[] a = root(leaves.subList(0, left), sha);
        byte[] b = root(leaves.subList(left, leaves.size()), sha);
        sha.update((byte) 1);
        sha.update(a);
        return sha.digest(b);
    }
}
