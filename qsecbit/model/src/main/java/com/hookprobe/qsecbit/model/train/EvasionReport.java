package com.hookprobe.qsecbit.model.train;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.AttackModel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How many of the attacks that a model finds could have been hidden from it.
 *
 * @param found attacks that the model finds as they are, by class
 * @param evaded of these, those that it takes for normal after {@link EvasionAttack}: found by its search, or by 200 tries at random
 */
public record EvasionReport(Map<AttackClass, Integer> found, Map<AttackClass, Integer> evaded) {
    private static final int TRIES = 200;

    /** Copies the maps. */
    public EvasionReport {
        found = Map.copyOf(found);
        evaded = Map.copyOf(evaded);
    }

    /** Attacks the attacks among the rows, by search and then by chance; of more than {@code most} so many, spread evenly. */
    static EvasionReport of(AttackModel model, List<LabelledRow> rows, int most) {
        EvasionAttack attack = new EvasionAttack(model);
        Map<AttackClass, Integer> found = new EnumMap<>(AttackClass.class);
        Map<AttackClass, Integer> evaded = new EnumMap<>(AttackClass.class);
        SplittableRandom random = new SplittableRandom(0);
        for (LabelledRow row : attacks(rows, most)) {
            if (model.judge(row.vector()).isAttack()) {
                found.merge(row.label(), 1, Integer::sum);
                boolean evades = !model.judge(attack.hide(row.vector())).isAttack()
                        || !model.judge(attack.hideByChance(row.vector(), TRIES, random))
                                .isAttack();
                if (evades) {
                    evaded.merge(row.label(), 1, Integer::sum);
                }
            }
        }
        return new EvasionReport(found, evaded);
    }

    static List<LabelledRow> attacks(List<LabelledRow> rows, int most) {
        List<LabelledRow> attacks =
                rows.stream().filter(row -> row.label().isAttack()).toList();
        if (attacks.size() <= most) {
            return attacks;
        }
        List<LabelledRow> some = new ArrayList<>(most);
        for (int i = 0; i < most; i++) {
            some.add(attacks.get((int) ((long) i * attacks.size() / most)));
        }
        return some;
    }

    /** Attacks that were found as they were. */
    public int foundTotal() {
        return found.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Of these, those that could hide. */
    public int evadedTotal() {
        return evaded.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The share that could hide, in [0, 1]. */
    public double rate() {
        return foundTotal() == 0 ? 0 : (double) evadedTotal() / foundTotal();
    }

    /** The share of one class that could hide. */
    public double rate(AttackClass one) {
        int all = found.getOrDefault(one, 0);
        return all == 0 ? 0 : (double) evaded.getOrDefault(one, 0) / all;
    }
}
