package com.hookprobe.htp.sim;

import java.util.SplittableRandom;

/** One direction of a host's access to the network. */
public final class Link {
    /** What IPv4 and UDP add to a payload on the wire; counted against the bandwidth only. */
    public static final int WIRE_BYTES = 28;

    private static final long SECOND_NS = 1_000_000_000L;

    private final SplittableRandom random;
    private LinkConfig config;
    private boolean bad;
    private int lostInARow;
    private long freeNs;
    private long lastArrivalNs;
    /** When the datagrams that wait will have left, oldest first; a ring. */
    private long[] departures = new long[32];

    private int head;
    private int waiting;
    private long passed;
    private long dropped;

    Link(LinkConfig config, SplittableRandom random) {
        this.config = config;
        this.random = random;
    }

    /** What the link does now. */
    public LinkConfig config() {
        return config;
    }

    /** From now on the link does that. What waits or is under way is not affected. */
    public void config(LinkConfig next) {
        config = next;
    }

    /** Datagrams that passed, second copies not counted. */
    public long passed() {
        return passed;
    }

    /** Datagrams that did not pass, for any reason. */
    public long dropped() {
        return dropped;
    }

    /** {@link Fate#SENT} when a datagram of that size gets through, else why not. Order: MTU, darkness, queue, loss. */
    Fate admit(int bytes, long nowNs) {
        Fate fate = judge(bytes, nowNs);
        if (fate == Fate.SENT) {
            passed++;
        } else {
            dropped++;
        }
        return fate;
    }

    private Fate judge(int bytes, long nowNs) {
        if (bytes > config.mtuBytes()) {
            return Fate.TOO_LARGE;
        }
        BlackHole hole = config.blackHole();
        if (hole != null && hole.dark(nowNs)) {
            return Fate.BLACK_HOLE;
        }
        if (config.bitsPerSecond() > 0 && !enqueue(bytes + WIRE_BYTES, nowNs)) {
            return Fate.QUEUE_FULL;
        }
        return loses() ? Fate.LOST : Fate.SENT;
    }

    /** When a datagram that was just admitted arrives. A second copy draws again. */
    long arrivalNs(long nowNs) {
        long sentNs = config.bitsPerSecond() > 0 ? freeNs : nowNs;
        long arrivalNs = sentNs + config.delayNs();
        if (config.jitterNs() > 0) {
            arrivalNs += random.nextLong(config.jitterNs() + 1);
        }
        if (config.reorder() > 0 && random.nextDouble() < config.reorder()) {
            return arrivalNs + random.nextLong(config.reorderNs() + 1);
        }
        lastArrivalNs = Math.max(lastArrivalNs, arrivalNs);
        return lastArrivalNs;
    }

    boolean duplicates() {
        return config.duplicate() > 0 && random.nextDouble() < config.duplicate();
    }

    /** Maybe changes the bytes. */
    void corrupt(Packet packet) {
        if (config.corrupt() <= 0 || packet.length == 0 || random.nextDouble() >= config.corrupt()) {
            return;
        }
        packet.damaged = true;
        if (random.nextInt(8) == 0) {
            packet.length = random.nextInt(packet.length);
            return;
        }
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            packet.bytes[random.nextInt(packet.length)] ^= (byte) (1 + random.nextInt(255));
        }
    }

    private boolean loses() {
        Loss loss = config.loss();
        if (bad
                ? loss.badToGood() > 0 && random.nextDouble() < loss.badToGood()
                : loss.goodToBad() > 0 && random.nextDouble() < loss.goodToBad()) {
            bad = !bad;
        }
        double chance = bad ? loss.lossBad() : loss.lossGood();
        boolean lost = chance > 0 && lostInARow < loss.burstMax() && random.nextDouble() < chance;
        lostInARow = lost ? lostInARow + 1 : 0;
        return lost;
    }

    private boolean enqueue(int wireBytes, long nowNs) {
        while (waiting > 0 && departures[head] <= nowNs) {
            head = head + 1 == departures.length ? 0 : head + 1;
            waiting--;
        }
        long startNs = Math.max(freeNs, nowNs);
        long backlogBytes = (long) ((startNs - nowNs) / 8e9 * config.bitsPerSecond());
        // The datagram that is being sent does not wait.
        if (waiting > config.queuePackets() || backlogBytes + wireBytes > config.queueBytes()) {
            return false;
        }
        freeNs = startNs + wireBytes * 8L * SECOND_NS / config.bitsPerSecond();
        if (waiting == departures.length) {
            long[] larger = new long[2 * waiting];
            System.arraycopy(departures, head, larger, 0, waiting - head);
            System.arraycopy(departures, 0, larger, waiting - head, head);
            departures = larger;
            head = 0;
        }
        departures[(head + waiting) % departures.length] = freeNs;
        waiting++;
        return true;
    }
}
