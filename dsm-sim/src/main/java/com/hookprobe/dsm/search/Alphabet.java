package com.hookprobe.dsm.search;

import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.Justification;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.consensus.core.ConsensusCodec;
import com.hookprobe.dsm.consensus.core.ConsensusMessage;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Advance;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Propose;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Voted;
import com.hookprobe.dsm.ledger.Hash32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All inputs of the scope, and the facts that they need.
 *
 * <p>The liar tries every proposal of its views: each value, with each list of certificates in rising order that starts with at most
 * one value certificate, also those with gaps that no machine should take. An ADVANCE with each such list comes too, from whomever.
 */
final class Alphabet {
    final Facts facts;
    final List<Input> inputs = new ArrayList<>();
    private final Scope scope;

    /** A machine says few different things, again and again. */
    private final Map<ByteBuffer, Long> meanings = new HashMap<>();

    private record Reason(Justification why, long needs) {}

    Alphabet(Scope scope, boolean restarts) {
        this.scope = scope;
        this.facts = new Facts(
                scope.views, scope.values.stream().map(Scope.Value::name).toList());
        inputs.add(Input.event(Input.Kind.TIMEOUT));
        if (restarts) {
            inputs.add(Input.event(Input.Kind.RESTART));
            inputs.add(Input.event(Input.Kind.MUTE_RESTART));
        }
        for (int view = 1; view <= scope.views + 1; view++) {
            for (Reason reason : reasons(view)) {
                if (view > 1) {
                    addAdvance(view, reason);
                }
                if (view <= scope.views) {
                    addProposals(view, reason);
                }
            }
        }
    }

    private List<Reason> reasons(int view) {
        List<Reason> reasons = new ArrayList<>();
        addSkips(new Reason(Justification.EMPTY, 0), 1, view, reasons);
        for (int base = 1; base < view; base++) {
            for (int value = 0; value < scope.values.size(); value++) {
                Certificate certificate = scope.certificate(
                        VoteKind.NOTARIZE, base, scope.values.get(value).hash());
                addSkips(
                        new Reason(new Justification(List.of(certificate)), facts.vote(VoteKind.NOTARIZE, base, value)),
                        base + 1,
                        view,
                        reasons);
            }
        }
        return reasons;
    }

    /** The reason with every choice of skip certificates of the views from..before-1. */
    private void addSkips(Reason reason, int from, int before, List<Reason> reasons) {
        if (from >= before) {
            reasons.add(reason);
            return;
        }
        addSkips(reason, from + 1, before, reasons);
        Certificate skip = scope.certificate(VoteKind.NULLIFY, from, Hash32.ZERO);
        addSkips(
                new Reason(reason.why().plus(skip), reason.needs() | facts.vote(VoteKind.NULLIFY, from, 0)),
                from + 1,
                before,
                reasons);
    }

    private void addAdvance(int view, Reason reason) {
        Advance advance = new Advance(Scope.HEIGHT, view, reason.why());
        inputs.add(new Input(
                Input.Kind.MESSAGE,
                "ADVANCE " + view + " because " + scope.text(reason.why()),
                reason.needs(),
                scope.liar,
                ConsensusCodec.encode(advance)));
    }

    private void addProposals(int view, Reason reason) {
        int leader = scope.leader(view);
        for (Scope.Value value : scope.values) {
            String text = scope.text(view, value.hash(), reason.why());
            boolean same = reason.why()
                    .base()
                    .map(base -> base.value().equals(value.hash()))
                    .orElse(false);
            boolean own = leader == scope.liar
                    ? value.header().proposer().equals(scope.id(leader))
                    : reason.why().base().isEmpty() && value.name().equals("F" + view);
            if (same || own) {
                long needs = leader == scope.liar ? reason.needs() : facts.addProposal(text);
                inputs.add(new Input(
                        Input.Kind.MESSAGE,
                        text,
                        needs,
                        leader,
                        ConsensusCodec.encode(scope.propose(view, value, reason.why()))));
            }
        }
    }

    /** What a validator has signed for the views of the scope when it sent this. */
    long meaning(byte[] message) {
        return meanings.computeIfAbsent(ByteBuffer.wrap(message), m -> meaning(Replica.decoded(message)));
    }

    private long meaning(ConsensusMessage message) {
        if (message instanceof Voted voted && voted.vote().view() <= scope.views) {
            VoteKind kind = voted.vote().kind();
            int value =
                    kind == VoteKind.NULLIFY ? 0 : scope.valueIndex(voted.vote().value());
            return facts.vote(kind, (int) voted.vote().view(), value);
        }
        return message instanceof Propose propose && propose.view() <= scope.views
                ? facts.proposal(
                        scope.text((int) propose.view(), propose.header().hash(), propose.justification()))
                : 0;
    }
}
