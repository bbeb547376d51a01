package com.hookprobe.dsm.consensus.core;

import com.hookprobe.dsm.consensus.Evidence;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.core.ConsensusMessage.Accuse;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evidence against members on its way into a checkpoint (DSM 3.8): whoever finds some tells all validators, and each leader takes what it
 * has. One piece for each offender is enough, so a flood of it costs little.
 */
final class Accusations {
    /** Largest evidence that a body may carry; longer evidence is for people and files. */
    static final int BYTES_MAX = 8 << 10;

    /** Accusations of one sender at one height that convict nobody, before it is not listened to here. */
    private static final int BAD_MAX = 16;

    private final Context at;
    private final Map<NodeId, Evidence> open = new LinkedHashMap<>();
    private final Map<NodeId, Integer> bad = new HashMap<>();

    Accusations(Context at) {
        this.at = at;
    }

    /** What this node has found itself. It is reported in any case. */
    void found(Evidence evidence) {
        at.effects.add(new Effect.Report(evidence));
        if (take(evidence)) {
            at.broadcast(new Accuse(evidence));
        }
    }

    /** What a peer has found. */
    void onAccuse(NodeId from, Evidence evidence) {
        boolean known = Optional.of(evidence)
                .flatMap(item -> at.reigns.at(item.height()))
                .filter(set -> evidence.offender() < set.size())
                .map(set -> open.containsKey(set.member(evidence.offender()).id()))
                .orElse(false);
        if (known || evidence.height() > at.state.height || bad.getOrDefault(from, 0) >= BAD_MAX) {
            return;
        }
        if (take(evidence)) {
            at.effects.add(new Effect.Report(evidence));
        } else {
            // An honest peer that is a height behind accuses somebody who is out here already: it must be heard in
            // everything else.
            bad.merge(from, 1, Integer::sum);
        }
    }

    private boolean take(Evidence evidence) {
        if (!evidence.suspends() || evidence.encode().length > BYTES_MAX) {
            return false;
        }
        Optional<Validator> guilty = at.setRules.convicted(at.set(), at.state.height, evidence);
        if (guilty.isEmpty() || open.containsKey(guilty.get().id())) {
            return false;
        }
        open.put(guilty.get().id(), evidence);
        at.state.recheck = true;
        return true;
    }

    /** What a leader may put into a body. */
    List<Evidence> ready() {
        return new ArrayList<>(open.values());
    }

    /** A height was decided: who is out needs no evidence any more. */
    void onHeight() {
        bad.clear();
        open.entrySet()
                .removeIf(entry -> at.setRules
                        .convicted(at.set(), at.state.height, entry.getValue())
                        .isEmpty());
        repeat();
    }

    /** Tells the others again. */
    void repeat() {
        if (at.index().isPresent()) {
            open.values().forEach(evidence -> at.broadcast(new Accuse(evidence)));
        }
    }
}
