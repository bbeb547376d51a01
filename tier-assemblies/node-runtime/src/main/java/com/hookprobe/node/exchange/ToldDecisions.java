package com.hookprobe.node.exchange;

import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.response.Action;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Indicator;
import com.hookprobe.qsecbit.response.JournalEntry;
import com.hookprobe.qsecbit.response.Origin;
import com.hookprobe.qsecbit.response.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions of a site others are told, and under which names (exchange 8). Owned by the node's loop; times are
 * microseconds since the epoch.
 */
public final class ToldDecisions {
    /** What an operator's decision is worth, 0 to 100. */
    static final int OPERATOR_CONFIDENCE = 90;
    /** What the mesh's is worth. */
    static final int MESH_CONFIDENCE = 80;
    /** Below that no band acts: all that is known of a decision of a run before whose detection is not kept. */
    static final int LOCAL_CONFIDENCE = 40;

    private final LocalNetworks own;
    private final ToIntFunction<String> sites;
    private final int toldMax;
    private final Map<Place, Told> told = new HashMap<>();
    private Map<IpAddress, Double> sure = Map.of();
    private String engine = "";
    private long lastStamp;

    /** There is one decision for each indicator and origin. */
    private record Place(Indicator indicator, Origin origin) {
        static Place of(Decision decision) {
            return new Place(decision.indicator(), decision.origin());
        }
    }

    /** What is to be told, in order. */
    public sealed interface Word {
        /** It is in force from now on. */
        record Holds(Told told) implements Word {}

        /** It was taken back. */
        record Over(String name) implements Word {}
    }

    /**
     * None.
     *
     * @param own hosts of the site: nobody outside hears of them
     * @param sites how many sites stand behind a decision of the mesh, by its reason
     * @param toldMax how many are told at most; those that end last are
     */
    public ToldDecisions(LocalNetworks own, ToIntFunction<String> sites, int toldMax) {
        this.own = own;
        this.sites = sites;
        this.toldMax = toldMax;
    }

    /** Begins with what is in force, under the names under which the stream of the run before has it. */
    public void recall(Collection<Decision> inForce, Collection<Decided> known, long nowMicros) {
        Map<List<String>, Decided> before = new HashMap<>();
        known.forEach(one -> before.put(List.of(one.subject().value(), one.origin()), one));
        for (Decision decision : inForce) {
            if (isTold(decision)) {
                Decided one = before.get(List.of(decision.indicator().toString(), Told.origin(decision.origin())));
                told.put(
                        Place.of(decision),
                        one == null
                                ? first(decision, "", nowMicros)
                                : new Told(one.name(), decision, one.owner(), one.confidence(), one.sightings()));
            }
        }
    }

    /**
     * This site has taken detections, and what follows from them comes next.
     *
     * @param machine the account of the engine that says so; empty when this site's own sensors do
     * @return what rests on the site's own detectors as well from now on
     */
    public List<Word> detected(List<Detection> found, String machine) {
        engine = machine;
        sure = new HashMap<>();
        List<Word> words = new ArrayList<>();
        for (Detection detection : found) {
            sure.merge(detection.source(), detection.confidence(), Math::max);
            Place place = detection.hasSource() ? new Place(Indicator.of(detection.source()), Origin.LOCAL) : null;
            Told held = place == null ? null : told.get(place);
            if (place != null
                    && held != null
                    && !held.owner().isEmpty()
                    && !held.owner().equals(machine)) {
                Told confirmed = new Told(held.name(), held.decision(), "", held.confidence(), held.sightings() + 1);
                told.put(place, confirmed);
                words.add(new Word.Holds(confirmed));
            }
        }
        return words;
    }

