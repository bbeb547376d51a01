package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Verifies frontier reports, and remembers the good ones: a leader verifies those that it picks and then judges its own proposal, and
 * a proposal is judged again each time that something arrives which it lacked. At n = 100 that is 67 Ed25519 verifications each time,
 * 7 ms.
 *
 * <p>A report is remembered by the hash of all its bytes and of its set, so only that very report is taken unseen.
 */
final class ReportCheck {
    /** Reports remembered, the newest: those of two proposals of the largest set. */
    static final int REMEMBERED_MAX = 512;

    private final Hash32 networkId;
    private final Set<Hash32> good = new LinkedHashSet<>();

    ReportCheck(Hash32 networkId) {
        this.networkId = networkId;
    }

    boolean verify(SignedFrontier report, ValidatorSet set) {
        Hash32 name = Hash32.sha256("", set.hash().bytes(), report.encode());
        if (good.contains(name)) {
            return true;
        }
        boolean verified = FrontierReports.verify(report, set, networkId);
        if (verified && good.add(name) && good.size() > REMEMBERED_MAX) {
            good.remove(good.iterator().next());
        }
        return verified;
    }
}
