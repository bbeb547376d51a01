package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The decisions in force: at most one for each indicator and origin, bounded, ending by the caller's time. Not
 * thread-safe.
 *
 * <p>Decisions of different origins are kept apart so that what the mesh set can be lifted without lifting what this
 * site's own detectors saw (FEDERATION P6), and the other way round.
 */
final class DecisionTable {
    enum Put {
        /** It is in the table now, or extends what was there. */
        HELD,
        /** What was there already reaches as far. */
        KNOWN,
        /** No room. */
        FULL
    }

    /** One decision in its place. */
    private record Held(Decision decision, long endsMicros, long serial) {}

    private static final Comparator<Held> BY_END =
            Comparator.comparingLong(Held::endsMicros).thenComparingLong(Held::serial);

    private final Map<Indicator, Map<Origin, Held>> slots = new HashMap<>();
    /** The same by address: what is around one, what lies inside a prefix. A lookup costs ten times that of the map. */
    private final PrefixTrie<Map<Origin, Held>> byAddress = new PrefixTrie<>();

    private final TreeSet<Held> enforced = new TreeSet<>(BY_END);
    private final TreeSet<Held> watched = new TreeSet<>(BY_END);
    private final int decisionsMax;
    private long nextSerial;

    DecisionTable(int decisionsMax) {
        if (decisionsMax < 1) {
            throw new IllegalArgumentException("a decision table holds at least 1, got " + decisionsMax);
        }
        this.decisionsMax = decisionsMax;
    }

    int size() {
        return enforced.size() + watched.size();
    }

    /** Puts a decision in; the caller has checked that it ends after now. */
    Put put(Decision decision) {
        long endsMicros = decision.endsMicros();
        Map<Origin, Held> slot = slot(decision.indicator()).orElse(null);
        Held before = slot == null ? null : slot.get(decision.origin());
        if (before != null) {
            Action held = before.decision().action();
            // RESPONSE 4.3: one origin never weakens or shortens its own decision; it ends or is lifted.
            if (!decision.action().atLeast(held) || (decision.action() == held && endsMicros <= before.endsMicros())) {
                return Put.KNOWN;
            }
        } else if (size() >= decisionsMax && !makeRoom(decision.action())) {
            return Put.FULL;
        }
        // Making room may have removed the slot that was looked up.
        Map<Origin, Held> home = slot(decision.indicator()).orElse(null);
        if (home == null) {
            home = newSlot(decision.indicator());
        }
        Held now = new Held(decision, endsMicros, nextSerial++);
        Held replaced = home.put(decision.origin(), now);
        if (replaced != null) {
            line(replaced).remove(replaced);
        }
        line(now).add(now);
        return Put.HELD;
    }

    /** True when its origin has decided the same about its indicator, until nearly the same time. */
    boolean isAsGood(Decision decision, long slackMicros) {
        Held held = slot(decision.indicator())
                .map(slot -> slot.get(decision.origin()))
                .orElse(null);
        return held != null
                && held.decision().action() == decision.action()
                && held.decision().reason().equals(decision.reason())
                && Math.abs(held.endsMicros() - decision.endsMicros()) <= slackMicros;
    }

    /** What holds for exactly this indicator. */
    Optional<Standing> standing(Indicator indicator) {
        return slot(indicator).map(DecisionTable::standing);
    }

    /** The decisions whose indicator holds an address, the strongest first. */
    List<Decision> about(IpAddress address) {
        List<Decision> found = new ArrayList<>();
        byAddress.forEachAround(Cidr.of(address), slot -> slot.values().forEach(held -> found.add(held.decision())));
        found.sort(Comparator.comparing(Decision::action).reversed().thenComparing(Decision::id));
        return found;
    }

    /** Takes out what has ended. */
    List<Decision> expire(long nowMicros) {
        List<Decision> ended = new ArrayList<>();
        for (TreeSet<Held> line : List.of(enforced, watched)) {
            while (!line.isEmpty() && line.first().endsMicros() <= nowMicros) {
                Held held = line.first();
                remove(held);
                ended.add(held.decision());
            }
        }
        return ended;
    }

