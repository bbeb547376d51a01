package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LastUsedMap;
import com.hookprobe.qsecbit.learning.FlowExample;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.Severity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says what connections were, by what the site's own detectors say of their sources (LEARNING 10.3). A connection waits until they had
 * their time. Where they say nothing clear, it is no example: a wrong one harms more than a missing one. Pure; times are microseconds
 * since the epoch. Not thread-safe.
 */
public final class Labelling {
    /** A detection says of the connections of its source that overlap it, or are so near, that they are attacks. */
    static final long NEAR_MICROS = 60_000_000;

    /**
     * And of those that are so near that nobody knows whether they are normal: the engine tells of an attack that goes on at its
     * beginning only.
     */
    static final long SUSPECT_MICROS = 3_600_000_000L;

    static final int SOURCES_MAX = 4_096;

    /**
     * What a flow record shows by itself. Not kinds that forge their source or are below IP; not what only the content tells, or a
     * name, or a list of bad addresses: a flow with a bad name looks like one with a good name.
     */
    private static final Set<AttackKind> SHOWN_BY_FLOWS = EnumSet.of(
            AttackKind.SYN_FLOOD,
            AttackKind.UDP_FLOOD,
            AttackKind.ICMP_FLOOD,
            AttackKind.HTTP_FLOOD,
            AttackKind.FLOOD,
            AttackKind.PORT_SCAN,
            AttackKind.HOST_SWEEP,
            AttackKind.BRUTE_FORCE,
            AttackKind.AUTH_BYPASS,
            AttackKind.WEB_SCAN,
            AttackKind.WEB_EXPLOIT,
            AttackKind.SQL_INJECTION,
            AttackKind.PATH_TRAVERSAL,
            AttackKind.COMMAND_INJECTION,
            AttackKind.MALWARE,
            AttackKind.EXPLOIT);

    /** Who forges the source of these gets no answers: a connection that ended well is not of whom they name. */
    private static final Set<AttackKind> FORGEABLE =
            EnumSet.of(AttackKind.SYN_FLOOD, AttackKind.UDP_FLOOD, AttackKind.ICMP_FLOOD, AttackKind.FLOOD);

    private static final double SURE = 0.5;

    private final long waitMicros;
    private final int waitingMax;
    private final Set<String> models;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Map<IpAddress, Spoken> spoken = new LastUsedMap<>(SOURCES_MAX);
    /** When something was said of sources that are forgotten, since there were too many. */
    private @Nullable Span forgotten;

    private long dropped;

    private record Waiting(Sighting sighting, long sinceMicros) {}

    /** What was said of a source, from when to when. */
    private static final class Spoken {
        private @Nullable Span any;
        private @Nullable Span attack;
        /** Of a host of the site: whom it attacked. */
        private @Nullable IpAddress victim;
        /** The attack is of {@link #FORGEABLE} kinds only. */
        private boolean forgeable;
    }

    private record Span(long first, long last) {
        boolean near(long from, long to, long within) {
            return from <= last + within && to >= first - within;
        }

        /** Both, when nothing lies between; else the later one. */
        static Span joined(@Nullable Span before, Span now, long within) {
            if (before == null) {
                return now;
            }
            return before.near(now.first, now.last, within)
                    ? new Span(Math.min(before.first, now.first), Math.max(before.last, now.last))
                    : now.last >= before.last ? now : before;
        }
    }

    /**
     * With nothing waiting.
     *
     * @param waitMicros how long a connection waits
     * @param waitingMax how many wait at once; of more, the new ones are no examples
     * @param models detectors that are models: what they say would teach a model what it says already
     */
    public Labelling(long waitMicros, int waitingMax, Set<String> models) {
        this.waitMicros = waitMicros;
        this.waitingMax = waitingMax;
        this.models = Set.copyOf(models);
    }

    /** Takes a connection. */
    public void onFlow(Sighting sighting, long nowMicros) {
        if (waiting.size() >= waitingMax) {
            dropped++;
        } else {
            waiting.add(new Waiting(sighting, nowMicros));
        }
    }

