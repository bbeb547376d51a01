package com.hookprobe.htp.sim;

import org.jspecify.annotations.Nullable;

/**
 * What one direction of a link does to datagrams. Immutable; times in nanoseconds, chances 0 to 1.
 *
 * @param loss which datagrams are lost
 * @param delayNs how long every datagram takes after it was sent whole
 * @param jitterNs up to that much more, uniform; order is kept
 * @param reorder chance that a datagram takes up to {@code reorderNs} more and lets later ones pass
 * @param reorderNs the most by which such a datagram is late
 * @param duplicate chance that a datagram arrives twice
 * @param corrupt chance that a datagram's bytes are changed, or, one time in eight, that its end is cut off
 * @param bitsPerSecond bandwidth, 0 for none to speak of; each datagram counts {@link Link#WIRE_BYTES} more than its payload
 * @param queuePackets datagrams that may wait for the bandwidth; more are dropped
 * @param queueBytes bytes that may wait for the bandwidth; more are dropped
 * @param mtuBytes largest UDP payload; larger datagrams vanish silently
 * @param blackHole when nothing passes, or null
 */
public record LinkConfig(
        Loss loss,
        long delayNs,
        long jitterNs,
        double reorder,
        long reorderNs,
        double duplicate,
        double corrupt,
        long bitsPerSecond,
        int queuePackets,
        long queueBytes,
        int mtuBytes,
        @Nullable BlackHole blackHole) {
    /** No fault, no delay, no end of bandwidth. */
    public static final LinkConfig PERFECT =
            new LinkConfig(Loss.NONE, 0, 0, 0, 0, 0, 0, 0, Integer.MAX_VALUE, Long.MAX_VALUE, 65_507, null);

    /** Checks the ranges. */
    public LinkConfig {
        Loss.chance(reorder, "reorder");
        Loss.chance(duplicate, "duplicate");
        Loss.chance(corrupt, "corrupt");
        if (delayNs < 0 || jitterNs < 0 || reorderNs < 0 || bitsPerSecond < 0) {
            throw new IllegalArgumentException("times and bandwidth must not be negative");
        }
        if (queuePackets < 1 || queueBytes < 1 || mtuBytes < 1) {
            throw new IllegalArgumentException("queues and MTU expect 1 or more");
        }
    }

    /** A perfect link that takes that long. */
    public static LinkConfig delay(long delayNs) {
        return PERFECT.withDelay(delayNs, 0);
    }

    /** The same with that loss. */
    public LinkConfig withLoss(Loss to) {
        return new LinkConfig(
                to,
                delayNs,
                jitterNs,
                reorder,
                reorderNs,
                duplicate,
                corrupt,
                bitsPerSecond,
                queuePackets,
                queueBytes,
                mtuBytes,
                blackHole);
    }

    /** The same with that delay and jitter. */
    public LinkConfig withDelay(long toNs, long jitterToNs) {
        return new LinkConfig(
                loss,
                toNs,
                jitterToNs,
                reorder,
                reorderNs,
                duplicate,
                corrupt,
                bitsPerSecond,
                queuePackets,
                queueBytes,
                mtuBytes,
                blackHole);
    }

    /** The same with some datagrams up to that late. */
    public LinkConfig withReorder(double chance, long lateNs) {
        return new LinkConfig(
                loss,
                delayNs,
                jitterNs,
                chance,
                lateNs,
                duplicate,
                corrupt,
                bitsPerSecond,
                queuePackets,
                queueBytes,
                mtuBytes,
                blackHole);
    }

    /** The same with that chance of a second copy. */
    public LinkConfig withDuplicate(double chance) {
        return new LinkConfig(
                loss,
                delayNs,
                jitterNs,
                reorder,
                reorderNs,
                chance,
                corrupt,
                bitsPerSecond,
                queuePackets,
                queueBytes,
                mtuBytes,
                blackHole);
    }

    /** The same with that chance of changed bytes. */
    public LinkConfig withCorrupt(double chance) {
        return new LinkConfig(
                loss,
                delayNs,
                jitterNs,
                reorder,
                reorderNs,
                duplicate,
                chance,
                bitsPerSecond,
                queuePackets,
                queueBytes,
                mtuBytes,
                blackHole);
    }

    /** The same with that bandwidth, and a queue of that many datagrams in front of it. */
    public LinkConfig withBandwidth(long toBitsPerSecond, int packets) {
        return new LinkConfig(
                loss,
                delayNs,
                jitterNs,
                reorder,
                reorderNs,
                duplicate,
                corrupt,
                toBitsPerSecond,
                packets,
                queueBytes,
                mtuBytes,
                blackHole);
    }

    /** The same with a queue of at most that many bytes. */
    public LinkConfig withQueueBytes(long bytes) {
        return new LinkConfig(
                loss,
                delayNs,
                jitterNs,
                reorder,
                reorderNs,
                duplicate,
                corrupt,
                bitsPerSecond,
                queuePackets,
                bytes,
                mtuBytes,
                blackHole);
    }

    /** The same with that largest UDP payload. */
    public LinkConfig withMtu(int bytes) {
        return new LinkConfig(
                loss,
                delayNs,
                jitterNs,
                reorder,
                reorderNs,
                duplicate,
                corrupt,
                bitsPerSecond,
                queuePackets,
                queueBytes,
                bytes,
                blackHole);
    }

    /** The same with that black hole; null for none. */
    public LinkConfig withBlackHole(@Nullable BlackHole to) {
        return new LinkConfig(
                loss,
                delayNs,
                jitterNs,
                reorder,
                reorderNs,
                duplicate,
                corrupt,
                bitsPerSecond,
                queuePackets,
                queueBytes,
                mtuBytes,
                to);
    }
}
