package com.hookprobe.dsm.sim;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Links between machines in virtual time, and what is wrong with them. Everything comes from the seed. Addresses are small numbers;
 * the sources' are negative.
 */
final class Network {
    private static final long MILLI_NS = 1_000_000L;
    private static final int MTU_NONE = Integer.MAX_VALUE;

    /** A message that is due. */
    record Delivery(long atNs, long order, int from, int to, byte[] bytes) {}

    private final PriorityQueue<Delivery> inFlight =
            new PriorityQueue<>(Comparator.comparingLong(Delivery::atNs).thenComparingLong(Delivery::order));
    private final SplittableRandom random;
    private final int size;
    private final boolean[][] cut;
    private final long[][] clogUntilNs;
    private final long[][] flapNs;
    private final int[][] mtu;
    private double loss;
    private double duplicate;
    private double corrupt;
    private double late;
    private long lateMaxNs;
    private long delayMaxNs = 12 * MILLI_NS;
    private long order;
    private long sent;

    Network(int size, Plan plan, SplittableRandom random) {
        this.size = size;
        this.random = random;
        this.cut = new boolean[size][size];
        this.clogUntilNs = new long[size][size];
        this.flapNs = new long[size][size];
        this.mtu = new int[size][size];
        loss = plan.has(Fault.LOSS) ? 0.02 + random.nextDouble() * 0.3 : 0;
        duplicate = plan.has(Fault.DUPLICATE) ? 0.02 + random.nextDouble() * 0.25 : 0;
        corrupt = plan.has(Fault.CORRUPT) ? 0.02 + random.nextDouble() * 0.06 : 0;
        late = plan.has(Fault.SPIKES) ? 0.02 + random.nextDouble() * 0.2 : plan.has(Fault.BUGGIFY) ? 0.01 : 0;
        lateMaxNs = plan.has(Fault.BUGGIFY) ? 3_000 * MILLI_NS : 900 * MILLI_NS;
        if (random.nextInt(3) == 0) {
            delayMaxNs = random.nextLong(1, 120) * MILLI_NS;
        }
        for (int[] row : mtu) {
            java.util.Arrays.fill(row, MTU_NONE);
        }
    }

    /** Draws the weather of the links anew. */
    void change(Plan plan, long nowNs) {
        int mask = random.nextInt(1 << size);
        boolean calm = random.nextInt(4) == 0;
        boolean oneWay = random.nextBoolean();
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                boolean inA = (mask >> a & 1) == 1;
                boolean inB = (mask >> b & 1) == 1;
                cut[a][b] = plan.isSafe()
                        ? plan.has(Fault.PARTITION) && !calm && inA != inB && (inA || !oneWay)
                        : plan.half(a) != plan.half(b);
                flapNs[a][b] =
                        plan.has(Fault.FLAPPING) && random.nextInt(3) == 0 ? random.nextLong(20, 400) * MILLI_NS : 0;
                mtu[a][b] = plan.has(Fault.MTU) && random.nextInt(3) == 0 ? 150 + random.nextInt(1_500) : MTU_NONE;
                if (plan.has(Fault.CLOG) && random.nextInt(5) == 0) {
                    clogUntilNs[a][b] = nowNs + random.nextLong(50, 1_200) * MILLI_NS;
                }
            }
        }
    }

    /** GST: from now on every message arrives within some milliseconds. */
    void heal(long nowNs) {
        loss = 0;
        duplicate = 0;
        corrupt = 0;
        late = 0;
        delayMaxNs = 10 * MILLI_NS;
        for (int a = 0; a < size; a++) {
            for (int b = 0; b < size; b++) {
                cut[a][b] = false;
                flapNs[a][b] = 0;
                clogUntilNs[a][b] = 0;
                mtu[a][b] = MTU_NONE;
            }
        }
        // What is on its way arrives soon too: after GST a message takes no longer than others do.
        PriorityQueue<Delivery> old = new PriorityQueue<>(inFlight);
        inFlight.clear();
        while (!old.isEmpty()) {
            Delivery delivery = old.remove();
            long atNs = Math.min(delivery.atNs(), nowNs + 20 * MILLI_NS);
            inFlight.add(new Delivery(atNs, delivery.order(), delivery.from(), delivery.to(), delivery.bytes()));
        }
    }

    /** Sends; returns false when the message is lost. */
    boolean send(int from, int to, byte[] bytes, long nowNs) {
        sent++;
        boolean lost = random.nextDouble() < loss
                || from >= 0
                        && (cut[from][to]
                                || bytes.length > mtu[from][to]
                                || flapNs[from][to] > 0 && (nowNs / flapNs[from][to] & 1) == 1);
        if (lost) {
            return false;
        }
        enqueue(from, to, bytes, nowNs);
        if (duplicate > 0 && random.nextDouble() < duplicate) {
            enqueue(from, to, bytes, nowNs);
        }
        return true;
    }

    private void enqueue(int from, int to, byte[] bytes, long nowNs) {
        byte[] arrives = bytes;
        if (corrupt > 0 && bytes.length > 0 && random.nextDouble() < corrupt) {
            arrives = bytes.clone();
            arrives[random.nextInt(arrives.length)] ^= (byte) (1 << random.nextInt(8));
        }
        long delayNs = random.nextLong(MILLI_NS / 2, delayMaxNs);
        if (late > 0 && random.nextDouble() < late) {
            delayNs += random.nextLong(lateMaxNs);
        }
        long atNs = nowNs + delayNs;
        if (from >= 0) {
            atNs = Math.max(atNs, clogUntilNs[from][to]);
        }
        inFlight.add(new Delivery(atNs, order++, from, to, arrives));
    }

    /** The receiver is busy: later. */
    void defer(Delivery delivery, long atNs) {
        inFlight.add(new Delivery(atNs, delivery.order(), delivery.from(), delivery.to(), delivery.bytes()));
    }

    long nextNs() {
        Delivery head = inFlight.peek();
        return head == null ? Long.MAX_VALUE : head.atNs();
    }

    @Nullable Delivery poll() {
        return inFlight.poll();
    }

    long sent() {
        return sent;
    }
}
