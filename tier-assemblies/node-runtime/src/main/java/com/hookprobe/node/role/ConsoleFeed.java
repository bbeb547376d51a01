package com.hookprobe.node.role;

import com.hookprobe.console.view.DetectionRow;
import com.hookprobe.console.view.Happening;
import com.hookprobe.console.view.MeshPage;
import com.hookprobe.console.view.ScorePage;
import com.hookprobe.console.view.WordRow;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.qsecbit.detection.Detection;
import com.hookprobe.qsecbit.federation.CancelReason;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.Score;
import com.hookprobe.qsecbit.response.Decision;
import com.hookprobe.qsecbit.response.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The latest of what happened in a node, as rows for its console, and who hears of the next. Owned by the node's loop, but for
 * {@link #watch}.
 */
final class ConsoleFeed implements NodeWatcher {
    static final int DETECTIONS_KEPT = 1_000;
    static final int WORDS_KEPT = 200;
    /** An hour at one point in ten seconds. */
    static final int POINTS_KEPT = 360;

    private static final long POINT_MICROS = 10_000_000;
    /** A score that moves less is told with the next point. */
    private static final double VISIBLE = 0.005;

    private final Function<NodeId, MeshPage.Row> member;
    private final List<Consumer<Happening>> listeners = new CopyOnWriteArrayList<>();
    private final Deque<DetectionRow> detections = new ArrayDeque<>();
    private final Deque<ScorePage.Point> course = new ArrayDeque<>();
    private final Map<String, Told> words = new LinkedHashMap<>();
    private long sequence;
    private @Nullable Score score;
    private long scoredMicros;
    private double shown = -1;

    /** A word, and the tag by which it may be cancelled. */
    private record Told(WordRow row, NodeId correlator, TagKey key) {}

    /** @param member a member's row as it is now */
    ConsoleFeed(Function<NodeId, MeshPage.Row> member) {
        this.member = member;
    }

    /** From any thread. */
    AutoCloseable watch(Consumer<Happening> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void tell(String kind, Object row) {
        if (!listeners.isEmpty()) {
            Happening happening = new Happening(kind, row);
            listeners.forEach(listener -> listener.accept(happening));
        }
    }

    @Override
    public void detected(Detection found, Optional<Decision> decision, Outcome outcome, Hash32 block) {
        DetectionRow row = new DetectionRow(
                ++sequence,
                found.id(),
                found.firstMicros(),
                found.lastMicros(),
                found.kind().name(),
                found.severity().name(),
                found.confidence(),
                found.hasSource()
                        ? found.source().toString()
                        : found.sourceMac().isPresent() ? found.sourceMac().toString() : "",
                found.target().isUnspecified() ? "" : found.target().toString(),
                found.internal(),
                found.evidence(),
                found.detector(),
                found.sensor(),
                decision.map(Decision::id).orElse(""),
                decision.map(made -> made.action().name()).orElse(""),
                decision.isPresent() ? outcome.name() : "",
                block.hex());
        detections.addFirst(row);
        if (detections.size() > DETECTIONS_KEPT) {
            detections.removeLast();
        }
        tell("detection", row);
        decision.filter(made -> outcome == Outcome.ENFORCED).ifPresent(made -> tell("decision", ConsoleSite.row(made)));
    }

    /** Newest first. */
    List<DetectionRow> detections(long before, int limit) {
        return detections.stream()
                .filter(row -> row.sequence() < before)
                .limit(limit)
                .toList();
    }

    /** What led to a decision of this site, newest first. */
    List<DetectionRow> ledTo(String decision) {
        return detections.stream()
                .filter(row -> row.decision().equals(decision))
                .toList();
    }

    @Override
    public void scored(Score now, long micros) {
        score = now;
        scoredMicros = micros;
        ScorePage.Point last = course.peekLast();
        boolean due = last == null || micros - last.micros() >= POINT_MICROS || micros < last.micros();
        if (due) {
            course.addLast(new ScorePage.Point(micros, now.value()));
            if (course.size() > POINTS_KEPT) {
                course.removeFirst();
            }
        }
        if (due || Math.abs(now.value() - shown) >= VISIBLE) {
            shown = now.value();
            tell("score", page(now, micros, List.of()));
        }
    }

    /** Empty in the first second. */
    Optional<ScorePage> score() {
        return Optional.ofNullable(score).map(now -> page(now, scoredMicros, List.copyOf(course)));
    }

    private static ScorePage page(Score score, long micros, List<ScorePage.Point> course) {
        List<ScorePage.Term> terms = score.terms().list().stream()
                .map(term ->
                        new ScorePage.Term(term.name(), term.raw(), term.weight(), term.contribution(), term.reason()))
                .toList();
        return new ScorePage(micros, score.value(), score.band().name(), terms, course);
    }

    @Override
    public void told(Word word) {
        String id = word.decision().id().hex();
        Told before = words.remove(id);
        List<Long> times = new ArrayList<>(word.hopMicros());
        times.add(word.micros());
        // Who was away is told without the way: what is known of it stays.
        List<WordRow.Hop> known = before == null ? List.of() : before.row().hops();
        List<WordRow.Hop> hops = word.hopMicros().isEmpty() ? known : ConsoleWords.hops(times, word.fate());
        Told row = new Told(
                new WordRow(
                        id,
                        word.correlator().name(),
                        word.fate().name(),
                        word.what(),
                        word.decision().level().name(),
                        word.decision().draft().sites(),
                        word.decision().draft().threshold(),
                        word.decision().decidedMicros(),
                        word.decision().endsMicros(),
                        word.reason(),
                        hops),
                word.correlator().id(),
                word.decision().key());
        words.put(id, row);
        if (words.size() > WORDS_KEPT) {
            Iterator<String> oldest = words.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        tell("word", row.row());
    }

    @Override
    public void cancelled(Member correlator, TagKey key, CancelReason reason) {
        words.replaceAll((id, told) -> {
            boolean meant = told.correlator().equals(correlator.id())
                    && told.key().equals(key)
                    && !told.row().state().equals("CANCELLED");
            if (!meant) {
                return told;
            }
            WordRow row = ConsoleWords.as(told.row(), "CANCELLED", reason.name());
            tell("word", row);
            return new Told(row, told.correlator(), told.key());
        });
    }

    /** Newest first. */
    List<WordRow> words(long nowMicros) {
        List<WordRow> rows = new ArrayList<>(words.size());
        words.values().forEach(told -> {
            WordRow row = told.row();
            boolean over = row.endsMicros() <= nowMicros && !row.state().equals("CANCELLED");
            rows.add(0, over ? ConsoleWords.as(row, "OVER", row.reason()) : row);
        });
        return rows;
    }

    @Override
    public void finalised(CheckpointHeader header, byte[] certificate) {
        tell("checkpoint", ConsoleLedger.row(header, certificate));
    }

    @Override
    public void session(NodeId peer, boolean open) {
        tell("session", member.apply(peer));
    }
}
