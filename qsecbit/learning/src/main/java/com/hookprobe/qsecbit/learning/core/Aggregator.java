package com.hookprobe.qsecbit.learning.core;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes the next model of a base and of the updates to it (LEARNING 5). A pure function of the set of updates: in whatever order and
 * however often they come, the bytes are the same, so an auditor who has them can check the model. Stateless.
 */
public final class Aggregator {
    private Aggregator() {}

    /**
     * An update that does not count.
     *
     * @param index its place among those that were given
     * @param reason why
     */
    public record Refused(int index, UpdateRefusal reason) {}

    /**
     * What came of it.
     *
     * @param model the next model, unsigned; empty when too few updates are left for the recipe's number of liars
     * @param used the places of the updates in it, by owner
     * @param refused the others, by their place
     */
    public record Result(Optional<LearnedModel> model, List<Integer> used, List<Refused> refused) {
        /** Copies the lists. */
        public Result {
            used = List.copyOf(used);
            refused = List.copyOf(refused);
        }
    }

    private record Counted(int index, ModelUpdate update, Bytes32 id) {}

    /**
     * Joins updates.
     *
     * @param number of the next model: above that of every model that was ever issued
     * @param encoded updates as they came
     * @param members who may send updates, by node; empty for a node that is not enrolled, or suspended
     * @param rows held back from all training, for screening; not asked for when the recipe screens nobody out. An auditor who has the
     *     used updates only joins them with a recipe of the same rule that screens nobody out, and compares the weights
     */
    public static Result join(
            LearnedModel base,
            long number,
            Recipe recipe,
            List<byte[]> encoded,
            Function<Bytes32, Optional<Member>> members,
            List<FlowExample> rows) {
        List<Refused> refused = new ArrayList<>();
        List<Counted> counted = check(base, encoded, members, refused);
        if (recipe.screened() > 0 && !counted.isEmpty()) {
            int[] kept = Screening.kept(base, vectors(counted), rows, recipe);
            List<Counted> all = counted;
            counted = Arrays.stream(kept).mapToObj(all::get).toList();
            for (Counted one : all) {
                if (!counted.contains(one)) {
                    refused.add(new Refused(one.index, UpdateRefusal.UNHELPFUL));
                }
            }
        }
        refused.sort(Comparator.comparingInt(Refused::index));
        List<Integer> used = counted.stream().map(Counted::index).toList();
        if (counted.isEmpty() || counted.size() <= 2 * recipe.liars()) {
            return new Result(Optional.empty(), used, refused);
        }
        double[] counts = counted.stream()
                .mapToDouble(c -> StrictMath.scalb(0.75, c.update.countBucket()))
                .toArray();
        double[] joint = JointUpdate.of(vectors(counted), counts, recipe);
        List<Bytes32> ids = counted.stream().map(Counted::id).toList();
        return new Result(Optional.of(Stepping.next(base, number, recipe, ids, joint)), used, refused);
    }

    /** Those that count, one for each owner, by owner. */
    private static List<Counted> check(
            LearnedModel base,
            List<byte[]> encoded,
            Function<Bytes32, Optional<Member>> members,
            List<Refused> refused) {
        Bytes32 baseId = base.id();
        Map<Bytes32, Counted> byOwner = new TreeMap<>();
        for (int i = 0; i < encoded.size(); i++) {
            ModelUpdate update;
            try {
                update = ModelUpdate.decode(encoded.get(i));
            } catch (MalformedException e) {
                refused.add(new Refused(i, UpdateRefusal.MALFORMED));
                continue;
            }
            Optional<Member> member = members.apply(update.node());
            Optional<UpdateRefusal> fault =
                    fault(update, member, baseId, base.layout().size());
            if (fault.isPresent()) {
                refused.add(new Refused(i, fault.get()));
                continue;
            }
            Counted one = new Counted(i, update, update.id());
            Bytes32 owner = member.orElseThrow().owner();
            Counted other = byOwner.get(owner);
            // Of several the one with the lowest id, whichever came first; of copies the first.
            if (other == null || one.id.compareTo(other.id) < 0) {
                byOwner.put(owner, one);
            }
            if (other != null) {
                int index = one.id.compareTo(other.id) < 0 ? other.index : i;
                refused.add(new Refused(index, UpdateRefusal.DUPLICATE_OWNER));
            }
        }
        return List.copyOf(byOwner.values());
    }

    private static Optional<UpdateRefusal> fault(
            ModelUpdate update, Optional<Member> member, Bytes32 base, int length) {
        if (member.isEmpty()) {
            return Optional.of(UpdateRefusal.UNKNOWN_SIGNER);
        }
        if (!update.verify(member.get().key())) {
            return Optional.of(UpdateRefusal.BAD_SIGNATURE);
        }
        if (!update.base().equals(base)) {
            return Optional.of(UpdateRefusal.STALE_BASE);
        }
        if (update.delta().length != length) {
            return Optional.of(UpdateRefusal.WRONG_LENGTH);
        }
        return update.isOversized() ? Optional.of(UpdateRefusal.OVERSIZED) : Optional.empty();
    }

    private static double[][] vectors(List<Counted> counted) {
        return counted.stream()
                .map(c -> Arrays.stream(c.update.delta()).asDoubleStream().toArray())
                .toArray(double[][]::new);
    }
}
