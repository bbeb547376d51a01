package com.hookprobe.qsecbit.correlation.core;

import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionDraft;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.federation.TagKey;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reports as they were signed, for as long as they count or the decision about their tag is in force (CORRELATION 2.7). Of each node
 * and tag there is the latest one, and the one that the decision names: so the correlator's bound on statements, which is fair to
 * every owner, bounds these too. Pure and not thread-safe; microseconds since the epoch.
 *
 * <pre>
 * t u32 | t x (key 41 | in force until u64 | time to live u32 | level u8 | r u32 | r x (node 32 | counts until u64 | flags u8: 1 latest, 2 named
 *   | length u16 | report)), tags and the names of reports rising
 * </pre>
 */
final class LiveReports {
    private static final int TAG_BYTES = 41 + Long.BYTES + Integer.BYTES + 1 + Integer.BYTES;
    private static final int REPORT_BYTES = Bytes32.LENGTH + Long.BYTES + 1 + Short.BYTES;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int LATEST = 1;
    private static final int NAMED = 2;

    private record Kept(SignedReport report, long untilMicros, boolean latest, boolean named) {
        Kept with(boolean isLatest, boolean isNamed) {
            return new Kept(report, untilMicros, isLatest, isNamed);
        }
    }

    private static final class Tag {
        final TreeMap<Bytes32, Kept> reports = new TreeMap<>();
        long inForceUntilMicros;
        int ttlSeconds;
        int level;
        long dueMicros;

        Set<Bytes32> named() {
            Set<Bytes32> names = new HashSet<>();
            reports.forEach((name, kept) -> {
                if (kept.named) {
                    names.add(name);
                }
            });
            return names;
        }

        /** The decision that holds, as it was when it got its end. */
        LiveTag.InForce inForce(DecisionDraft holds) {
            DecisionDraft first = new DecisionDraft(
                    holds.key(),
                    holds.attackType(),
                    holds.level(),
                    ttlSeconds,
                    holds.sites(),
                    holds.threshold(),
                    holds.firstReportMicros(),
                    holds.reports(),
                    holds.sealed());
            return new LiveTag.InForce(first, inForceUntilMicros - ttlSeconds * MICROS_PER_SECOND);
        }
    }

    /** When the first report of a tag may be needed no more. */
    private record Due(long micros, TagKey key) {}

    private final TreeMap<TagKey, Tag> tags = new TreeMap<>();
    private final TreeSet<Due> due =
            new TreeSet<>(Comparator.comparingLong(Due::micros).thenComparing(Due::key));

    /** A report that the correlator has taken; its node's earlier one about the tag counts no more. */
    void taken(Bytes32 node, AttackSignature report, long untilMicros) {
        change(report.key(), tag -> {
            superseded(tag, kept -> kept.report.node().equals(node));
            SignedReport signed = new SignedReport(node, report);
            // Of a node that was revoked and is back, the decision in force may name this very report.
            Kept before = tag.reports.get(signed.name());
            tag.reports.put(signed.name(), new Kept(signed, untilMicros, true, before != null && before.named));
        });
    }

    /** What a node saw of a tag up to a minute counts no more. */
    void retracted(TagKey key, Bytes32 node, long upToMinutes) {
        change(
                key,
                tag -> superseded(
                        tag,
                        kept -> kept.report.node().equals(node)
                                && kept.report.report().facts().lastSeenMinutes() <= upToMinutes));
    }

    /** What a node said counts no more. */
    void revoked(Bytes32 node) {
        for (TagKey key : List.copyOf(tags.keySet())) {
            change(key, tag -> superseded(tag, kept -> kept.report.node().equals(node)));
        }
    }

    /**
     * A decision is in force from now on, and rests on what it names. Sent again for what is left of its life, it ends up to a
     * second earlier: its end stays the one that witnesses have signed.
     */
    void decided(DecisionDraft draft, long nowMicros) {
        Set<Bytes32> names = new HashSet<>(draft.reports());
        change(draft.key(), tag -> {
            long endsMicros = nowMicros + draft.ttlSeconds() * MICROS_PER_SECOND;
            boolean again = tag.level == draft.level().code() && tag.named().equals(names);
            if (!again || tag.inForceUntilMicros <= nowMicros || tag.inForceUntilMicros < endsMicros) {
                tag.inForceUntilMicros = endsMicros;
                tag.ttlSeconds = draft.ttlSeconds();
                tag.level = draft.level().code();
            }
            tag.reports.replaceAll((name, kept) -> kept.with(kept.latest, names.contains(name)));
            prune(tag);
        });
    }

    /** The decision about a tag is lifted. */
    void cancelled(TagKey key) {
        change(key, tag -> {
            tag.inForceUntilMicros = 0;
            tag.reports.replaceAll((name, kept) -> kept.with(kept.latest, false));
            prune(tag);
        });
    }

