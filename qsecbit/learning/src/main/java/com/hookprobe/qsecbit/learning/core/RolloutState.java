package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a roll-out stands. Immutable; what a caller stores.
 *
 * @param percents at how many of the sites its first two stages are
 * @param model the model that is rolled out
 * @param parent what sites judge by that it is not for
 * @param stage how far it has come
 * @param sinceMicros since when, microseconds since the epoch
 * @param sequence of the last order
 * @param withModel what owners told of the model, by owner
 * @param withParent what owners told of the parent, by owner
 */
public record RolloutState(
        Percents percents,
        Bytes32 model,
        Bytes32 parent,
        RolloutStage stage,
        long sinceMicros,
        long sequence,
        Map<Bytes32, SiteCounts> withModel,
        Map<Bytes32, SiteCounts> withParent) {
    /** Owners whose reports are kept. */
    public static final int OWNERS_MAX = 16_384;

    /** Copies the maps. */
    public RolloutState {
        withModel = new TreeMap<>(withModel);
        withParent = new TreeMap<>(withParent);
        if (sequence < 1 || withModel.size() > OWNERS_MAX || withParent.size() > OWNERS_MAX || model.equals(parent)) {
            throw new IllegalArgumentException("expected a sequence from 1, two models and at most 16,384 owners");
        }
    }

    /** A copy, by owner. */
    @Override
    public Map<Bytes32, SiteCounts> withModel() {
        return new TreeMap<>(withModel);
    }

    /** A copy, by owner. */
    @Override
    public Map<Bytes32, SiteCounts> withParent() {
        return new TreeMap<>(withParent);
    }

    /** At how many of the sites it is now, in percent. */
    public int percent() {
        return percents.at(stage);
    }

    RolloutState moved(RolloutStage to, long orderSequence, long nowMicros) {
        return new RolloutState(percents, model, parent, to, nowMicros, orderSequence, withModel, withParent);
    }
}
