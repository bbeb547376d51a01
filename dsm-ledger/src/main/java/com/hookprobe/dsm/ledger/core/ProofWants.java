package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Proofs that were asked for: one validator after the other, until one answers. */
final class ProofWants {
    /** Proofs at a time. */
    static final int MAX = 1_024;

    private static final int ATTEMPTS_MAX = 64;

    private static final class Wanted {
        private long dueNs;
        private int attempts;
    }

    private final Map<Hash32, Wanted> wanted = new LinkedHashMap<>();
    private final long retryNs;

    ProofWants(long retryNs) {
        this.retryNs = retryNs;
    }

    boolean add(Hash32 block, long nowNs) {
        if (wanted.size() >= MAX && !wanted.containsKey(block)) {
            return false;
        }
        wanted.computeIfAbsent(block, hash -> new Wanted()).dueNs = nowNs;
        return true;
    }

    boolean remove(Hash32 block) {
        return wanted.remove(block) != null;
    }

    boolean contains(Hash32 block) {
        return wanted.containsKey(block);
    }

    int size() {
        return wanted.size();
    }

    long dueNs() {
        long due = Long.MAX_VALUE;
        for (Wanted proof : wanted.values()) {
            due = Math.min(due, proof.dueNs);
        }
        return due;
    }

    void run(long nowNs, List<NodeId> validators, List<DisseminationEffect> out) {
        List<Hash32> givenUp = new ArrayList<>();
        wanted.forEach((block, proof) -> {
            if (nowNs < proof.dueNs) {
                return;
            }
            if (proof.attempts >= ATTEMPTS_MAX) {
                givenUp.add(block);
                return;
            }
            if (!validators.isEmpty()) {
                NodeId peer = validators.get(proof.attempts % validators.size());
                out.add(new DisseminationEffect.Send(peer, DsmWire.encode(new DsmMessage.ProofRequest(block))));
            }
            proof.attempts++;
            proof.dueNs = nowNs + retryNs;
        });
        givenUp.forEach(wanted::remove);
    }
}
