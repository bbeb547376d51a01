package com.hookprobe.dsm.ledger;

import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The finalised state of all sources after a checkpoint: what the next checkpoint must extend. Immutable, sorted by
 * source, at most {@link #SOURCES_MAX} entries.
 */
public final class Frontier {
    /** DSM 3.1: max sources. */
    public static final int SOURCES_MAX = 65_536;

    /** Before the first checkpoint. */
    public static final Frontier EMPTY = new Frontier(new TreeMap<>());

    private final NavigableMap<NodeId, FrontierEntry> entries;

    /** Computed once; two threads that race compute the same. */
    private @Nullable Hash32 root;

    private Frontier(NavigableMap<NodeId, FrontierEntry> entries) {
        if (entries.size() > SOURCES_MAX) {
            throw new IllegalArgumentException(entries.size() + " sources, the maximum is " + SOURCES_MAX);
        }
        this.entries = Collections.unmodifiableNavigableMap(entries);
    }

    /** Builds a frontier; refuses two entries for one source. */
    public static Frontier of(Collection<FrontierEntry> entries) {
        TreeMap<NodeId, FrontierEntry> map = new TreeMap<>();
        for (FrontierEntry entry : entries) {
            if (map.put(entry.source(), entry) != null) {
                throw new IllegalArgumentException("two frontier entries for source " + entry.source());
            }
        }
        return new Frontier(map);
    }

    public Optional<FrontierEntry> entry(NodeId source) {
        return Optional.ofNullable(entries.get(source));
    }

    /** All entries, sorted by source. */
    public Collection<FrontierEntry> entries() {
        return entries.values();
    }

    public int size() {
        return entries.size();
    }

    /** DSM 3.3 frontier_root: RFC 6962 root over the encodings of the sorted entries. */
    public Hash32 root() {
        Hash32 known = root;
        if (known == null) {
            List<byte[]> leaves = new ArrayList<>(entries.size());
            entries.values().forEach(entry -> leaves.add(entry.encode()));
            known = MerkleTree.of(leaves).root();
            root = known;
        }
        return known;
    }

    /** The path of a listed source's entry to {@link #root}; throws {@link IllegalArgumentException} for another one. */
    InclusionProof proof(NodeId source) {
        List<byte[]> leaves = new ArrayList<>(entries.size());
        int index = -1;
        for (FrontierEntry entry : entries.values()) {
            if (entry.source().equals(source)) {
                index = leaves.size();
            }
            leaves.add(entry.encode());
        }
        if (index < 0) {
            throw new IllegalArgumentException("source " + source + " is not listed");
        }
        return MerkleTree.of(leaves).inclusionProof(index);
    }

    /**
     * The state after a checkpoint with these ranges. Each range must extend its source's entry without a gap; a source
     * not yet listed, or one with a higher incarnation, starts at 1. Whether a source is enrolled is not known here.
     *
     * @throws IllegalArgumentException naming the first range that does not fit
     */
    public Frontier advance(List<SourceRange> ranges) {
        TreeMap<NodeId, FrontierEntry> next = new TreeMap<>(entries);
        for (SourceRange range : ranges) {
            FrontierEntry extended = new FrontierEntry(
                    range.source(), range.incarnation(), range.to(), range.head(), SourceStatus.ACTIVE);
            String refusal = refusal(next.get(range.source()), range);
            if (!refusal.isEmpty()) {
                throw new IllegalArgumentException("range of source " + range.source() + ": " + refusal);
            }
            next.put(range.source(), extended);
        }
        return new Frontier(next);
    }

    /** Where the next range of a source must start, and the {@code prev} of its first block. */
    public record Start(long from, Hash32 prev) {}

    /**
     * Where the next range of this source and incarnation starts; empty when it may not be extended (older incarnation,
     * forked or suspended).
     */
    public Optional<Start> next(Hash32 networkId, NodeId source, long incarnation) {
        FrontierEntry at = entries.get(source);
        if (!mayExtend(source, incarnation)) {
            return Optional.empty();
        }
        return at == null || at.incarnation() < incarnation || at.to() == 0
                ? Optional.of(new Start(1, Microblock.genesisPrev(networkId, source, incarnation)))
                : Optional.of(new Start(at.to() + 1, at.head()));
    }

    /** False when the source is suspended, is forked in this incarnation, or has a newer one. */
    public boolean mayExtend(NodeId source, long incarnation) {
        FrontierEntry at = entries.get(source);
        return at == null || extendable(at, incarnation);
    }

    /** The same frontier with one entry put in or replaced: enrolment, fork, suspension. */
    public Frontier with(FrontierEntry entry) {
        TreeMap<NodeId, FrontierEntry> next = new TreeMap<>(entries);
        next.put(entry.source(), entry);
        return new Frontier(next);
    }

    private static boolean extendable(FrontierEntry at, long incarnation) {
        return switch (at.status()) {
            case ACTIVE -> incarnation >= at.incarnation();
            // DSM 3.8 E6: a forked source needs a new incarnation.
            case FORKED -> incarnation > at.incarnation();
            case SUSPENDED -> false;
        };
    }

    private static String refusal(@Nullable FrontierEntry at, SourceRange range) {
        if (at != null && !extendable(at, range.incarnation())) {
            return "may not be extended: incarnation " + range.incarnation() + " after " + at.incarnation() + ", "
                    + at.status();
        }
        // DSM 3.3: from = parent_frontier(source).to + 1 (1 if new).
        long expected = at == null || at.incarnation() < range.incarnation() ? 1 : at.to() + 1;
        return range.from() == expected ? "" : "starts at " + range.from() + ", must start at " + expected;
    }

    /** Count u32 and the entries, sorted. */
    public byte[] encode() {
        WireWriter out = new WireWriter(4 + entries.size() * FrontierEntry.BYTES).u32(entries.size());
        entries.values().forEach(entry -> out.bytes(entry.encode()));
        return out.toBytes();
    }

    public static Frontier decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int count = in.count(SOURCES_MAX, FrontierEntry.BYTES);
        TreeMap<NodeId, FrontierEntry> map = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            FrontierEntry entry = FrontierEntry.read(in);
            if (!map.isEmpty() && map.lastKey().compareTo(entry.source()) >= 0) {
                throw new MalformedException("frontier entries are not sorted and unique");
            }
            map.put(entry.source(), entry);
        }
        in.end();
        return new Frontier(map);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frontier that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }
}
