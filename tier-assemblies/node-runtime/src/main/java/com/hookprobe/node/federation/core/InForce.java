package com.hookprobe.node.federation.core;

import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.qsecbit.federation.Bytes32;
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

    private record Word(TagKey key, Bytes32 id, long position, long sequence, long untilMicros, MeshMessage message) {}

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
     */
    public void decided(MeshDecision decision, byte[] proof, long position, long nowMicros) {
        // Without its hops: how long it took then tells nothing about who gets it now.
        MeshMessage message = new MeshMessage.Decision(position, decision.encode(), proof, List.of());
        put(decision.key(), decision.id(), position, decision.sequence(), decision.endsMicros(), message, nowMicros);
    }

    /** A cancel was sent. */
    public void cancelled(MeshCancel cancel, long position, long nowMicros) {
        Word before = byTag.get(cancel.key());
        if (before != null) {
            MeshMessage message = new MeshMessage.Cancel(position, cancel.encode());
            put(
                    cancel.key(),
                    cancel.draft().decision(),
                    position,
                    cancel.sequence(),
                    before.untilMicros,
                    message,
                    nowMicros);
        }
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

    private void put(
            TagKey key,
            Bytes32 id,
            long position,
            long sequence,
            long endsMicros,
            MeshMessage message,
            long nowMicros) {
        expire(nowMicros);
        Word before = byTag.get(key);
        // A decision that found its witnesses late may be older than what was sent meanwhile.
        if (before != null && before.sequence() > sequence) {
            return;
        }
        long untilMicros = before == null ? endsMicros : Math.max(before.untilMicros(), endsMicros);
        if (untilMicros <= nowMicros) {
            return;
        }
        if (before != null) {
            remove(before);
        } else if (byTag.size() >= tagsMax) {
            remove(byEnd.first());
        }
        Word word = new Word(key, id, position, sequence, untilMicros, message);
        byTag.put(key, word);
        byPosition.put(position, word);
        byEnd.add(word);
    }

    private void remove(Word word) {
        byTag.remove(word.key());
        byPosition.remove(word.position());
        byEnd.remove(word);
    }
}
