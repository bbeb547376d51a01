package com.hookprobe.node.role;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.ledger.BlockExchange;
import com.hookprobe.dsm.ledger.core.DisseminationConfig;
import com.hookprobe.dsm.ledger.core.Enrolment;
import java.time.Duration;
import java.util.Optional;

/** What edges and validators set up alike around the ledger's dissemination. */
final class Exchanges {
    private static final long INCARNATION = 0;
    private static final Duration TICK = Duration.ofMillis(100);

    private Exchanges() {}

    /** The standard settings; with short epochs summaries come as often as checkpoints. */
    static DisseminationConfig config(NodeContext node, boolean validator) {
        DisseminationConfig standard =
                DisseminationConfig.standard(node.self().id(), node.genesis().networkId(), validator);
        long epochNs =
                Duration.ofSeconds(node.genesis().params().epochLenSeconds()).toNanos();
        return new DisseminationConfig(
                standard.self(),
                standard.networkId(),
                standard.validator(),
                standard.pushFanout(),
                Math.min(standard.haveIntervalNs(), epochNs),
                Math.min(standard.wantTimeoutNs(), epochNs),
                standard.window(),
                standard.verifiesPerSecond(),
                standard.answerBytesPerSecond(),
                standard.invalidMax(),
                standard.muteNs());
    }

    /** Sources are those of the genesis, in their first incarnation. */
    static Enrolment enrolment(Genesis genesis) {
        return (source, incarnation) -> incarnation == INCARNATION ? genesis.sourceKey(source) : Optional.empty();
    }

    static void tick(NodeLoop loop, BlockExchange exchange) {
        loop.every(TICK, () -> {
            if (exchange.nextDeadlineNs() <= loop.nowNs()) {
                exchange.tick(loop.nowNs());
            }
        });
    }
}
