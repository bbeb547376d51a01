package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.dsm.ledger.SourceHead;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * What a leader must include (DSM 3.7): with n-f reports, a block that all honest validators hold is in at least f+1 of them,
 * so the (f+1)-th highest report of its source is at or above it; and at least one honest validator stands behind that
 * figure, so the block can be fetched.
 *
 * <p>Reports count per incarnation, and a report of another branch of an included chain does not count. An incarnation with f or
 * fewer reports binds nobody: it may be the invention of the faulty.
 */
final class ForcedInclusion {
    private final int faults;
    private final Map<NodeId, List<SourceHead>> reports = new TreeMap<>();

    /** @param binds which reported heads can be included at all: of an enrolled source, beyond its finalised end */
    ForcedInclusion(int faults, List<SignedFrontier> frontiers, Predicate<SourceHead> binds) {
        this.faults = faults;
        for (SignedFrontier frontier : frontiers) {
            for (SourceHead head : frontier.entries()) {
                if (binds.test(head)) {
                    reports.computeIfAbsent(head.source(), source -> new ArrayList<>())
                            .add(head);
                }
            }
        }
    }

    /** Sources that are in some report. */
    Iterable<NodeId> sources() {
        return reports.keySet();
    }

    /** The reports of a source. */
    List<SourceHead> of(NodeId source) {
        return reports.getOrDefault(source, List.of());
    }

    /** True when leaving the source out is allowed. */
    boolean mayLeaveOut(NodeId source) {
        List<SourceHead> all = of(source);
        return all.stream().noneMatch(head -> count(all, head.incarnation()) > faults);
    }

    /**
     * True when including a source by this range is allowed.
     *
     * @param chain hashes of the blocks of the range
     */
    boolean allows(SourceRange range, List<Hash32> chain) {
        return allows(
                range.source(),
                new SourceHead(range.source(), range.incarnation(), range.to(), range.head()),
                seq -> seq >= range.from() && seq <= range.to()
                        ? Optional.of(chain.get((int) (seq - range.from())))
                        : Optional.empty());
    }

    private boolean allows(NodeId source, SourceHead end, LongFunction<Optional<Hash32>> hashAt) {
        List<SourceHead> all = of(source);
        List<Long> counted = new ArrayList<>();
        for (SourceHead head : all) {
            boolean otherBranch = head.to() <= end.to()
                    && hashAt.apply(head.to())
                            .filter(hash -> !hash.equals(head.head()))
                            .isPresent();
            if (head.incarnation() == end.incarnation() && !otherBranch) {
                counted.add(head.to());
            }
        }
        counted.sort(Comparator.reverseOrder());
        if (counted.size() > faults) {
            return end.to() >= counted.get(faults);
        }
        // This incarnation is not bound; it must not push out one that is.
        return all.stream()
                .noneMatch(head -> head.incarnation() != end.incarnation() && count(all, head.incarnation()) > faults);
    }

    private static int count(List<SourceHead> heads, long incarnation) {
        return (int)
                heads.stream().filter(head -> head.incarnation() == incarnation).count();
    }
}