    /** What the changes of a site's response come to, in order. */
    public List<Word> changed(List<JournalEntry> entries, long nowMicros) {
        List<Word> words = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof JournalEntry.Decided decided) {
                decided(decided.decision(), nowMicros).ifPresent(words::add);
            } else if (entries.get(i) instanceof JournalEntry.Lifted lifted) {
                Place place = new Place(lifted.indicator(), lifted.origin());
                // An origin that has changed its mind goes on, under the same name.
                boolean goesOn = i + 1 < entries.size()
                        && entries.get(i + 1) instanceof JournalEntry.Decided next
                        && Place.of(next.decision()).equals(place);
                if (!goesOn) {
                    over(place, nowMicros).ifPresent(words::add);
                }
            }
        }
        return words;
    }

    private Optional<Word> decided(Decision decision, long nowMicros) {
        Place place = Place.of(decision);
        if (!isTold(decision)) {
            return over(place, nowMicros);
        }
        Told before = inForce(place, nowMicros);
        Told now;
        if (before == null) {
            now = first(decision, decision.origin() == Origin.LOCAL ? engine : "", nowMicros);
        } else {
            boolean mesh = decision.origin() == Origin.MESH;
            boolean alone = decision.origin() == Origin.LOCAL && before.owner().equals(engine);
            now = new Told(
                    before.name(),
                    decision,
                    alone ? engine : "",
                    mesh ? MESH_CONFIDENCE : Math.max(before.confidence(), confidence(decision)),
                    mesh ? sites.applyAsInt(decision.reason()) : before.sightings() + 1);
        }
        told.put(place, now);
        return Optional.of(new Word.Holds(now));
    }

    private Optional<Word> over(Place place, long nowMicros) {
        Told before = inForce(place, nowMicros);
        told.remove(place);
        return before == null ? Optional.empty() : Optional.of(new Word.Over(before.name()));
    }

    private @Nullable Told inForce(Place place, long nowMicros) {
        Told known = told.get(place);
        return known == null || known.decision().endsMicros() <= nowMicros ? null : known;
    }

    /** A decision of its own: STIX knows no way back for a name that was taken back, so none comes twice. */
    private Told first(Decision decision, String owner, long nowMicros) {
        lastStamp = Math.max(nowMicros, lastStamp + 1);
        int sightings = switch (decision.origin()) {
            case MESH -> sites.applyAsInt(decision.reason());
            case OPERATOR -> 0;
            default -> 1;
        };
        return new Told(decision.id() + '@' + lastStamp, decision, owner, confidence(decision), sightings);
    }

    private int confidence(Decision decision) {
        return switch (decision.origin()) {
            case MESH -> MESH_CONFIDENCE;
            case OPERATOR -> OPERATOR_CONFIDENCE;
            // Rounded down: nothing counts for more than the weight of its engine.
            default -> {
                Double said = decision.indicator().isMac()
                        ? null
                        : sure.get(decision.indicator().prefix().address());
                yield said == null ? LOCAL_CONFIDENCE : (int) (100 * said + 1e-9);
            }
        };
    }

    /** Exchange 8.2. */
    private boolean isTold(Decision decision) {
        boolean remedy = decision.action() == Action.BLOCK || decision.action() == Action.RATE_LIMIT;
        return remedy
                && decision.origin() != Origin.FEED
                && decision.scope() != Scope.HOST
                && !decision.indicator().isMac()
                && !own.contains(decision.indicator().prefix().address());
    }

    /** What of these rests on the alerts of this engine alone. */
    public List<Indicator> restingOn(String machine, List<Decided> decisions, long nowMicros) {
        List<Indicator> found = new ArrayList<>();
        for (Decided one : decisions) {
            Optional<Indicator> indicator = Indicator.parse(one.subject().value());
            Told held = indicator.isEmpty() ? null : inForce(new Place(indicator.get(), Origin.LOCAL), nowMicros);
            if (held != null
                    && !machine.isEmpty()
                    && held.owner().equals(machine)
                    && held.name().equals(one.name())) {
                found.add(indicator.get());
            }
        }
        return found;
    }

    /** All that is told now. */
    public List<Told> all(long nowMicros) {
        expire(nowMicros);
        if (told.size() <= toldMax) {
            return List.copyOf(told.values());
        }
        return told.values().stream()
                .sorted(Comparator.comparingLong((Told one) -> one.decision().endsMicros())
                        .reversed())
                .limit(toldMax)
                .toList();
    }

    /** Forgets what is over: the stream ends it by itself. */
    public void expire(long nowMicros) {
        told.values().removeIf(one -> one.decision().endsMicros() <= nowMicros);
    }

    /** How many are held. */
    public int size() {
        return told.size();
    }
}
