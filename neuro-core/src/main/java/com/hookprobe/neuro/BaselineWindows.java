package com.hookprobe.neuro;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rules by which changes make windows. NEURO 9.8.
 *
 * <p>They are stated for a set of changes and not for a sequence: a value is known when a path of changes leads to it, and
 * of two decisions about one value the one that was issued later counts. So it is the same in which order the changes
 * arrive, and how often.
 */
final class BaselineWindows {
    private static final Comparator<BaselineWindow> BY_END = Comparator.comparingLong(BaselineWindow::notAfterMicros)
            .thenComparingLong(BaselineWindow::notBeforeMicros)
            .thenComparing(BaselineWindow::valueHex);

    private BaselineWindows() {}

    /** NEURO 9.8.1: every value of {@code start}, and the new value of every step whose old value is known. */
    static Set<String> known(Collection<BaselineWindow> start, Collection<BaselineStep> steps) {
        Set<String> known = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        start.forEach(window -> reach(window.valueHex(), known, open));
        while (!open.isEmpty()) {
            String value = open.remove();
            for (BaselineStep step : steps) {
                if (step.oldHex().equals(value)) {
                    reach(step.newHex(), known, open);
                }
            }
        }
        return known;
    }

    private static void reach(String value, Set<String> known, Deque<String> open) {
        if (known.add(value)) {
            open.add(value);
        }
    }

    /** What is allowed when {@code start} was decided before all of {@code steps}; in the order of time. */
    static List<BaselineWindow> of(Collection<BaselineWindow> start, Collection<BaselineStep> steps) {
        Set<String> known = known(start, steps);
        List<BaselineStep> active =
                steps.stream().filter(step -> known.contains(step.oldHex())).toList();
        List<BaselineWindow> parts = new ArrayList<>();
        for (BaselineWindow window : start) {
            // NEURO 9.8.3: "an end cuts what was allowed by an earlier decision"
            long end = end(window.valueHex(), window.notAfterMicros(), active, Optional.empty());
            add(parts, window.valueHex(), window.notBeforeMicros(), end);
        }
        for (BaselineStep step : active) {
            long end = end(step.newHex(), IntegrityBaseline.NO_END, active, Optional.of(step));
            add(parts, step.newHex(), step.validFromMicros(), end);
        }
        return merged(parts);
    }

    /** The earliest of {@code notAfter} and of the ends that were decided after {@code decision}. */
    private static long end(
            String valueHex, long notAfterMicros, List<BaselineStep> active, Optional<BaselineStep> decision) {
        long end = notAfterMicros;
        for (BaselineStep step : active) {
            boolean later = decision.isEmpty() || step.laterThan(decision.get());
            if (later && step.oldHex().equals(valueHex)) {
                end = Math.min(end, step.oldUntilMicros());
            }
        }
        return end;
    }

    private static void add(List<BaselineWindow> parts, String valueHex, long notBeforeMicros, long notAfterMicros) {
        if (notBeforeMicros <= notAfterMicros) {
            parts.add(new BaselineWindow(valueHex, notBeforeMicros, notAfterMicros));
        }
    }

    /** Windows of one value that overlap or touch become one; the result is in the order of time. */
    static List<BaselineWindow> merged(Collection<BaselineWindow> parts) {
        Map<String, BaselineWindow> open = new TreeMap<>();
        List<BaselineWindow> merged = new ArrayList<>();
        for (BaselineWindow next : parts.stream().sorted(BaselineWindow.BY_TIME).toList()) {
            BaselineWindow last = open.get(next.valueHex());
            if (last != null && last.reaches(next)) {
                boolean longer = next.notAfterMicros() > last.notAfterMicros();
                long end = longer ? next.notAfterMicros() : last.notAfterMicros();
                open.put(next.valueHex(), new BaselineWindow(next.valueHex(), last.notBeforeMicros(), end));
            } else {
                if (last != null) {
                    merged.add(last);
                }
                open.put(next.valueHex(), next);
            }
        }
        merged.addAll(open.values());
        merged.sort(BaselineWindow.BY_TIME);
        return List.copyOf(merged);
    }

    /**
     * NEURO 9.9: at most {@code max}, without those that end first. Values that remembered steps build on go last: without
     * them the steps would do nothing.
     */
    static List<BaselineWindow> latest(List<BaselineWindow> windows, int max, Collection<BaselineStep> remembered) {
        if (windows.size() <= max) {
            return windows;
        }
        Set<String> needed = remembered.stream().map(BaselineStep::oldHex).collect(Collectors.toSet());
        List<BaselineWindow> byWorth = new ArrayList<>(windows);
        byWorth.sort(Comparator.<BaselineWindow, Boolean>comparing(window -> needed.contains(window.valueHex()))
                .thenComparing(BY_END));
        List<BaselineWindow> kept = new ArrayList<>(byWorth.subList(byWorth.size() - max, byWorth.size()));
        kept.sort(BaselineWindow.BY_TIME);
        return List.copyOf(kept);
    }
}
