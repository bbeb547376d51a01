package com.hookprobe.node.federation.core;

import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.core.Measure;
import com.hookprobe.qsecbit.federation.core.SiteEffect;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses that this site acts upon because alerts of a class that correlators hold came from them (alert-baseline 7.5). An answer is
 * never stronger than what is held of its class, nor lasts longer. Pure and not thread-safe; microseconds since the epoch.
 */
public final class ClassAnswers {
    /** The bound on addresses; what comes when it is full is not taken. */
    public static final int ADDRESSES_MAX = 4_096;

    private final Map<Cidr, Map<IndicatorValue, MeshHolds.Hold>> answers = new HashMap<>();
    private final Map<IndicatorValue, Set<Cidr>> byClass = new HashMap<>();
    /** Of before this node's start: their correlator's name of the class is known, and the class itself when it tells of it again. */
    private final Map<MeshHolds.Source, Map<Cidr, MeshHolds.Hold>> recalled = new HashMap<>();

    /**
     * An alert is answered.
     *
     * @param hold what is held of the class, with the measure and the end of this answer
     * @return false when there is no room
     */
    public boolean put(Cidr address, IndicatorValue alertClass, MeshHolds.Hold hold) {
        if (!answers.containsKey(address) && size() >= ADDRESSES_MAX) {
            return false;
        }
        answers.computeIfAbsent(address, a -> new HashMap<>(2)).put(alertClass, hold);
        byClass.computeIfAbsent(alertClass, c -> new HashSet<>()).add(address);
        return true;
    }

    /** What was in force when this node stopped. */
    public void recall(Cidr address, MeshHolds.Hold hold) {
        if (size() < ADDRESSES_MAX) {
            recalled.computeIfAbsent(hold.source(), s -> new HashMap<>()).put(address, hold);
        }
    }

    /**
     * A correlator has decided about a class, perhaps for the first time since this node's start.
     *
     * @param decision its id, in hexadecimal
     * @param effects what the correlator's filter says of it
     * @return addresses that are not answered any more, since it enforces nothing here
     */
    public Set<Cidr> decided(MeshHolds.Source source, String decision, List<SiteEffect> effects) {
        Optional<SiteEffect.Apply> own = MeshHolds.own(decision, effects);
        if (own.isPresent()) {
            Map<Cidr, MeshHolds.Hold> of = recalled.remove(source);
            if (of != null) {
                of.forEach((address, hold) -> put(address, own.get().value(), hold));
            }
            return Set.of();
        }
        return MeshHolds.isNoted(effects) ? cancelled(source) : Set.of();
    }

    /** The answer to alerts of a class from an address. */
    public Optional<MeshHolds.Hold> get(Cidr address, IndicatorValue alertClass) {
        return Optional.ofNullable(answers.getOrDefault(address, Map.of()).get(alertClass));
    }

    /** What counts for an address now. */
    public Optional<MeshHolds.Hold> strongest(Cidr address, long nowMicros) {
        Set<MeshHolds.Hold> all =
                new HashSet<>(answers.getOrDefault(address, Map.of()).values());
        recalled.values().stream().filter(of -> of.containsKey(address)).forEach(of -> all.add(of.get(address)));
        return all.stream().filter(hold -> hold.endsMicros() > nowMicros).max(MeshHolds.STRENGTH);
    }

    /**
     * What is held of a class may be another one now.
     *
     * @param strongest what counts for the class
     * @return the addresses about which the strongest may be another one
     */
    public Set<Cidr> changed(IndicatorValue alertClass, Optional<MeshHolds.Hold> strongest) {
        Set<Cidr> about = Set.copyOf(byClass.getOrDefault(alertClass, Set.of()));
        for (Cidr address : about) {
            MeshHolds.Hold before = get(address, alertClass).orElseThrow();
            strongest.ifPresentOrElse(
                    hold -> put(address, alertClass, weaker(before, hold)), () -> remove(address, alertClass));
        }
        return about;
    }

    private static MeshHolds.Hold weaker(MeshHolds.Hold before, MeshHolds.Hold now) {
        Measure measure = before.measure().compareTo(now.measure()) < 0 ? before.measure() : now.measure();
        long endsMicros = Math.min(before.endsMicros(), now.endsMicros());
        return new MeshHolds.Hold(now.source(), measure, endsMicros, now.decision(), now.sites());
    }

    /** A correlator has cancelled what it decided under a tag of a class that it has not told of since this node's start. */
    public Set<Cidr> cancelled(MeshHolds.Source source) {
        Map<Cidr, MeshHolds.Hold> of = recalled.remove(source);
        return of == null ? Set.of() : of.keySet();
    }

    /** Why an address is answered: classes, and where those are not known yet, under which source. */
    public record Grounds(Set<IndicatorValue> classes, Set<MeshHolds.Source> sources) {}

    /** Forgets the answers about addresses inside a prefix, and says what they were for. */
    public Grounds forget(Cidr prefix) {
        Grounds grounds = new Grounds(new LinkedHashSet<>(), new LinkedHashSet<>());
        for (Cidr address : Set.copyOf(answers.keySet())) {
            if (inside(prefix, address)) {
                Set<IndicatorValue> of =
                        Set.copyOf(answers.getOrDefault(address, Map.of()).keySet());
                of.forEach(alertClass -> remove(address, alertClass));
                grounds.classes().addAll(of);
            }
        }
        recalled.forEach((source, of) -> {
            if (of.keySet().removeIf(address -> inside(prefix, address))) {
                grounds.sources().add(source);
            }
        });
        recalled.values().removeIf(Map::isEmpty);
        return grounds;
    }

    /** Forgets what has ended. */
    public Set<Cidr> expire(long nowMicros) {
        Set<Cidr> ended = new LinkedHashSet<>();
        Iterator<Map.Entry<Cidr, Map<IndicatorValue, MeshHolds.Hold>>> each =
                answers.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Cidr, Map<IndicatorValue, MeshHolds.Hold>> of = each.next();
            of.getValue().entrySet().removeIf(answer -> {
                boolean over = answer.getValue().endsMicros() <= nowMicros;
                if (over) {
                    ended.add(of.getKey());
                    unindex(of.getKey(), answer.getKey());
                }
                return over;
            });
            if (of.getValue().isEmpty()) {
                each.remove();
            }
        }
        recalled.values()
                .forEach(of -> of.entrySet().removeIf(answer -> {
                    boolean over = answer.getValue().endsMicros() <= nowMicros;
                    if (over) {
                        ended.add(answer.getKey());
                    }
                    return over;
                }));
        recalled.values().removeIf(Map::isEmpty);
        return ended;
    }

    /** How many addresses are answered. */
    public int size() {
        return answers.size() + recalled.values().stream().mapToInt(Map::size).sum();
    }

    private static boolean inside(Cidr prefix, Cidr address) {
        return prefix.contains(address.address()) && prefix.length() <= address.length();
    }

    private void remove(Cidr address, IndicatorValue alertClass) {
        answers.computeIfPresent(address, (a, of) -> {
            of.remove(alertClass);
            return of.isEmpty() ? null : of;
        });
        unindex(address, alertClass);
    }

    private void unindex(Cidr address, IndicatorValue alertClass) {
        byClass.computeIfPresent(alertClass, (c, addresses) -> {
            addresses.remove(address);
            return addresses.isEmpty() ? null : addresses;
        });
    }
}
