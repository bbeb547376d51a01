package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.ProposalClaim;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.SignedFrontier;
import com.hookprobe.identity.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything about the height that is being decided. It is dropped as a whole when the height is decided. */
final class HeightState {
    private static final long FAILURES_MAX = 64;
    private static final int PEERS_MAX = 4_096;

    final long height;
    final VoteBook book;
    final OwnVotes own;

    /** Values whose header and body are held, whatever their validity. */
    final Map<Hash32, ProposalBuilder.Content> contents = new HashMap<>();

    /** Values found valid; validity does not change within a height. */
    final Set<Hash32> valid = new HashSet<>();

    final TreeMap<Integer, SignedFrontier> reports = new TreeMap<>();

    /** The first verified claim of each view's leader, to catch a second one. */
    final Map<Long, ProposalClaim> claims = new HashMap<>();

    final Set<Integer> accused = new HashSet<>();

    /** Failed verifications that each peer has caused at this height. */
    private final Map<NodeId, Long> failures = new LinkedHashMap<>();

    /** Set when blocks were asked for: then the requests end with the height. */
    boolean fetched;

    /** 0 until this node starts the height. */
    long view;

    Justification justification = Justification.EMPTY;
    long timerNs;
    long proposeAtNs;
    boolean timedOut;
    boolean formedDecision;

    /** The proposal of the current view; for view 1 it may be there before the height is started. */
    @Nullable Propose proposal;

    /** This node's own proposal of the current view, encoded: the same bytes each time. */
    byte @Nullable [] sentProposal;

    /** Set when something arrived that can change a "missing" or "early" verdict. */
    boolean recheck;

    boolean proposalRefused;

    HeightState(ValidatorSet set, Hash32 networkId, long height, List<VoteRecord> log) {
        this.height = height;
        this.book = new VoteBook(set, networkId, height);
        this.own = new OwnVotes(height, log);
    }

    /** A peer has cost a verification that failed. */
    void fail(NodeId peer) {
        fail(peer, 1);
    }

    void fail(NodeId peer, long count) {
        if (count > 0 && (failures.containsKey(peer) || failures.size() < PEERS_MAX)) {
            failures.merge(peer, count, Long::sum);
        }
    }

    /** True when a peer has failed so often that it is not listened to until the next height: each failure costs a verification. */
    boolean isDeafTo(NodeId peer) {
        return failures.getOrDefault(peer, 0L) >= FAILURES_MAX;
    }

    /** Forgets what belongs to the view that is left. */
    void enter(long nextView, Justification why, long nowNs, long timeoutNs) {
        view = nextView;
        justification = why;
        timerNs = nowNs + timeoutNs;
        proposeAtNs = nowNs;
        timedOut = false;
        if (proposal != null && proposal.view() != nextView) {
            proposal = null;
        }
        sentProposal = null;
        recheck = true;
        proposalRefused = false;
        Set<Hash32> needed = new HashSet<>();
        book.allValues().forEach(certificate -> needed.add(certificate.value()));
        book.decision().ifPresent(certificate -> needed.add(certificate.value()));
        if (proposal != null) {
            needed.add(proposal.header().hash());
        }
        own.since(height, 1).forEach(entry -> needed.add(entry.value()));
        contents.keySet().retainAll(needed);
    }
}
