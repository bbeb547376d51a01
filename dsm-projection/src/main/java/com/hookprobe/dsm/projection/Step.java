package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.FrontierEntry;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Outbox;
import com.hookprobe.identity.NodeId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one transaction writes. Everything in it can be applied twice without harm, and each map holds a thing once. It is
 * applied in the order of the fields.
 *
 * @param expected where the target must be, or the transaction must not happen
 * @param next where it is afterwards; the same as before in the middle of a large entry
 * @param blocks stored blocks
 * @param settled blocks whose number a checkpoint covers, winners and losers of a fork: they wait no more
 * @param finalised blocks on a decided chain, and the height
 * @param checkpoints by height
 * @param frontier entries that changed
 * @param frontierHeight the height whose frontier these entries were read from
 * @param pruned when present, {@code BodiesPruned} or {@code LeavesPruned}; then there is nothing else in the step
 */
record Step(
        Position expected,
        Position next,
        Map<Hash32, BlockRow> blocks,
        Set<Hash32> settled,
        Map<Hash32, Long> finalised,
        Map<Long, DecidedCheckpoint> checkpoints,
        Map<NodeId, FrontierEntry> frontier,
        long frontierHeight,
        Optional<Outbox.Change> pruned) {
    static Step empty(Position expected, Position next) {
        return new Step(expected, next, Map.of(), Set.of(), Map.of(), Map.of(), Map.of(), 0, Optional.empty());
    }

    static Step prune(Position expected, Position next, Outbox.Change pruned) {
        return new Step(expected, next, Map.of(), Set.of(), Map.of(), Map.of(), Map.of(), 0, Optional.of(pruned));
    }
}
