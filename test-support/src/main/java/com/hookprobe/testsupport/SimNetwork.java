package com.hookprobe.testsupport;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A datagram network in virtual time. Every decision (loss, duplication, corruption, delay) comes from the seed, so a
 * failing run replays. Not thread-safe: one simulation owns it.
 *
 * @param <A> the address type of the simulated nodes
 */
public final class SimNetwork<A> {
    /**
     * What a link does to datagrams. Probabilities are in [0, 1]; delays in nanoseconds. Reordering comes from
     * {@code delayMaxNs > delayMinNs}.
     */
    public record Faults(double loss, double duplicate, double corrupt, long delayMinNs, long delayMaxNs) {
        public static final Faults NONE = new Faults(0, 0, 0, 100_000, 100_000);

        public static Faults lossy(double loss) {
            return new Faults(loss, loss / 4, 0, 100_000, 5_000_000);
        }
    }

    /** A datagram due at a node. */
    public record Delivery<A>(long atNs, long order, A from, A to, byte[] bytes) {}

    private final SplittableRandom random;
    private final PriorityQueue<Delivery<A>> inFlight = new PriorityQueue<>(
            Comparator.<Delivery<A>>comparingLong(Delivery::atNs).thenComparingLong(Delivery::order));
    private Faults faults;
    private BiPredicate<A, A> cut = (from, to) -> false;
    private long order;
    private long sent;
    private long lost;

    public SimNetwork(long seed, Faults faults) {
        this.random = new SplittableRandom(seed);
        this.faults = faults;
    }

    public void faults(Faults next) {
        this.faults = next;
    }

    /** Datagrams from a to b vanish while the predicate holds: a partition, one-way or two-way. */
    public void cut(BiPredicate<A, A> partition) {
        this.cut = partition;
    }

    public void send(A from, A to, byte[] bytes, long nowNs) {
        sent++;
        if (cut.test(from, to) || random.nextDouble() < faults.loss()) {
            lost++;
            return;
        }
        enqueue(from, to, bytes, nowNs);
        if (random.nextDouble() < faults.duplicate()) {
            enqueue(from, to, bytes, nowNs);
        }
    }

    private void enqueue(A from, A to, byte[] bytes, long nowNs) {
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        if (copy.length > 0 && random.nextDouble() < faults.corrupt()) {
            copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        }
        long spread = faults.delayMaxNs() - faults.delayMinNs();
        long delay = faults.delayMinNs() + (spread > 0 ? random.nextLong(spread + 1) : 0);
        inFlight.add(new Delivery<>(nowNs + delay, order++, from, to, copy));
    }

    /** When the next datagram is due, or {@link Long#MAX_VALUE}. */
    public long nextNs() {
        Delivery<A> head = inFlight.peek();
        return head == null ? Long.MAX_VALUE : head.atNs();
    }

    /** The next datagram that is due at or before the given time, or null. */
    public @Nullable Delivery<A> poll(long nowNs) {
        Delivery<A> head = inFlight.peek();
        return head != null && head.atNs() <= nowNs ? inFlight.poll() : null;
    }

    public long sent() {
        return sent;
    }

    public long lost() {
        return lost;
    }
}
