package com.hookprobe.neuro;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a baseline remembers: windows that stand, and the newest changes on top of them. NEURO 9.9. Immutable.
 *
 * <p>The windows that follow are worked out from all of it, so a change that comes again, or late, gives the same. When
 * there are too many changes the oldest is settled: what it does is worked into the windows below, and from then on
 * nothing that is as old as it is taken in any more. That keeps a replay of it from undoing what came after it.
 *
 * @param settled in the order of time; at most {@link IntegrityBaseline#VALUES_MAX}, none of one value touch
 * @param settledTo the place of the last change that was settled; empty when none was
 * @param steps rising by stamp, all after {@code settledTo}; at most {@link IntegrityBaseline#CHANGES_MAX}
 */
record BaselineHistory(List<BaselineWindow> settled, Optional<ChangeStamp> settledTo, List<BaselineStep> steps) {
    /** Copies. */
    BaselineHistory {
        settled = List.copyOf(settled);
        steps = List.copyOf(steps);
    }

    static BaselineHistory of(List<BaselineWindow> enrolled) {
        return new BaselineHistory(enrolled, Optional.empty(), List.of());
    }

    /** With this step too; the same object when it is nothing new. */
    BaselineHistory with(BaselineStep step) {
        boolean past = settledTo.isPresent() && step.stamp().compareTo(settledTo.get()) <= 0;
        if (past || steps.stream().anyMatch(held -> held.stamp().equals(step.stamp()))) {
            return this;
        }
        List<BaselineStep> more = new ArrayList<>(steps);
        more.add(step);
        more.sort(Comparator.comparing(BaselineStep::stamp));
        if (more.size() <= IntegrityBaseline.CHANGES_MAX) {
            return new BaselineHistory(settled, settledTo, more);
        }
        BaselineStep oldest = more.remove(0);
        List<BaselineWindow> below = BaselineWindows.of(settled, List.of(oldest));
        return new BaselineHistory(
                BaselineWindows.latest(below, IntegrityBaseline.VALUES_MAX, more), Optional.of(oldest.stamp()), more);
    }

    /** At most {@code VALUES_MAX + CHANGES_MAX}, in the order of time. */
    List<BaselineWindow> windows() {
        return BaselineWindows.of(settled, steps);
    }

    /** Values that are or were allowed, or were to be. */
    Set<String> known() {
        return BaselineWindows.known(settled, steps);
    }
}
