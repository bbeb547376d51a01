package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes an operator's pardons at a correlator, and seals each in the ledger. Where the node is a site too, the site's desk hands them
 * over. Owned by the node's loop.
 */
final class PardonDesk {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int ANSWERS_KEPT = 16;

    /** Takes a decision back. */
    @FunctionalInterface
    interface Act {
        /** @return its id, when such a decision was in force */
        Optional<Bytes32> pardon(String decision, Duration span) throws Exception;
    }

    private final NodeContext node;
    private final LedgerRole ledger;
    private final Act act;

    PardonDesk(NodeContext node, LedgerRole ledger, Act act) {
        this.node = node;
        this.ledger = ledger;
        this.act = act;
    }

    /** Looks for requests by itself: the node has no other desk. */
    void start() {
        node.loop().every(LOOK, this::look);
    }

    void look() throws Exception {
        for (Path file : DefenceRequest.waiting(node.data())) {
            DefenceRequest.Answer done;
            try {
                DefenceRequest request = DefenceRequest.read(DefenceRequest.bytes(file));
                if (!request.request().equals("pardon")) {
                    throw new IllegalArgumentException("this node is no site: it takes pardons only");
                }
                done = answer(request);
            } catch (IllegalArgumentException e) {
                done = new DefenceRequest.Answer(String.valueOf(e.getMessage()), Map.of(), List.of());
            }
            DefenceRequest.settle(file, done, ANSWERS_KEPT);
        }
    }

    DefenceRequest.Answer answer(DefenceRequest request) throws Exception {
        String decision = request.indicators().get(0);
        Duration span = Duration.ofSeconds(Objects.requireNonNullElse(request.ttlSeconds(), 0L));
        Optional<Bytes32> pardoned = act.pardon(decision, span);
        boolean done = pardoned.isPresent();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("decision", pardoned.map(Bytes32::hex).orElse(decision));
        facts.put("pardon_s", span.toSeconds());
        facts.put("reason", Objects.requireNonNullElse(request.reason(), ""));
        facts.put("was_in_force", done);
        ledger.seal(EventType.POLICY_UPDATE, EventLog.json(facts).getBytes(StandardCharsets.UTF_8));
        node.log().event("pardon", "decision", decision, "done", done);
        return done
                ? new DefenceRequest.Answer(null, Map.of("PARDONED", 1), List.of())
                : new DefenceRequest.Answer(
                        null, Map.of("NONE", 1), List.of(decision + ": this correlator has no such decision in force"));
    }
}
