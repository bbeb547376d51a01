package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.SignedModel;
import java.util.concurrent.atomic.LongAdder;

/** The model that a site judges by, and how that goes. Counted on the sensors' threads and the node's loop, read on another. */
public final class Judging {
    private final LearnedModel model;
    private final Bytes32 id;
    private final LongAdder flows = new LongAdder();
    private final LongAdder vetoes = new LongAdder();
    private final LongAdder errors = new LongAdder();

    /** Goes on from counts of before. */
    public Judging(SignedModel signed, long flows, long vetoes, long errors) {
        this.model = signed.model();
        this.id = signed.id();
        this.flows.add(flows);
        this.vetoes.add(vetoes);
        this.errors.add(errors);
    }

    /** The model. */
    public LearnedModel model() {
        return model;
    }

    /** Its id. */
    public Bytes32 id() {
        return id;
    }

    /** True when the model calls a connection of these bins an attack; it counts. */
    boolean isAttack(int[] bins) {
        flows.increment();
        return model.isAttack(bins);
    }

    /** The site's good experience contradicts what the model said. */
    public void vetoed() {
        vetoes.increment();
    }

    /** A person has taken back what the model said. */
    public void erred() {
        errors.increment();
    }

    /** Connections that were judged. */
    public long flows() {
        return flows.sum();
    }

    /** Detections that were vetoed, at most {@link #flows}. */
    public long vetoes() {
        return Math.min(flows(), vetoes.sum());
    }

    /** Detections that were wrong, at most {@link #flows}. */
    public long errors() {
        return Math.min(flows(), errors.sum());
    }
}