    /** Takes out the decisions about exactly this indicator, of one origin or of all. */
    List<Decision> lift(Indicator indicator, @Nullable Origin origin) {
        List<Decision> lifted = new ArrayList<>();
        Optional<Map<Origin, Held>> slot = slot(indicator);
        if (slot.isPresent()) {
            for (Held held : List.copyOf(slot.get().values())) {
                if (origin == null || held.decision().origin() == origin) {
                    remove(held);
                    lifted.add(held.decision());
                }
            }
        }
        return lifted;
    }

    /** Takes out the decisions of any origin that a condition holds for. */
    List<Decision> liftIf(Predicate<Decision> condition) {
        List<Held> found = new ArrayList<>();
        for (TreeSet<Held> line : List.of(enforced, watched)) {
            line.stream().filter(held -> condition.test(held.decision())).forEach(found::add);
        }
        found.forEach(this::remove);
        return found.stream().map(Held::decision).toList();
    }

    /** Takes out all decisions that share an address with a prefix. */
    List<Decision> liftTouching(Cidr prefix) {
        List<Held> touching = new ArrayList<>();
        byAddress.forEachInside(prefix, slot -> touching.addAll(slot.values()));
        byAddress.forEachAround(prefix, slot -> {
            for (Held held : slot.values()) {
                if (held.decision().indicator().prefix().length() < prefix.length()) {
                    touching.add(held);
                }
            }
        });
        touching.forEach(this::remove);
        return touching.stream().map(Held::decision).toList();
    }

    /** All decisions in force, the first to end first. */
    List<Decision> all() {
        List<Held> all = new ArrayList<>(enforced);
        all.addAll(watched);
        all.sort(BY_END);
        return Collections.unmodifiableList(all.stream().map(Held::decision).toList());
    }

    /** RESPONSE 4.2: what is only watched gives way to what has to be enforced, the first to end first. */
    private boolean makeRoom(Action action) {
        if (!action.isEnforced() || watched.isEmpty()) {
            return false;
        }
        remove(watched.first());
        return true;
    }

    /** All begin and end so much later. */
    void shift(long byMicros) {
        List<Decision> before = all();
        for (TreeSet<Held> line : List.of(enforced, watched)) {
            List.copyOf(line).forEach(this::remove);
        }
        before.forEach(decision -> put(decision.createdAt(Math.max(0, decision.createdMicros() + byMicros))));
    }

    private Optional<Map<Origin, Held>> slot(Indicator indicator) {
        return Optional.ofNullable(slots.get(indicator));
    }

    private Map<Origin, Held> newSlot(Indicator indicator) {
        Map<Origin, Held> slot = new EnumMap<>(Origin.class);
        slots.put(indicator, slot);
        if (!indicator.isMac()) {
            byAddress.put(indicator.prefix(), slot);
        }
        return slot;
    }

    private void remove(Held held) {
        Indicator indicator = held.decision().indicator();
        Map<Origin, Held> slot = slot(indicator).orElseThrow();
        slot.remove(held.decision().origin());
        if (slot.isEmpty()) {
            slots.remove(indicator);
            if (!indicator.isMac()) {
                byAddress.remove(indicator.prefix());
            }
        }
        line(held).remove(held);
    }

    private TreeSet<Held> line(Held held) {
        return held.decision().action().isEnforced() ? enforced : watched;
    }

    private static Standing standing(Map<Origin, Held> slot) {
        Action strongest = Action.WATCH;
        long untilMicros = 0;
        for (Held held : slot.values()) {
            Action action = held.decision().action();
            int order = action.compareTo(strongest);
            untilMicros =
                    order > 0 ? held.endsMicros() : order == 0 ? Math.max(untilMicros, held.endsMicros()) : untilMicros;
            strongest = order > 0 ? action : strongest;
        }
        return new Standing(strongest, untilMicros);
    }
}
