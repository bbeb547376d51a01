package com.hookprobe.qsecbit.federation.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The network between sites and correlator: delays, loses and sends again, doubles, reorders, is cut, and keeps what it
 * carried for whoever wants to replay it.
 */
final class Post {
    /** The longest way of a message between ends that are there: 8 attempts, and the last one's delay. */
    static final long DELIVERY_MICROS = 2 * Clockwork.SECOND;

    private static final int ATTEMPTS_MAX = 8;
    private static final long AGAIN_MICROS = 220 * Clockwork.MILLI;
    private static final int KEPT_MAX = 512;

    private final Clockwork clock;
    private final Random random;
    private final int lossPercent;
    private final List<Runnable> heard = new ArrayList<>();
    private long messages;

    Post(Clockwork clock, Random random, int lossPercent) {
        this.clock = clock;
        this.random = random;
        this.lossPercent = lossPercent;
    }

    void send(Outages from, Outages to, Runnable delivery) {
        messages++;
        if (heard.size() < KEPT_MAX) {
            heard.add(delivery);
        } else {
            heard.set(random.nextInt(KEPT_MAX), delivery);
        }
        deliver(from, to, way(), delivery);
        if (random.nextInt(8) == 0) {
            deliver(from, to, way() + random.nextInt(30) * Clockwork.SECOND, delivery);
        }
    }

    /** Somebody says again what was said. */
    void replay() {
        if (!heard.isEmpty()) {
            clock.at(clock.now() + way(), heard.get(random.nextInt(heard.size())));
        }
    }

    long messages() {
        return messages;
    }

    private void deliver(Outages from, Outages to, long wayMicros, Runnable delivery) {
        long leaves = from.thereFrom(clock.now());
        long arrives = to.thereFrom(leaves + wayMicros);
        clock.at(arrives == leaves + wayMicros ? arrives : arrives + way(), delivery);
    }

    private long way() {
        int lost = 0;
        while (lost < ATTEMPTS_MAX - 1 && random.nextInt(100) < lossPercent) {
            lost++;
        }
        return lost * AGAIN_MICROS + (5 + random.nextInt(75)) * Clockwork.MILLI;
    }
}
