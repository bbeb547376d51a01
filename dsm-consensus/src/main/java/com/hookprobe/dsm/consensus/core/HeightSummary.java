package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.ledger.Hash32;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a machine stands at its open height: all that can influence what it signs, proposes or commits there. For people who look at
 * a stuck node, and for the exhaustive search, which takes two machines of one summary for one.
 *
 * <p>Left out on purpose, each with its reason: signatures and signer bitmaps, since two good certificates that say the same are
 * treated the same; claims of views that were left, since proposals for them are dropped unread; single votes below a quorum, which
 * do nothing but bring their certificate nearer; clocks, budgets and open requests, which decide when something is sent, not what
 * is signed.
 *
 * @param height the open height
 * @param view 0 before the height is started
 * @param timedOut the timer of the view has ended
 * @param refused a proposal of this view was found invalid
 * @param claimed the leader's proposal of this view has been seen, or this node is the leader and has sent it
 * @param proposal the value that is open for a vote in this view
 * @param justification the certificates behind the view
 * @param own what was signed at this height, PROPOSED too, by view and kind
 * @param known all value and skip certificates that are held
 * @param decision the decision that waits for its body
 * @param contents values of which header and body are held
 * @param reports signers whose frontier report is held
 */
public record HeightSummary(
        long height,
        long view,
        boolean timedOut,
        boolean refused,
        boolean claimed,
        Optional<Hash32> proposal,
        List<Certified> justification,
        List<VoteRecord> own,
        List<Certified> known,
        Optional<Certified> decision,
        Set<Hash32> contents,
        Set<Integer> reports) {
    /** What a certificate says, without who signed it. */
    public record Certified(VoteRecord.Kind kind, long view, Hash32 value) {
        static Certified of(Certificate certificate) {
            return new Certified(VoteRecord.Kind.of(certificate.kind()), certificate.view(), certificate.value());
        }
    }

    static HeightSummary of(Context at) {
        HeightState state = at.state;
        List<VoteRecord> own = at.voteLog.stream()
                .filter(entry -> entry.height() == state.height)
                .distinct()
                .sorted((a, b) -> a.view() != b.view()
                        ? Long.compare(a.view(), b.view())
                        : a.kind().compareTo(b.kind()))
                .toList();
        return new HeightSummary(
                state.height,
                state.view,
                state.timedOut,
                state.proposalRefused,
                state.claims.containsKey(Math.max(1, state.view)),
                Optional.ofNullable(state.proposal)
                        .map(proposal -> proposal.header().hash()),
                said(state.justification),
                own,
                state.book.all().stream().map(Certified::of).toList(),
                state.book.decision().map(Certified::of),
                Set.copyOf(state.contents.keySet()),
                new TreeSet<>(state.reports.keySet()));
    }

    private static List<Certified> said(Justification justification) {
        return justification.certificates().stream().map(Certified::of).toList();
    }
}
