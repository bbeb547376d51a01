package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.SealedPlace;
import com.hookprobe.dsm.ledger.Microblock;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One block for which words are collected, by signer index of the collector's set. */
final class ReceiptRequest {
    private final Microblock block;
    private final SealedPlace place;
    private final byte[] message;
    private final long sinceNs;
    private final TreeMap<Integer, byte[]> signatures = new TreeMap<>();
    private final Set<Integer> verified = new HashSet<>();
    private final Set<Integer> guilty = new HashSet<>();
    private long intervalNs;
    private long nextAskNs;
    private int formedBy;
    private long formedNs;

    ReceiptRequest(Microblock block, byte[] message, long nowNs) {
        this.block = block;
        this.place = SealedPlace.of(block);
        this.message = message;
        this.sinceNs = nowNs;
    }

    Microblock block() {
        return block;
    }

    SealedPlace place() {
        return place;
    }

    byte[] message() {
        return message.clone();
    }

    long sinceNs() {
        return sinceNs;
    }

    long nextAskNs() {
        return nextAskNs;
    }

    /** True when this member has neither acknowledged nor sent garbage. */
    boolean awaits(int signer) {
        return !signatures.containsKey(signer) && !guilty.contains(signer);
    }

    void put(int signer, byte[] signature) {
        signatures.put(signer, signature);
    }

    int words() {
        return signatures.size();
    }

    SortedMap<Integer, byte[]> signatures() {
        return signatures;
    }

    /** Words that have not been verified alone, a copy. */
    SortedMap<Integer, byte[]> unverified() {
        TreeMap<Integer, byte[]> rest = new TreeMap<>(signatures);
        rest.keySet().removeAll(verified);
        return rest;
    }

    void verified(int signer) {
        verified.add(signer);
    }

    void guilty(int signer) {
        signatures.remove(signer);
        guilty.add(signer);
    }

    /** How many words the receipt had that was formed first; 0 for none. */
    int formedBy() {
        return formedBy;
    }

    long formedNs() {
        return formedNs;
    }

    /** The aggregate of all words so far has been verified, which is as good as each of them. */
    void formed(int words, long nowNs) {
        formedBy = words;
        formedNs = nowNs;
        verified.addAll(signatures.keySet());
    }

    void asked(long nowNs, long firstNs, long maxNs) {
        intervalNs = intervalNs == 0 ? firstNs : Math.min(maxNs, 2 * intervalNs);
        nextAskNs = nowNs + intervalNs;
    }

    void startAnew() {
        signatures.clear();
        verified.clear();
        guilty.clear();
        intervalNs = 0;
    }
}