    /** Drops what neither counts nor is needed for a decision in force. */
    void expire(long nowMicros) {
        while (!due.isEmpty() && due.first().micros() <= nowMicros) {
            change(due.first().key(), tag -> {
                tag.reports.replaceAll((name, kept) -> kept.with(kept.latest, false));
                prune(tag);
                tag.reports.values().removeIf(kept -> kept.untilMicros <= nowMicros);
            });
        }
    }

    /** How many there are. */
    int size() {
        return tags.values().stream().mapToInt(tag -> tag.reports.size()).sum();
    }

    /** Every tag, rising, with the decision that a function knows to be in force about it. */
    void forEach(Function<TagKey, Optional<DecisionDraft>> active, Consumer<LiveTag> to) {
        tags.forEach((key, tag) -> {
            List<SignedReport> reports =
                    tag.reports.values().stream().map(Kept::report).toList();
            to.accept(new LiveTag(key, active.apply(key).map(tag::inForce), reports));
        });
    }

    /** Those that a decision names, as far as they are kept, in the order of their names. */
    List<SignedReport> named(DecisionDraft draft) {
        Tag tag = tags.get(draft.key());
        return tag == null
                ? List.of()
                : draft.reports().stream()
                        .map(tag.reports::get)
                        .filter(Objects::nonNull)
                        .map(Kept::report)
                        .toList();
    }

    byte[] encode() {
        int length = Integer.BYTES;
        for (Tag tag : tags.values()) {
            length += TAG_BYTES;
            for (Kept kept : tag.reports.values()) {
                length += REPORT_BYTES + kept.report.report().encode().length;
            }
        }
        ByteBuffer to = ByteBuffer.allocate(length);
        to.putInt(tags.size());
        tags.forEach((key, tag) -> {
            key.write(to);
            to.putLong(tag.inForceUntilMicros)
                    .putInt(tag.ttlSeconds)
                    .put((byte) tag.level)
                    .putInt(tag.reports.size());
            tag.reports.values().forEach(kept -> write(to, kept));
        });
        return to.array();
    }

    private static void write(ByteBuffer to, Kept kept) {
        byte[] report = kept.report.report().encode();
        to.put(kept.report.node().bytes());
        to.putLong(kept.untilMicros).put((byte) ((kept.latest ? LATEST : 0) | (kept.named ? NAMED : 0)));
        to.putShort((short) report.length).put(report);
    }

    static LiveReports decode(FieldReader from) throws MalformedException {
        LiveReports read = new LiveReports();
        for (int left = from.integer("tags", 4, 0, Integer.MAX_VALUE); left > 0; left--) {
            TagKey key = TagKey.read(from);
            Tag tag = new Tag();
            tag.inForceUntilMicros = from.time("in force until");
            tag.ttlSeconds = from.integer("time to live", 4, 0, Integer.MAX_VALUE);
            tag.level = from.integer("level", 1, 0, 255);
            for (int reports = from.integer("reports", 4, 1, Integer.MAX_VALUE); reports > 0; reports--) {
                Kept kept = read(from);
                tag.reports.put(kept.report.name(), kept);
            }
            read.tags.put(key, tag);
            read.schedule(key, tag);
        }
        return read;
    }

    private static Kept read(FieldReader from) throws MalformedException {
        Bytes32 node = from.bytes32("node");
        long until = from.time("counts until");
        int flags = from.integer("flags", 1, 1, LATEST | NAMED);
        int length = from.integer("length", 2, 0, AttackSignature.BYTES_MAX);
        AttackSignature report = AttackSignature.decode(from.bytes("report", length));
        return new Kept(new SignedReport(node, report), until, (flags & LATEST) != 0, (flags & NAMED) != 0);
    }

    private interface Change {
        void to(Tag tag);
    }

    private void change(TagKey key, Change change) {
        Tag tag = tags.computeIfAbsent(key, made -> new Tag());
        due.remove(new Due(tag.dueMicros, key));
        change.to(tag);
        if (tag.reports.isEmpty()) {
            tags.remove(key);
        } else {
            schedule(key, tag);
        }
    }

    private void schedule(TagKey key, Tag tag) {
        long firstMicros = Long.MAX_VALUE;
        for (Kept kept : tag.reports.values()) {
            firstMicros = Math.min(firstMicros, kept.latest ? kept.untilMicros : 0);
        }
        tag.dueMicros = Math.max(firstMicros, tag.inForceUntilMicros);
        due.add(new Due(tag.dueMicros, key));
    }

    private static void superseded(Tag tag, Predicate<Kept> which) {
        tag.reports.replaceAll((name, kept) -> which.test(kept) ? kept.with(false, kept.named) : kept);
        prune(tag);
    }

    private static void prune(Tag tag) {
        tag.reports.values().removeIf(kept -> !kept.latest && !kept.named);
    }
}
