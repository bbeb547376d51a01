package com.hookprobe.qsecbit.exchange.taxii;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Change;
import com.hookprobe.qsecbit.exchange.Decided;
import com.hookprobe.qsecbit.exchange.DecisionEdit.Cause;
import com.hookprobe.qsecbit.exchange.DecisionFeed;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.stix.StixTime;
import com.hookprobe.qsecbit.exchange.stix.StixWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of this node as a collection: what is in force, and what the stream still keeps of changes. A decision that was taken
 * back is a new version of its indicator, revoked; one whose time is over says so by itself. Nothing is stored twice: objects are
 * written when they are asked for.
 */
final class DecisionShelf implements Shelf {
    private final DecisionFeed feed;
    private final StixWriter writer;
    private volatile @Nullable Made made;

    private record Made(long head, List<Row> rows) {}

    DecisionShelf(DecisionFeed feed, StixWriter writer) {
        this.feed = feed;
        this.writer = writer;
    }

    @Override
    public String name() {
        return "decisions";
    }

    @Override
    public String title() {
        return "Decisions";
    }

    @Override
    public String description() {
        return "What this node blocks, with how often it was seen";
    }

    @Override
    public boolean writable() {
        return false;
    }

    @Override
    public List<Row> rows() {
        Made known = made;
        if (known == null || known.head() != feed.head()) {
            known = make();
            made = known;
        }
        return known.rows();
    }

    private Made make() {
        DecisionFeed.Page.Reset all = feed.snapshot();
        List<Change> changes = new ArrayList<>();
        Set<Long> told = new HashSet<>();
        for (Change change : feed.kept()) {
            if (change.sequence() <= all.upTo() && isSaid(change)) {
                changes.add(change);
                told.add(change.atMicros());
            }
        }
        List<Decided> older = all.inForce().stream()
                .filter(decided -> !told.contains(decided.changedMicros()))
                .sorted(Comparator.comparingLong(Decided::changedMicros))
                .toList();
        List<Change> said = new ArrayList<>(older.size() + changes.size());
        older.forEach(decided -> said.add(new Change.Added(0, decided)));
        said.addAll(changes);
        return new Made(all.upTo(), rows(said));
    }

    private List<Row> rows(List<Change> said) {
        Set<Thing> later = new HashSet<>();
        Set<Thing> seenLater = new HashSet<>();
        boolean[] last = new boolean[said.size()];
        boolean[] lastSighting = new boolean[said.size()];
        for (int i = said.size() - 1; i >= 0; i--) {
            Thing thing = Thing.of(said.get(i).decision());
            last[i] = later.add(thing);
            // A sighting stays true when the decision is taken back.
            lastSighting[i] = isSighting(said.get(i)) && seenLater.add(thing);
        }
        List<Row> rows = new ArrayList<>();
        List<ObjectNode> framework = writer.framework();
        for (int i = 0; i < framework.size(); i++) {
            rows.add(new FrameRow(framework.get(i), i));
        }
        Set<Thing> earlier = new HashSet<>();
        Set<Thing> seenEarlier = new HashSet<>();
        for (int i = 0; i < said.size(); i++) {
            Change change = said.get(i);
            Thing thing = Thing.of(change.decision());
            rows.add(new DecisionRow(writer, change, 0, earlier.add(thing), last[i]));
            if (isSighting(change)) {
                rows.add(new DecisionRow(writer, change, 1, seenEarlier.add(thing), lastSighting[i]));
            }
        }
        return List.copyOf(rows);
    }

    /** What makes the id of an object: changes of one are versions of one object. */
    private record Thing(String name, Subject subject) {
        static Thing of(Decided decided) {
            return new Thing(decided.name(), decided.subject());
        }
    }

    private static boolean isSighting(Change change) {
        return change instanceof Change.Added && change.decision().sightings() > 0;
    }

    private static boolean isSaid(Change change) {
        return change instanceof Change.Added
                || (change instanceof Change.Deleted deleted && deleted.cause() == Cause.WITHDRAWN);
    }

    /** Publisher and marking: older than all else. */
    private record FrameRow(ObjectNode object, int part) implements Row {
        @Override
        public long addedMicros() {
            // 2026-01-01, as the objects say.
            return 1_767_225_600_000_000L;
        }

        @Override
        public String type() {
            return object.get("type").textValue();
        }

        @Override
        public String id() {
            return object.get("id").textValue();
        }

        @Override
        public String version() {
            JsonNode modified = object.get("modified");
            return (modified == null ? object.get("created") : modified).textValue();
        }

        @Override
        public boolean last() {
            return true;
        }

        @Override
        public boolean first() {
            return true;
        }
    }

    private record DecisionRow(StixWriter writer, Change change, int part, boolean first, boolean last) implements Row {
        @Override
        public long addedMicros() {
            return change.atMicros();
        }

        @Override
        public String type() {
            return part == 0 ? "indicator" : "sighting";
        }

        @Override
        public String id() {
            return part == 0 ? writer.indicatorId(change.decision()) : writer.sightingId(change.decision());
        }

        @Override
        public String version() {
            return StixTime.format(change.atMicros());
        }

        @Override
        public JsonNode object() {
            return writer.objects(change).get(part);
        }
    }
}
