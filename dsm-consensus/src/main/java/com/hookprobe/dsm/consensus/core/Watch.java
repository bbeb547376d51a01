package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.ConsensusStatus;
import com.hookprobe.dsm.consensus.ConsensusStatus.Reason;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Decided;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.FrontierReport;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Status;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What this node has seen of the others, and why it left views: for {@link ConsensusStatus}. No rule of the protocol reads it. */
final class Watch {
    /** Checkpoints whose signers are counted. */
    static final int CHECKPOINTS = 32;

    /** View changes that are remembered. */
    static final int CHANGES_MAX = 16;

    /** Without a message for so many standstill times of an open height a validator counts as silent: it sends one in each. */
    private static final int SILENT_STANDSTILLS = 3;

    private static final class Seen {
        private long lastNs;
        private long height;
        private long view;
        private long votes;
        private long lastVoted;

        /** Its word of where it is; it never goes back, but a view of 0 says nothing. */
        private void at(long atHeight, long atView) {
            if (atHeight > height) {
                height = atHeight;
                view = atView;
            } else if (atHeight == height) {
                view = Math.max(view, atView);
            }
        }
    }

    private record Change(long height, long view, Reason reason, String leader, String text, long atNs) {}

    private final Map<NodeId, Seen> seen = new HashMap<>();
    private final Deque<Set<NodeId>> signers = new ArrayDeque<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private @Nullable String refusal;
    private long refused;
    private long heightSinceNs;
    private long viewSinceNs;

    /** The signers of the last checkpoints, as far as they are of this set. */
    void restore(LedgerView ledger, ValidatorSet set) {
        long tip = ledger.tipHeight();
        for (long height = Math.max(1, tip - CHECKPOINTS + 1); height <= tip; height++) {
            ledger.decided(height).ifPresent(checkpoint -> {
                try {
                    decided(Certificate.decode(checkpoint.certificate()), set);
                } catch (MalformedException damaged) {
                    // Whoever needs it will say so; here it is one line of statistics.
                    signers.addLast(Set.of());
                }
            });
        }
    }

    void starts(long nowNs) {
        heightSinceNs = nowNs;
        viewSinceNs = nowNs;
    }

    /** A message of a validator, whatever becomes of it. */
    void heard(NodeId from, ConsensusMessage message, long nowNs) {
        Seen member = seen.computeIfAbsent(from, id -> new Seen());
        member.lastNs = nowNs;
        if (message instanceof Voted voted) {
            member.votes++;
            member.lastVoted = Math.max(member.lastVoted, voted.vote().height());
            member.at(voted.vote().height(), voted.vote().view());
        } else if (message instanceof Propose propose) {
            member.at(propose.header().height(), propose.view());
        } else if (message instanceof Advance advance) {
            member.at(advance.height(), advance.view());
        } else if (message instanceof Status status) {
            member.at(status.height(), status.view());
        } else if (message instanceof FrontierReport report) {
            member.at(report.frontier().height(), 0);
        } else if (message instanceof Decided decided) {
            int last = decided.decisions().size() - 1;
            member.at(decided.decisions().get(last).header().height() + 1, 0);
        }
    }

    /** The certificate that ended a height here. */
    void decided(Certificate certificate, ValidatorSet set) {
        Set<NodeId> ids = new HashSet<>();
        if (certificate.setHash().equals(set.hash())) {
            certificate.signers().forEach(signer -> ids.add(set.member(signer).id()));
        }
        signers.addLast(ids);
        if (signers.size() > CHECKPOINTS) {
            signers.removeFirst();
        }
    }

    void nextHeight(long nowNs) {
        starts(nowNs);
        refusal = null;
    }

    void refuses(String reason) {
        refusal = reason;
        refused++;
    }

    /** The open height goes on to another view: tells why, when that is not the regular way. */
    void leaves(Context at, Justification why) {
        long view = at.state.view;
        viewSinceNs = at.nowNs;
        String reason = refusal;
        refusal = null;
        boolean regular = why.base().map(base -> base.view() >= view).orElse(false);
        if (view == 0 || regular) {
            return;
        }
        String leader = at.set().member(at.leader(view)).name();
        Change change = change(at, leader, reason);
        changes.addFirst(change);
        if (changes.size() > CHANGES_MAX) {
            changes.removeLast();
        }
        at.effects.add(new Effect.ViewSkipped(change.height(), view, change.reason(), leader, change.text()));
    }

