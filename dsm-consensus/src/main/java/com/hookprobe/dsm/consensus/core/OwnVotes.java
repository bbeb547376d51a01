package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this node has signed at one height, from its vote log: the only place that decides whether it may sign something.
 *
 * <p>Safety rests on two of its rules (DSM 2.1): at most one NOTARIZE value per view gives at most one value certificate per
 * view; FINALIZE and NULLIFY of one view exclude each other, so a decision and a skip certificate of one view do too.
 */
final class OwnVotes {
    private final Map<Long, Hash32> notarized = new HashMap<>();
    private final Map<Long, Hash32> finalized = new HashMap<>();
    private final Map<Long, Hash32> proposed = new HashMap<>();
    private final Set<Long> nullified = new TreeSet<>();
    private boolean sealed;

    OwnVotes(long height, List<VoteRecord> log) {
        for (VoteRecord entry : log) {
            if (entry.kind() == VoteRecord.Kind.WATERMARK && entry.height() >= height) {
                // DSM 2.2: signs only above what it may have signed before its log was lost.
                sealed = true;
            } else if (entry.height() == height) {
                record(entry);
            }
        }
    }

    void record(VoteRecord entry) {
        switch (entry.kind()) {
            case NOTARIZED -> notarized.put(entry.view(), entry.value());
            case NULLIFIED -> nullified.add(entry.view());
            case FINALIZED -> finalized.put(entry.view(), entry.value());
            case PROPOSED -> proposed.put(entry.view(), entry.value());
            case INIT, WATERMARK -> {
                // Not statements about a height.
            }
        }
    }

    /** Nothing of this height is ever signed. */
    boolean isSealed() {
        return sealed;
    }

    // DSM 3.5: "Never: two NOTARIZE values in (h,v); NULLIFY after FINALIZE or FINALIZE after NULLIFY in (h,v)"
    boolean may(VoteKind kind, long view) {
        return !sealed
                && switch (kind) {
                    case NOTARIZE -> !notarized.containsKey(view);
                    case NULLIFY -> !nullified.contains(view) && !finalized.containsKey(view);
                    case FINALIZE -> !finalized.containsKey(view) && !nullified.contains(view);
                };
    }

    boolean mayPropose(long view) {
        return !sealed && !proposed.containsKey(view);
    }

    boolean hasFinalized(long view) {
        return finalized.containsKey(view);
    }

    /** Everything signed as a vote at or above a view, for sending again. */
    List<VoteRecord> since(long height, long view) {
        List<VoteRecord> all = new ArrayList<>();
        notarized.forEach((v, x) -> all.add(new VoteRecord(VoteRecord.Kind.NOTARIZED, height, v, x)));
        nullified.forEach(v -> all.add(new VoteRecord(VoteRecord.Kind.NULLIFIED, height, v, Hash32.ZERO)));
        finalized.forEach((v, x) -> all.add(new VoteRecord(VoteRecord.Kind.FINALIZED, height, v, x)));
        all.removeIf(entry -> entry.view() < view);
        all.sort((a, b) -> a.view() != b.view()
                ? Long.compare(a.view(), b.view())
                : a.kind().compareTo(b.kind()));
        return all;
    }
}
