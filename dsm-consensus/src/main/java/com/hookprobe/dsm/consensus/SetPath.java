package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the validators of the genesis to those of later heights: the headers at which the set changed, each signed by the set
 * before, with the set that it names. The steps in between need no header.
 *
 * <pre>count u16 | per step: header 458 | u32 length, certificate | validator set</pre>
 *
 * @param steps by rising height, at most 65,535
 */
public record SetPath(List<Step> steps) {
    /** No change since the genesis. */
    public static final SetPath NONE = new SetPath(List.of());

    /** Most changes. */
    public static final int STEPS_MAX = 65_535;

    /**
     * One change.
     *
     * @param decided the height that decided it, signed by the set before; without its body
     * @param next the set of the next height
     */
    public record Step(DecidedCheckpoint decided, ValidatorSet next) {
        public Step {
            Checks.that(decided.body().isEmpty(), "a step with its body, height", decided.height());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Step that
                    && decided.equals(that.decided)
                    && next.hash().equals(that.next.hash());
        }

        @Override
        public int hashCode() {
            return decided.hashCode();
        }
    }

    public SetPath {
        Checks.that(steps.size() <= STEPS_MAX, "number of steps", steps.size());
        steps = List.copyOf(steps);
    }

    /**
     * The sets from the genesis on, each with the first height that it decides; empty when a step is not signed by the set before
     * it or does not follow.
     */
    Optional<List<Reign>> reigns(Genesis genesis) {
        List<Reign> reigns = new ArrayList<>();
        reigns.add(new Reign(1, genesis.validators()));
        for (Step step : steps) {
            Reign last = reigns.get(reigns.size() - 1);
            CheckpointHeader header = step.decided().header();
            if (header.height() < last.from()
                    || !isFinal(genesis, last.set(), header, step.decided().certificate())
                    || !header.nextValidatorsHash().equals(step.next().hash())
                    || header.nextValidatorsHash().equals(header.validatorsHash())) {
                return Optional.empty();
            }
            reigns.add(new Reign(header.height() + 1, step.next()));
        }
        return Optional.of(reigns);
    }

    /** The set that decides this height, as far as this path goes; {@link #reigns} says whether the path holds. */
    public ValidatorSet at(Genesis genesis, long height) {
        ValidatorSet set = genesis.validators();
        for (Step step : steps) {
            set = step.decided().height() < height ? step.next() : set;
        }
        return set;
    }

    /** The set of this hash: the genesis' or a later one. */
    public Optional<ValidatorSet> find(Genesis genesis, Hash32 setHash) {
        if (genesis.validators().hash().equals(setHash)) {
            return Optional.of(genesis.validators());
        }
        return steps.stream()
                .map(Step::next)
                .filter(set -> set.hash().equals(setHash))
                .findFirst();
    }

    /** A set and the first height that it decides. */
    record Reign(long from, ValidatorSet set) {}

    /** True when a quorum of the set that decides this height signed the header. */
    boolean isFinal(Genesis genesis, CheckpointHeader header, byte[] certificate) {
        Optional<List<Reign>> reigns = reigns(genesis);
        if (reigns.isEmpty()) {
            return false;
        }
        ValidatorSet set = genesis.validators();
        for (Reign reign : reigns.get()) {
            if (reign.from() <= header.height()) {
                set = reign.set();
            }
        }
        return isFinal(genesis, set, header, certificate);
    }

    static boolean isFinal(Genesis genesis, ValidatorSet set, CheckpointHeader header, byte[] encoded) {
        try {
            Certificate certificate = Certificate.decode(encoded);
            return header.networkId().equals(genesis.networkId())
                    && header.paramsHash().equals(genesis.params().hash())
                    && header.validatorsHash().equals(set.hash())
                    && certificate.kind() == VoteKind.FINALIZE
                    && certificate.height() == header.height()
                    && certificate.value().equals(header.hash())
                    && certificate.verify(set, genesis.networkId());
        } catch (MalformedException e) {
            return false;
        }
    }

    void write(WireWriter out) {
        out.u16(steps.size());
        for (Step step : steps) {
            out.bytes(step.decided().header().encode()).sized(step.decided().certificate());
            step.next().write(out);
        }
    }

    /**
     * Reads a path, step by step: the next set, whose proofs of possession cost two pairings each, is read only when the set before
     * has signed it.
     */
    static SetPath read(WireReader in, Genesis genesis) throws MalformedException {
        int count = in.u16();
        List<Step> steps = new ArrayList<>();
        ValidatorSet set = genesis.validators();
        for (int i = 0; i < count; i++) {
            CheckpointHeader header = CheckpointHeader.decode(in.bytes(CheckpointHeader.BYTES));
            byte[] certificate = in.sized(DecidedCheckpoint.CERTIFICATE_BYTES_MAX);
            if (!isFinal(genesis, set, header, certificate)) {
                throw new MalformedException(
                        "change " + (i + 1) + " of the validator set is not signed by the set before it");
            }
            ValidatorSet next = ValidatorSet.readAfter(set, in);
            set = next;
            steps.add(Checks.canonical(() -> new Step(DecidedCheckpoint.headerOnly(header, certificate), next)));
        }
        return new SetPath(steps);
    }
}
