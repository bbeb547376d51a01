package com.hookprobe.dsm.consensus;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How consensus stands as one node sees it: for people and monitors. Nothing in the protocol reads it, and what is said in it of
 * others is their own word, or what came here.
 *
 * @param height that is being decided
 * @param view of it; 0 before its epoch is over
 * @param epoch of the last decided checkpoint
 * @param heightNs since the last checkpoint was committed here, or since the start
 * @param viewNs since this view was entered
 * @param faults f
 * @param quorum q
 * @param notSigning why this node signs nothing; empty when it does
 * @param malformed messages that no honest peer sends
 * @param refused proposals that this node refused
 * @param members by signer index
 * @param viewChanges newest first: why views were left, other than by the regular way, a value that was notarized
 * @param problems what is not as it should be; empty when this node is healthy
 */
public record ConsensusStatus(
        long height,
        long view,
        long epoch,
        long heightNs,
        long viewNs,
        int faults,
        int quorum,
        Optional<String> notSigning,
        long malformed,
        long refused,
        List<Member> members,
        List<ViewChange> viewChanges,
        List<String> problems) {
    /** Copies the lists. */
    public ConsensusStatus {
        members = List.copyOf(members);
        viewChanges = List.copyOf(viewChanges);
        problems = List.copyOf(problems);
    }

    /**
     * A validator.
     *
     * @param self true for this node, of which nothing is heard
     * @param silentNs since its last message; -1 when there was none since the start
     * @param height that it was last seen working on, by its own word; 0 for none
     * @param view likewise
     * @param inCertificates of the last {@code certificates} checkpoints those whose certificate it signed. A certificate has the first
     *     q signatures that came together: who is missing was later, or silent
     * @param votes its votes that came here since the start
     * @param lastVoted greatest height of which a vote of it came here; 0 for none
     */
    public record Member(
            NodeId id,
            String name,
            boolean self,
            long silentNs,
            long height,
            long view,
            int inCertificates,
            int certificates,
            long votes,
            long lastVoted) {}

    /** Why a view was left. */
    public enum Reason {
        /** This node's timer ended. */
        TIMEOUT,
        /** The leader proposed what no honest leader proposes. */
        INVALID_PROPOSAL,
        /** Others have skipped the view; this node saw no reason to. */
        SKIP_CERTIFICATE
    }

    /**
     * A view that was skipped.
     *
     * @param text for people, with the leader's name
     * @param agoNs since then
     */
    public record ViewChange(long height, long view, Reason reason, String leader, String text, long agoNs) {}

    /** True when nothing is wrong. */
    public boolean healthy() {
        return problems.isEmpty();
    }

    /** The same with another list of problems. */
    public ConsensusStatus with(List<String> found) {
        return new ConsensusStatus(
                height,
                view,
                epoch,
                heightNs,
                viewNs,
                faults,
                quorum,
                notSigning,
                malformed,
                refused,
                members,
                viewChanges,
                found);
    }

    /** The height that at least one honest validator has reached: f faulty ones may claim any. */
    public long highestSeen() {
        List<Long> heights = new ArrayList<>(members.stream()
                .map(member -> member.self() ? height : member.height())
                .toList());
        heights.sort((a, b) -> Long.compare(b, a));
        return faults < heights.size() ? Math.max(height, heights.get(faults)) : height;
    }

    /** How many heights this node lags. */
    public long behind() {
        return highestSeen() - height;
    }
}
