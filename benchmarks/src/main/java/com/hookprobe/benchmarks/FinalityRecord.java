package com.hookprobe.benchmarks;

import com.hookprobe.dsm.consensus.Params;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the nodes say is final, by the lines of their logs, and when. A line comes after its checkpoint is on the disk, so a node that
 * says one height twice, or another hash than anyone before, has broken a promise. Thread-safe.
 *
 * <p>Times are wall-clock microseconds of one machine. A height is final when the quorum-th node says so. It is due when the first
 * epoch that it must cover has ended and settled, or when the height before is final, whichever is later: that is from when on
 * finality stands still.
 */
final class FinalityRecord {
    private final Params params;
    private final int quorum;
    private final TreeMap<Long, Height> heights = new TreeMap<>();
    private final Map<String, Long> tips = new HashMap<>();
    private final List<String> broken = new ArrayList<>();

    private static final class Height {
        final String hash;
        final long epoch;
        final long blocks;
        final TreeMap<String, Long> saidMicros = new TreeMap<>();

        Height(String hash, long epoch, long blocks) {
            this.hash = hash;
            this.epoch = epoch;
            this.blocks = blocks;
        }
    }

    FinalityRecord(Params params, int quorum) {
        this.params = params;
        this.quorum = quorum;
    }

    /** A line of any kind. */
    synchronized void add(NodeLine line) {
        switch (line.event()) {
            case "checkpoint_finalised" -> finalised(line);
            case "alarm", "evidence", "observer", "proposal_refused", "internal_error", "frontier_diverged" ->
                broken.add(line.node() + " says " + line.fields());
            default -> {}
        }
    }

    private void finalised(NodeLine line) {
        long number = line.number("height");
        Height height = heights.computeIfAbsent(
                number, n -> new Height(line.text("hash"), line.number("epoch"), line.number("blocks")));
        if (!height.hash.equals(line.text("hash"))) {
            broken.add("height " + number + ": " + line.node() + " finalised " + line.text("hash") + ", others "
                    + height.hash);
        }
        if (height.saidMicros.putIfAbsent(line.node(), line.micros()) != null) {
            broken.add("height " + number + " was final on " + line.node() + " before, so it had lost it");
        }
        tips.merge(line.node(), number, Math::max);
    }

    /** The highest height that a node has called final; 0 for none. */
    synchronized long tip(String node) {
        return tips.getOrDefault(node, 0L);
    }

    /** The highest height that a quorum has called final. */
    synchronized long quorumTip() {
        return heights.descendingMap().entrySet().stream()
                .filter(entry -> entry.getValue().saidMicros.size() >= quorum)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(0L);
    }

    /** Blocks in all checkpoints so far. */
    synchronized long blocks() {
        return heights.values().stream().mapToLong(height -> height.blocks).sum();
    }

    /** Each height's hash. */
    synchronized Map<Long, String> hashes() {
        Map<Long, String> hashes = new TreeMap<>();
        heights.forEach((number, height) -> hashes.put(number, height.hash));
        return hashes;
    }

    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    /**
     * A height from which on finality is measured.
     *
     * @param epochEndMicros of its epoch
     * @param dueMicros see above
     * @param finalMicros when the quorum-th node said so
     * @param saidMicros when each node said so
     */
    record Final(long height, long epochEndMicros, long dueMicros, long finalMicros, List<Long> saidMicros) {
        long standstillMicros() {
            return Math.max(0, finalMicros - dueMicros);
        }
    }

    /** All heights above one that a quorum called final, in order. */
    synchronized List<Final> finals(long above) {
        List<Final> finals = new ArrayList<>();
        long before = finalMicros(above);
        for (long number = above + 1; before > 0 && finalMicros(number) > 0; number++) {
            Height height = heights.get(number);
            Height last = heights.get(number - 1);
            if (height == null || last == null) {
                break;
            }
            long settled = params.epochEndMicros(last.epoch + 1) + params.settleMillis() * 1_000L;
            finals.add(new Final(
                    number,
                    params.epochEndMicros(height.epoch),
                    Math.max(settled, before),
                    finalMicros(number),
                    List.copyOf(height.saidMicros.values())));
            before = finalMicros(number);
        }
        return finals;
    }

    private long finalMicros(long number) {
        Height height = heights.get(number);
        return height == null || height.saidMicros.size() < quorum
                ? 0
                : height.saidMicros.values().stream().sorted().toList().get(quorum - 1);
    }
}
