package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who said what, written down where it came in and judged by the words of the specification, not by the code under test.
 */
final class Truth {
    /** The half of a block's life for which a confirmation must keep it up, whatever came before. */
    static final long HELD_MICROS = 30 * Clockwork.MINUTE;

    /** From the first to the last moment at which k honest owners confirmed, without a gap between their blocks. */
    record Confirmed(long sinceMicros, long lastMicros) {}

    private final int blockOwners;
    private final Map<Bytes32, Said> reportsById = new HashMap<>();
    private final Map<Bytes32, Said> vetoesById = new HashMap<>();
    private final Map<TagKey, List<Said>> reports = new HashMap<>();
    private final Map<TagKey, Map<Bytes32, Long>> takenBack = new HashMap<>();

    /** What the word of a node weighed at most since it last took one back. */
    private final Map<TagKey, Map<Bytes32, Integer>> heaviest = new HashMap<>();

    private final Map<TagKey, Confirmed> confirmed = new HashMap<>();
    private final Map<TagKey, Long> fell = new HashMap<>();
    private final Map<TagKey, Integer> honestNow = new HashMap<>();
    private final Set<TagKey> lied = new HashSet<>();
    private final Set<Bytes32> gone = new HashSet<>();
    private final Set<TagKey> weakened = new HashSet<>();

    Truth(int blockOwners) {
        this.blockOwners = blockOwners;
    }

    void report(Said said, long nowMicros) {
        if (isAhead(said.seenMinutes(), nowMicros) || reportsById.putIfAbsent(said.id(), said) != null) {
            return;
        }
        List<Said> about = reports.computeIfAbsent(said.key(), key -> new ArrayList<>());
        // FEDERATION 7.2: of one node the statement with the latest time of its own stands.
        boolean fresh = about.stream().noneMatch(other -> other.by() == said.by() && !isNewer(said, other));
        if (fresh) {
            long arrived = about.stream()
                    .filter(other -> other.by() == said.by() && other.untilMicros() > nowMicros && stands(other))
                    .mapToLong(Said::arrivedMicros)
                    .findAny()
                    .orElse(nowMicros);
            about.removeIf(other -> other.by() == said.by());
            about.add(said.arrivedAt(arrived));
            heaviest.computeIfAbsent(said.key(), key -> new HashMap<>())
                    .merge(said.by().node(), said.weight(), Math::max);
        }
        honestNow.remove(said.key());
        if (!said.by().honest) {
            lied.add(said.key());
        }
        if (said.by().honest && said.weight() > 0 && fresh && sure(said.key(), nowMicros) >= blockOwners) {
            Confirmed before = confirmed.get(said.key());
            long since =
                    before != null && before.lastMicros() + HELD_MICROS >= nowMicros ? before.sinceMicros() : nowMicros;
            confirmed.put(said.key(), new Confirmed(since, nowMicros));
        }
    }

    /** FEDERATION 7.2: what lies further ahead than clocks differ counts nothing. */
    private static boolean isAhead(long minutes, long nowMicros) {
        return minutes * Clockwork.MINUTE > nowMicros + 10 * Clockwork.MINUTE;
    }

    private static boolean isNewer(Said said, Said other) {
        int order = Long.compare(said.seenMinutes(), other.seenMinutes());
        return order != 0 ? order > 0 : said.id().compareTo(other.id()) > 0;
    }

    void veto(Said said) {
        vetoesById.putIfAbsent(said.id(), said);
    }

    void retraction(TagKey key, Member by, long minutes, long nowMicros) {
        if (isAhead(minutes, nowMicros)) {
            return;
        }
        takenBack.computeIfAbsent(key, k -> new HashMap<>()).merge(by.node(), minutes, Math::max);
        boolean none = reports.getOrDefault(key, List.of()).stream().noneMatch(said -> said.by() == by && stands(said));
        if (none) {
            heaviest.getOrDefault(key, new HashMap<>()).remove(by.node());
        }
        dropped(key, by, nowMicros);
    }

    /** The node has left or was revoked. */
    void left(Member by, long nowMicros) {
        gone.add(by.node());
        List.copyOf(reports.keySet()).forEach(key -> dropped(key, by, nowMicros));
    }

    private void dropped(TagKey key, Member by, long nowMicros) {
        honestNow.remove(key);
        weakened.add(key);
        if (by.honest) {
            fell.put(key, nowMicros);
            if (sure(key, nowMicros) < blockOwners) {
                confirmed.remove(key);
            }
        }
    }

    @Nullable Said reportOf(Bytes32 id) {
        return reportsById.get(id);
    }

    @Nullable Said vetoOf(Bytes32 id) {
        return vetoesById.get(id);
    }

    /** Neither taken back nor of a node that is gone. */
    boolean stands(Said said) {
        Long back = takenBack.getOrDefault(said.key(), Map.of()).get(said.by().node());
        return isHere(said) && (back == null || back < said.seenMinutes());
    }

    /** Of a node that is not gone. */
    boolean isHere(Said said) {
        return !gone.contains(said.by().node());
    }

    /** FEDERATION 7.8: the first arrival of all reports that count; now when none does. */
    long firstMicros(TagKey key, long nowMicros) {
        return reports.getOrDefault(key, List.of()).stream()
                .filter(said -> said.weight() > 0 && said.untilMicros() > nowMicros && stands(said))
                .mapToLong(Said::arrivedMicros)
                .min()
                .orElse(nowMicros);
    }

    /** Tags about which somebody took something back, or left, since this was asked last. */
    Set<TagKey> weakened() {
        Set<TagKey> all = Set.copyOf(weakened);
        weakened.clear();
        return all;
    }

    /** What the owners with a report that stands, however old, weighed at most, in thousandths. */
    int standing(TagKey key) {
        Map<Integer, Integer> owners = new HashMap<>();
        for (Said said : reports.getOrDefault(key, List.of())) {
            if (stands(said)) {
                int weight = heaviest.getOrDefault(key, Map.of())
                        .getOrDefault(said.by().node(), 0);
                owners.merge(said.by().owner, weight, Math::max);
            }
        }
        return owners.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many honest owners of full weight confirm now. */
    int sure(TagKey key, long nowMicros) {
        return owners(
                key,
                said -> said.by().honest && said.weight() == 1000 && said.grave() && said.untilMicros() > nowMicros);
    }

    /** How many honest owners have said so and have not taken it back, however long ago. */
    int honest(TagKey key) {
        return honestNow.computeIfAbsent(key, k -> owners(k, said -> said.by().honest && said.weight() > 0));
    }

    /** Whether a lying owner ever said so. */
    boolean lied(TagKey key) {
        return lied.contains(key);
    }

    int owners(TagKey key, Predicate<Said> which) {
        Set<Integer> owners = new HashSet<>();
        for (Said said : reports.getOrDefault(key, List.of())) {
            if (which.test(said) && stands(said)) {
                owners.add(said.by().owner);
            }
        }
        return owners.size();
    }

    @Nullable Confirmed confirmed(TagKey key) {
        return confirmed.get(key);
    }

    /** When an honest owner last took something back about it; the least long for never. */
    long fellMicros(TagKey key) {
        return fell.getOrDefault(key, Long.MIN_VALUE);
    }

    /** True when several nodes of one owner, or nodes that count nothing, spoke about it. */
    boolean crowded(TagKey key) {
        List<Said> about = reports.getOrDefault(key, List.of());
        long owners = about.stream().map(said -> said.by().owner).distinct().count();
        return about.stream().map(Said::by).distinct().count() > owners
                || about.stream().anyMatch(said -> said.weight() == 0);
    }
}
