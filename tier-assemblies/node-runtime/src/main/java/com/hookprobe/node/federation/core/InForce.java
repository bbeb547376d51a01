package com.hookprobe.node.federation.core;

import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.MeshCancel;
import com.hookprobe.qsecbit.federation.MeshDecision;
import com.hookprobe.qsecbit.federation.TagKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A correlator's last word on each tag while it matters to a site that has missed it (mesh 10): a decision until it ends; a cancel
 * until everything has ended that was sent about the tag before. Pure and not thread-safe; microseconds since the epoch.
 */
public final class InForce {
    /** The default bound on tags; those that end first go. */
    public static final int TAGS_MAX = 16_384;

    /** A decision that is sent again ends a little earlier, since seconds are whole. */
    private static final long ROUNDED_MICROS = 1_000_000;

    private record Word(TagKey key, Bytes32 id, long position, long sequence, long untilMicros, MeshMessage message) {
        private Kept kept() {
            return new Kept(message, untilMicros);
        }

        private Word until(long micros) {
            return new Word(key, id, position, sequence, micros, message);
        }
    }

    /**
     * A word as it is kept, for the caller to store.
     *
     * @param message a DECISION without its hops, or a CANCEL
     * @param untilMicros as long as it matters
     */
    public record Kept(MeshMessage message, long untilMicros) {}

    private final int tagsMax;
    private final Map<TagKey, Word> byTag = new HashMap<>();
    private final TreeMap<Long, Word> byPosition = new TreeMap<>();
    private final TreeSet<Word> byEnd =
            new TreeSet<>(Comparator.comparingLong(Word::untilMicros).thenComparingLong(Word::position));

    /** With the default bound. */
    public InForce() {
        this(TAGS_MAX);
    }

    InForce(int tagsMax) {
        this.tagsMax = tagsMax;
    }

    /**
     * A decision was sent with its proof.
     *
     * @param position under which it was sent, above all before
     * @return what is kept of it, if it is the last word
     */
    public Optional<Kept> decided(MeshDecision decision, byte[] proof, long position, long nowMicros) {
        // Without its hops: how long it took then tells nothing about who gets it now.
        MeshMessage message = new MeshMessage.Decision(position, decision.encode(), proof, List.of());
        return put(word(decision, position, message), nowMicros);
    }

    /** A cancel was sent. */
    public Optional<Kept> cancelled(MeshCancel cancel, long position, long nowMicros) {
        Word before = byTag.get(cancel.key());
        return before == null
                ? Optional.empty()
                : put(
                        word(cancel, position, before.untilMicros, new MeshMessage.Cancel(position, cancel.encode())),
                        nowMicros);
    }

    /**
     * What was kept before this process began, in the order in which it was.
     *
     * @throws MalformedException when it is neither decision nor cancel
     */
    public void recall(Kept kept, long nowMicros) throws MalformedException {
        if (kept.message() instanceof MeshMessage.Decision sent) {
            MeshDecision decision = MeshDecision.decode(sent.encoded());
            Word word = word(decision, sent.position(), kept.message());
            put(word.until(kept.untilMicros()), nowMicros);
        } else if (kept.message() instanceof MeshMessage.Cancel sent) {
            MeshCancel cancel = MeshCancel.decode(sent.encoded());
            put(word(cancel, sent.position(), kept.untilMicros(), kept.message()), nowMicros);
        } else {
            throw new MalformedException(
                    "neither a decision nor a cancel: kind " + kept.message().kind());
        }
    }

    /** All that matters, in the order of positions. */
    public List<Kept> all(long nowMicros) {
        expire(nowMicros);
        return byPosition.values().stream().map(Word::kept).toList();
    }

    /**
     * Whether the last word on a tag is this decision with this end, or one that a second rounds off, and with the same sealed values:
     * what was renewed has the id of before, and so has what was sent again with values of others.
     */
    public boolean tells(DecisionDraft draft, long endsMicros, long nowMicros) {
        expire(nowMicros);
        Word word = byTag.get(draft.key());
        if (word == null || !word.id().equals(draft.id()) || !(word.message() instanceof MeshMessage.Decision sent)) {
            return false;
        }
        try {
            MeshDecision told = MeshDecision.decode(sent.encoded());
            return told.endsMicros() >= endsMicros - ROUNDED_MICROS
                    && told.draft().sealed().equals(draft.sealed());
        } catch (MalformedException e) {
            throw new IllegalStateException("what is kept was decoded before", e);
        }
    }

    /** Whether the last word on a tag that still matters has this number or a later one. */
    public boolean told(TagKey key, long sequence, long nowMicros) {
        expire(nowMicros);
        Word word = byTag.get(key);
        return word != null && word.sequence() >= sequence;
    }

    private static Word word(MeshDecision decision, long position, MeshMessage message) {
        return new Word(decision.key(), decision.id(), position, decision.sequence(), decision.endsMicros(), message);
    }

    private static Word word(MeshCancel cancel, long position, long untilMicros, MeshMessage message) {
        return new Word(cancel.key(), cancel.draft().decision(), position, cancel.sequence(), untilMicros, message);
    }

    /** A decision and its tag. */
    public record Decided(TagKey key, Bytes32 id) {}

    /** The decision in force whose id begins so, if there is one. */
    public Optional<Decided> decided(String idBegin, long nowMicros) {
        expire(nowMicros);
        return byTag.values().stream()
                .filter(word -> word.message() instanceof MeshMessage.Decision)
                .filter(word -> word.id().hex().startsWith(idBegin))
                .map(word -> new Decided(word.key(), word.id()))
                .findFirst();
    }

    /** What was sent first after a position and still matters. */
    public Optional<Entry> after(long position) {
        return Optional.ofNullable(byPosition.higherEntry(position))
                .map(found -> new Entry(found.getKey(), found.getValue().message()));
    }

    /** A message and its position. */
    public record Entry(long position, MeshMessage message) {}

    /** Forgets what has ended. */
    public void expire(long nowMicros) {
        while (!byEnd.isEmpty() && byEnd.first().untilMicros() <= nowMicros) {
            remove(byEnd.first());
        }
    }

    /** How many tags are remembered. */
    public int size() {
        return byTag.size();
    }

    private Optional<Kept> put(Word next, long nowMicros) {
        expire(nowMicros);
        Word before = byTag.get(next.key());
        // A decision that found its witnesses late may be older than what was sent meanwhile.
        if (before != null && before.sequence() > next.sequence()) {
            return Optional.empty();
        }
        Word word = before == null ? next : next.until(Math.max(before.untilMicros(), next.untilMicros()));
        if (word.untilMicros() <= nowMicros) {
            return Optional.empty();
        }
        if (before != null) {
            remove(before);
        } else if (byTag.size() >= tagsMax) {
            remove(byEnd.first());
        }
        byTag.put(word.key(), word);
        byPosition.put(word.position(), word);
        byEnd.add(word);
        return Optional.of(word.kept());
    }

    private void remove(Word word) {
        byTag.remove(word.key());
        byPosition.remove(word.position());
        byEnd.remove(word);
    }
}
