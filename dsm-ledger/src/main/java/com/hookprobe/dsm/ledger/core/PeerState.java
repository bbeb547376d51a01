package com.hookprobe.dsm.ledger.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.Iterator;
import java.util.LinkedHashSet;

/** What is known of one connected peer. Everything in it is bounded. */
final class PeerState {
    /** Block names remembered per peer. */
    static final int KNOWN_MAX = 1_024;

    final NodeId id;
    final boolean validator;
    final Tokens verifies;
    final Tokens answerBytes;
    long nextHaveNs;
    int haveOffset;
    long mutedUntilNs;
    int invalid;
    long useful;
    long duplicates;
    long refused;
    long overBudget;
    private final LinkedHashSet<Hash32> known = new LinkedHashSet<>();

    PeerState(NodeId id, boolean validator, DisseminationConfig config, long nowNs) {
        this.id = id;
        this.validator = validator;
        this.verifies = new Tokens(config.verifiesPerSecond(), nowNs);
        this.answerBytes = new Tokens(config.answerBytesPerSecond(), nowNs);
        this.mutedUntilNs = nowNs;
    }

    /** Remembers that the peer has the block; false when that was known. */
    boolean learn(Hash32 hash) {
        if (!known.add(hash)) {
            return false;
        }
        if (known.size() > KNOWN_MAX) {
            Iterator<Hash32> oldest = known.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }

    int knownSize() {
        return known.size();
    }
}
