package com.hookprobe.dsm.sim;

import static com.hookprobe.dsm.sim.SimulationFailure.check;

import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which validators decide which height, recomputed from what was decided before (S10 of DSM 3.10). With more than f liars each branch of
 * a fork has its own sets; then they are known by their hash only.
 */
final class SetOracle {
    private final World world;
    private final NextSet rules;
    private final TreeMap<Long, ValidatorSet> reigns = new TreeMap<>();
    private final Map<Hash32, ValidatorSet> known = new LinkedHashMap<>();

    SetOracle(World world, Approved approved) {
        this.world = world;
        this.rules = new NextSet(world, reigns, approved);
        begin(1, world.genesis.validators());
    }

    private void begin(long height, ValidatorSet set) {
        reigns.put(height, set);
        known.put(set.hash(), set);
    }

    /** The set that decides a height of the chain, or would if nothing changed any more. */
    ValidatorSet at(long height) {
        Map.Entry<Long, ValidatorSet> reign = reigns.floorEntry(Math.max(1, height));
        return reign.getValue();
    }

    /** The set that decides the next height. */
    ValidatorSet newest() {
        return reigns.lastEntry().getValue();
    }

    /** All sets so far, of all branches. */
    Iterable<ValidatorSet> all() {
        return known.values();
    }

    Optional<ValidatorSet> find(Hash32 hash) {
        return Optional.ofNullable(known.get(hash));
    }

    /** How often the set has changed on the chain. */
    int changes() {
        return reigns.size() - 1;
    }

    /** True when the set that decides the height after this one is another. */
    boolean changedAfter(long height) {
        return reigns.containsKey(height + 1);
    }

    /** S10: the set of h+1 is the next set of what height h decided. */
    void decided(DecidedCheckpoint checkpoint) {
        CheckpointHeader header = checkpoint.header();
        String where = " at height " + header.height();
        ValidatorSet set = at(header.height());
        check(
                header.validatorsHash().equals(set.hash()),
                "S10: decided by another set than the one before says" + where);
        check(set.indexOf(header.proposer()).isPresent(), "S10: the proposer is no member" + where);
        ValidatorSet next = rules.after(set, checkpoint);
        check(
                header.nextValidatorsHash().equals(next.hash()),
                "S10: the next set does not follow from the set and the body" + where);
        if (!next.hash().equals(set.hash())) {
            begin(header.height() + 1, next);
        }
    }

    /** An honest machine says that the set changes. On a chain it must be the set that follows; on a branch it is taken as it is. */
    void changed(SimNode node, long height, ValidatorSet next, boolean safe) {
        if (!safe) {
            known.put(next.hash(), next);
            return;
        }
        @Nullable ValidatorSet ours = reigns.get(height + 1);
        check(
                ours == null || ours.hash().equals(next.hash()),
                "S10: " + node + " goes on with another set after height " + height + " than the others");
    }

    /** The signer index in a set; -1: no member. */
    static int signer(ValidatorSet set, NodeId id) {
        return set.indexOf(id).orElse(-1);
    }

    /** The machine behind a signer index. */
    int person(ValidatorSet set, int signer) {
        return world.indexOf(set.member(signer).id());
    }

    /** f of a set, computed here and not by the code under test. */
    static int faults(ValidatorSet set) {
        return (set.size() - 1) / 3;
    }

    /** q = n - f. */
    static int quorum(ValidatorSet set) {
        return set.size() - faults(set);
    }
}
