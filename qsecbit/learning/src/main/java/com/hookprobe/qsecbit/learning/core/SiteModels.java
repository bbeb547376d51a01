package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import com.hookprobe.qsecbit.learning.RolloutOrder;
import com.hookprobe.qsecbit.learning.SignedModel;
import java.util.Optional;
import java.util.function.Function;

/**
 * By which model a site judges (LEARNING 7.6). A model is taken because an order says so and for no other reason. Not thread-safe.
 */
public final class SiteModels {
    /** How many models back an ancestor is looked for. */
    static final int CHAIN_MAX = 1_024;

    private final Bytes32 node;
    private final SignatureVerifier aggregator;
    private Optional<SignedModel> current;
    private long sequence;

    /**
     * A site.
     *
     * @param current what it judges by; empty at first
     * @param sequence of the last order that it followed, 0 at first; the caller stores both
     */
    public SiteModels(Bytes32 node, SignatureVerifier aggregator, Optional<SignedModel> current, long sequence) {
        this.node = node;
        this.aggregator = aggregator;
        this.current = current;
        this.sequence = sequence;
    }

    /** What an order came to. */
    public sealed interface Outcome {}

    /**
     * Judge by this from now on, and store it with the order's sequence.
     *
     * @param model what to judge by
     * @param back true when it is one before the one that was in use
     */
    public record Adopted(SignedModel model, boolean back) implements Outcome {}

    /** All stays as it is; store the order's sequence. */
    public record Kept() implements Outcome {}

    /**
     * All stays as it is.
     *
     * @param reason why
     */
    public record Refused(OrderRefusal reason) implements Outcome {}

    /** What the site judges by; empty before the first. */
    public Optional<SignedModel> current() {
        return current;
    }

    /** The sequence of the last order that was followed. */
    public long sequence() {
        return sequence;
    }

    /**
     * Follows an order.
     *
     * @param models finds a model by its id; it may come from anywhere, signature and id are checked here
     */
    public Outcome order(RolloutOrder order, Function<Bytes32, Optional<SignedModel>> models) {
        if (!order.verify(aggregator)) {
            return new Refused(OrderRefusal.BAD_SIGNATURE);
        }
        if (order.sequence() <= sequence) {
            return new Refused(OrderRefusal.OLD_ORDER);
        }
        Bytes32 wanted = order.isFor(node) ? order.model() : order.other();
        Optional<SignedModel> has = current;
        if (has.isPresent() && has.get().id().equals(wanted)) {
            sequence = order.sequence();
            return new Kept();
        }
        Optional<SignedModel> found = models.apply(wanted).filter(m -> m.id().equals(wanted));
        if (found.isEmpty()) {
            return new Refused(OrderRefusal.MODEL_MISSING);
        }
        SignedModel model = found.get();
        if (!model.verify(aggregator)) {
            return new Refused(OrderRefusal.MODEL_NOT_SIGNED);
        }
        boolean back = false;
        if (has.isPresent()) {
            SignedModel from = has.get();
            if (model.model().layout() != from.model().layout()) {
                return new Refused(OrderRefusal.OTHER_LAYOUT);
            }
            // Back only from the very model that the order takes back; forward only to a descendant.
            back = order.model().equals(from.id()) && descends(from, wanted, models);
            if (!back && model.model().number() <= from.model().number()) {
                return new Refused(OrderRefusal.OLDER_MODEL);
            }
            // Who takes back what is in use may do so without the ledger: it must not be a way to bring something new.
            if (!back && (order.takesBack(from.id()) || !descends(model, from.id(), models))) {
                return new Refused(OrderRefusal.WRONG_PARENT);
            }
        }
        sequence = order.sequence();
        current = found;
        return new Adopted(model, back);
    }

    private boolean descends(SignedModel model, Bytes32 ancestor, Function<Bytes32, Optional<SignedModel>> models) {
        SignedModel at = model;
        for (int i = 0; i < CHAIN_MAX; i++) {
            Bytes32 parent = at.model().parent();
            if (parent.equals(ancestor)) {
                return true;
            }
            long number = at.model().number();
            Optional<SignedModel> next = models.apply(parent)
                    .filter(m -> m.id().equals(parent))
                    .filter(m -> m.model().number() < number)
                    .filter(m -> m.verify(aggregator));
            if (next.isEmpty()) {
                return false;
            }
            at = next.get();
        }
        return false;
    }
}
