package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.VoteRecord;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Body;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.FrontierReport;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.Effect;
import com.hookprobe.dsm.consensus.core.HeightSummary;
import com.hookprobe.dsm.consensus.core.SimplexMachine;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One honest validator: the machine of production, its vote log and stored proposals, and what it has said and done. */
final class Replica {
    /** Longer than any timer of the scope. */
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final Scope scope;
    private final int member;
    private final List<VoteRecord> log = new ArrayList<>();
    private final Map<Hash32, byte[]> stored = new LinkedHashMap<>();
    private final List<byte[]> sent = new ArrayList<>();
    private final List<Hash32> committed = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();
    private SimplexMachine machine;
    private boolean mute;
    private long signed;
    private long nowNs = HOUR_NS;

    /** Starts the machine, which enters view 1 since the epoch is long over. */
    Replica(Scope scope, int member) {
        this.scope = scope;
        this.member = member;
        this.machine = machine();
        tick();
        reports();
    }

    private SimplexMachine machine() {
        return new SimplexMachine(
                scope.genesis,
                scope.id(member),
                Optional.of(scope.signer(member)),
                new EmptyLedger(),
                // No set is known for past heights, so no evidence goes into a body: the values of the scope are given.
                height -> Optional.empty(),
                List.copyOf(log),
                // A life without content: also the files beside the vote log are damaged.
                mute ? List.of() : List.copyOf(stored.values()));
    }

    private void tick() {
        carryOut(machine.onTick(nowNs, Scope.WALL_MICROS));
    }

    /** What happens, and then all content that is asked for, unless this life is without. */
    void apply(Input input) {
        switch (input.kind()) {
            case MESSAGE -> receive(input.from(), input.message());
            case TIMEOUT -> {
                nowNs += HOUR_NS;
                tick();
            }
            case RESTART -> start(false);
            case MUTE_RESTART -> start(true);
        }
        bodies();
    }

    private void start(boolean withoutContent) {
        mute = withoutContent;
        machine = machine();
        tick();
        reports();
    }

    void receive(int from, byte[] message) {
        carryOut(machine.onMessage(scope.id(from), message, nowNs, Scope.WALL_MICROS));
    }

    private void reports() {
        for (int place = 0; place < scope.reports.size() && !mute; place++) {
            if (scope.honest.get(place) != member) {
                receive(scope.honest.get(place), scope.reports.get(place));
            }
        }
    }

    /** Delivers the body that the machine waits for. */
    private void bodies() {
        HeightSummary now = machine.summary();
        Optional<HeightSummary.Certified> wanted = now.decision().isPresent()
                ? now.decision()
                : now.justification().stream()
                        .limit(1)
                        .filter(first -> first.kind() == VoteRecord.Kind.NOTARIZED)
                        .findFirst();
        if (!mute && wanted.isPresent() && !now.contents().contains(wanted.get().value())) {
            Scope.Value value = scope.values.get(scope.valueIndex(wanted.get().value()));
            receive(scope.liar, ConsensusCodec.encode(new Body(value.header(), value.body())));
        }
    }

    /** The FRONTIER message that it sent when it entered view 1. */
    byte[] report() {
        return sent.stream()
                .filter(message -> decoded(message) instanceof FrontierReport)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no report on entering view 1"));
    }

    /** What it proposes in a view that it leads and has this reason to be in. */
    Propose freshProposal(int view, Justification why) {
        receive(scope.liar, ConsensusCodec.encode(new Advance(Scope.HEIGHT, view, why)));
        return sent.stream()
                .map(Replica::decoded)
                .filter(message -> message instanceof Propose)
                .map(message -> (Propose) message)
                .filter(propose -> propose.view() == view)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no proposal for view " + view));
    }

    /** Delivers a decision, and the body when it is asked for. */
    void decide(Scope.Value value, Certificate decision) {
        receive(
                scope.liar,
                ConsensusCodec.encode(new ConsensusMessage.Decided(
                        List.of(new ConsensusMessage.Decision(value.header(), decision)))));
        mute = false;
        bodies();
    }

    /** True in a life without reports and bodies. */
    boolean isMute() {
        return mute;
    }

    HeightSummary summary() {
        return machine.summary();
    }

    /** What it has signed so far. */
    long signed(Alphabet alphabet) {
        take(alphabet);
        return signed;
    }

    /** What it has sent since the last call, encoded. */
    List<byte[]> take(Alphabet alphabet) {
        List<byte[]> taken = List.copyOf(sent);
        taken.forEach(message -> signed |= alphabet.meaning(message));
        sent.clear();
        return taken;
    }

    List<Hash32> committed() {
        return committed;
    }

    List<String> alarms() {
        return alarms;
    }

    private void carryOut(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.LogVote vote) {
                log.add(vote.entry());
            } else if (effect instanceof Effect.StoreProposal proposal) {
                stored.put(proposal.value(), proposal.content());
            } else if (effect instanceof Effect.Broadcast broadcast) {
                sent.add(broadcast.message());
            } else if (effect instanceof Effect.Send send) {
                sent.add(send.message());
            } else if (effect instanceof Effect.Commit commit) {
                committed.add(commit.checkpoint().header().hash());
            } else if (effect instanceof Effect.Alarm alarm) {
                alarms.add(alarm.what());
            }
        }
    }

    static ConsensusMessage decoded(byte[] bytes) {
        try {
            return ConsensusCodec.decode(bytes);
        } catch (MalformedException e) {
            throw new IllegalStateException("a machine sent what cannot be read", e);
        }
    }
}