    private static Change change(Context at, String leader, @Nullable String refusal) {
        HeightState state = at.state;
        if (refusal != null) {
            String text = "proposal of view " + state.view + ", leader " + leader + ", refused: " + refusal;
            return new Change(state.height, state.view, Reason.INVALID_PROPOSAL, leader, text, at.nowNs);
        }
        boolean own = at.index().isPresent() && at.index().getAsInt() == at.leader(state.view);
        String came = own && state.sentProposal == null ? "it had too few reports to propose" : "no proposal came";
        if (state.proposal != null && state.proposal.view() == state.view) {
            int voters = state.book.holders(state.proposal.header().hash()).size();
            came = "its proposal came, notarized by " + voters + " of "
                    + at.set().quorum();
        }
        if (state.timedOut) {
            String text = "timeout of view " + state.view + ", leader " + leader + ": " + came;
            return new Change(state.height, state.view, Reason.TIMEOUT, leader, text, at.nowNs);
        }
        String text = "others skipped view " + state.view + ", leader " + leader + ": " + came;
        return new Change(state.height, state.view, Reason.SKIP_CERTIFICATE, leader, text, at.nowNs);
    }

    ConsensusStatus status(Context at, boolean halted, long malformed, Optional<String> whyObserver, long nowNs) {
        List<ConsensusStatus.Member> members = new ArrayList<>();
        at.set().members().forEach(member -> members.add(member(at, member, nowNs)));
        List<ConsensusStatus.ViewChange> last = changes.stream()
                .map(change -> new ConsensusStatus.ViewChange(
                        change.height(),
                        change.view(),
                        change.reason(),
                        change.leader(),
                        change.text(),
                        nowNs - change.atNs()))
                .toList();
        ConsensusStatus status = new ConsensusStatus(
                at.state.height,
                at.state.view,
                at.tip.epoch(),
                nowNs - heightSinceNs,
                nowNs - viewSinceNs,
                at.set().faults(),
                at.set().quorum(),
                whyObserver.or(() -> whySilent(at)),
                malformed,
                refused,
                members,
                last,
                List.of());
        return status.with(problems(at, status, halted));
    }

    private static Optional<String> whySilent(Context at) {
        if (at.index().isEmpty()) {
            return Optional.of("this node is no member of the validator set");
        }
        if (at.signer.isEmpty()) {
            return Optional.of("this node is an observer");
        }
        return at.state.own.isSealed()
                ? Optional.of("its vote log begins above height " + at.state.height + ": it signs nothing up to there")
                : Optional.empty();
    }

    private ConsensusStatus.Member member(Context at, Validator member, long nowNs) {
        Seen known = seen.getOrDefault(member.id(), new Seen());
        int signed =
                (int) signers.stream().filter(ids -> ids.contains(member.id())).count();
        boolean self = member.id().equals(at.self);
        return new ConsensusStatus.Member(
                member.id(),
                member.name(),
                self,
                self || !seen.containsKey(member.id()) ? -1 : nowNs - known.lastNs,
                self ? at.state.height : known.height,
                self ? at.state.view : known.view,
                signed,
                signers.size(),
                known.votes,
                known.lastVoted);
    }

    /**
     * How long a validator may be silent. While a height is open each tells all others in each standstill time; while all wait for the end
     * of an epoch, each tells one at a time, and is sure to be heard in the next height.
     */
    private static long silentNs(Context at, ConsensusStatus status) {
        long standstillsNs = at.millisNs(at.params().standstillMillis()) * SILENT_STANDSTILLS;
        boolean open = status.view() > 0 && status.viewNs() >= standstillsNs;
        return open
                ? standstillsNs
                : standstillsNs
                        + at.millisNs(2_000L * at.params().epochLenSeconds()
                                + at.params().settleMillis());
    }

    private List<String> problems(Context at, ConsensusStatus status, boolean halted) {
        List<String> problems = new ArrayList<>();
        if (halted) {
            problems.add("decisions contradict each other: more than " + status.faults()
                    + " validators are faulty; nothing more is committed here");
        }
        status.notSigning().ifPresent(why -> problems.add("signs nothing: " + why));
        if (status.behind() > 1) {
            problems.add("behind: works on height " + status.height() + ", others on " + status.highestSeen());
        }
        long windowNs = silentNs(at, status);
        long heard = status.members().stream()
                .filter(m -> m.self() || (m.silentNs() >= 0 && m.silentNs() <= windowNs))
                .count();
        if (heard < status.quorum()) {
            problems.add(
                    "no quorum: " + heard + " of " + status.members().size() + " validators were heard of in the last "
                            + windowNs / 1_000_000_000L + " s, needed are " + status.quorum());
        }
        long patienceNs = at.millisNs(2_000L * at.params().epochLenSeconds()
                + at.params().settleMillis()
                + (status.faults() + 2) * at.params().viewTimeoutMaxMillis());
        if (status.heightNs() > patienceNs) {
            problems.add("no checkpoint for " + status.heightNs() / 1_000_000_000L + " s, expected one every "
                    + at.params().epochLenSeconds() + " s");
        }
        return problems;
    }
}