    /** Takes what a detector says. */
    public void onDetection(Detection detection) {
        if (!detection.hasSource()) {
            return;
        }
        Span now = new Span(
                Math.min(detection.firstMicros(), detection.lastMicros()),
                Math.max(detection.firstMicros(), detection.lastMicros()));
        makeRoom(detection.source());
        Spoken about = spoken.computeIfAbsent(detection.source(), source -> new Spoken());
        about.any = Span.joined(about.any, now, SUSPECT_MICROS);
        if (isAttack(detection)) {
            // Of a host of ours most connections are what they always are.
            IpAddress victim = detection.internal() ? detection.target() : null;
            boolean same = about.attack == null || String.valueOf(about.victim).equals(String.valueOf(victim));
            Span before = about.attack;
            boolean goesOn = same && before != null && before.near(now.first, now.last, NEAR_MICROS);
            about.attack = same ? Span.joined(before, now, NEAR_MICROS) : now;
            if (goesOn || about.attack.equals(now)) {
                about.forgeable = FORGEABLE.contains(detection.kind()) && (about.forgeable || !goesOn);
            }
            about.victim = victim;
        }
    }

    /** Who makes the detectors speak of many must not thereby have his own connections taken for normal ones. */
    private void makeRoom(IpAddress source) {
        if (spoken.size() < SOURCES_MAX || spoken.containsKey(source)) {
            return;
        }
        Span said = spoken.values().iterator().next().any;
        if (said != null) {
            forgotten = Span.joined(forgotten, said, SUSPECT_MICROS);
        }
    }

    private boolean isAttack(Detection detection) {
        return SHOWN_BY_FLOWS.contains(detection.kind())
                && detection.severity().atLeast(Severity.MEDIUM)
                && detection.confidence() >= SURE
                && !models.contains(detection.detector());
    }

    /** A person says that these are no attackers: what was said of them is forgotten. */
    public void forgive(List<Cidr> prefixes) {
        spoken.keySet().removeIf(source -> prefixes.stream().anyMatch(prefix -> prefix.contains(source)));
    }

    /** What was said was not all heard: of what waits nothing can be said. */
    public void onMissed() {
        dropped += waiting.size();
        waiting.clear();
    }

    /** Examples of which it is clear by now what they are. */
    public List<FlowExample> labelled(long nowMicros) {
        List<FlowExample> examples = new ArrayList<>();
        // A clock that was set back must not hold up what is behind.
        while (!waiting.isEmpty() && Math.abs(nowMicros - waiting.peek().sinceMicros()) >= waitMicros) {
            label(waiting.remove().sighting()).ifPresent(examples::add);
        }
        return examples;
    }

    private Optional<FlowExample> label(Sighting flow) {
        Spoken about = spoken.get(flow.source());
        if (about != null && near(about.attack, flow, NEAR_MICROS)) {
            boolean meant = about.victim == null || flow.responder().equals(about.victim);
            return meant && !(about.forgeable && flow.good())
                    ? Optional.of(flow.example().labelled(true))
                    : Optional.empty();
        }
        boolean suspicious = near(forgotten, flow, SUSPECT_MICROS)
                || (about != null && near(about.any, flow, SUSPECT_MICROS))
                || Optional.ofNullable(spoken.get(flow.responder()))
                        .filter(other -> near(other.any, flow, SUSPECT_MICROS))
                        .isPresent();
        return flow.good() && !suspicious ? Optional.of(flow.example().labelled(false)) : Optional.empty();
    }

    private static boolean near(@Nullable Span span, Sighting flow, long within) {
        return span != null && span.near(flow.firstMicros(), flow.lastMicros(), within);
    }

    /** How many wait. */
    public int waiting() {
        return waiting.size();
    }

    /** How many found no room, or lost what was said of them. */
    public long dropped() {
        return dropped;
    }
}
