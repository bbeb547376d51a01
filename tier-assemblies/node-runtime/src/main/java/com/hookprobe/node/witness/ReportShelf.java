package com.hookprobe.node.witness;

import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Verified reports as they came, for witnesses to see. Each reporter has a share of its own, its oldest go first: nobody can push
 * another's reports out.
 */
final class ReportShelf {
    /** Reports of all reporters, if they use their shares. */
    static final int REPORTS_MAX = 131_072;

    /** The least that one reporter may keep. */
    static final int SHARE_MIN = 64;

    /** A report and who signed it. */
    record Kept(NodeId reporter, AttackSignature report) {}

    private final int share;
    private final Map<NodeId, LinkedHashMap<Bytes32, Kept>> shelves = new HashMap<>();
    private final Map<Bytes32, Kept> byName = new HashMap<>();

    /** @param reporters how many nodes may report */
    ReportShelf(int reporters) {
        this.share = Math.max(SHARE_MIN, REPORTS_MAX / Math.max(1, reporters));
    }

    void keep(NodeId reporter, AttackSignature report) {
        Bytes32 name = report.reportId(Bytes32.of(reporter.bytes()));
        Kept kept = new Kept(reporter, report);
        LinkedHashMap<Bytes32, Kept> shelf = shelves.computeIfAbsent(reporter, id -> new LinkedHashMap<>());
        shelf.put(name, kept);
        byName.put(name, kept);
        if (shelf.size() > share) {
            Bytes32 oldest = shelf.keySet().iterator().next();
            shelf.remove(oldest);
            byName.remove(oldest);
        }
    }

    Optional<Kept> find(Bytes32 name) {
        return Optional.ofNullable(byName.get(name));
    }
}
