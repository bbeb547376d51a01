package com.hookprobe.node.health;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The wall clock that a node lives by (failures 3): the machine's, as long as that goes at the pace of the monotonic one. When the
 * machine's clock jumps, this one goes on as before, until the mesh has shown which is right, or nobody has said for {@link #DOUBT_NS}.
 * Thread-safe.
 */
public final class SteadyClock implements InstantSource {
    /** What the machine's clock may move at once without being doubted. */
    public static final long STEP_MICROS = 2_000_000;

    /** So long this clock goes on by itself when nobody says which one is right. */
    public static final long DOUBT_NS = TimeUnit.MINUTES.toNanos(10);

    /** Must not block. */
    public interface Listener {
        /** The machine's clock has moved by so much, and is not followed for now; on a thread that has read the clock. */
        void doubted(long byMicros);

        /** The machine's clock is where this one is; on a thread that has read the clock. */
        void agreed();

        /**
         * This clock has moved to the machine's; on the thread that {@link #look looks} or has {@link #shown} a time.
         *
         * @param byMicros what it moved by, to be added to times that were meant as lengths
         * @param shown whether the mesh has shown that it is right; false: nobody said anything
         */
        void moved(long byMicros, boolean shown);
    }

    private final InstantSource machine;
    private final LongSupplier nanos;
    private final Listener listener;
    private final long startNs;
    /** This clock minus the time since the start. */
    private long offsetMicros;

    private boolean doubted;
    private long doubtedNs;

    /**
     * Begins at the machine's time.
     *
     * @param nanos monotonic
     */
    public SteadyClock(InstantSource machine, LongSupplier nanos, Listener listener) {
        this.machine = machine;
        this.nanos = nanos;
        this.listener = listener;
        this.startNs = nanos.getAsLong();
        this.offsetMicros = machineMicros();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plus(micros(), ChronoUnit.MICROS);
    }

    /** Microseconds since 1970. */
    public synchronized long micros() {
        long nowNs = nanos.getAsLong();
        long aheadMicros = machineMicros() - sinceMicros(nowNs) - offsetMicros;
        if (Math.abs(aheadMicros) <= STEP_MICROS) {
            offsetMicros += aheadMicros;
            if (doubted) {
                doubted = false;
                listener.agreed();
            }
        } else if (!doubted) {
            doubted = true;
            doubtedNs = nowNs;
            listener.doubted(aheadMicros);
        }
        return sinceMicros(nowNs) + offsetMicros;
    }

    /** Follows a machine's clock that nobody has spoken against for {@link #DOUBT_NS}; to be called about once a second. */
    public synchronized void look() {
        micros();
        if (doubted && nanos.getAsLong() - doubtedNs >= DOUBT_NS) {
            follow(aheadMicros(), false);
        }
    }

    /** How far the machine's clock is ahead of this one, in microseconds; 0 while it is followed. */
    public synchronized long doubtMicros() {
        micros();
        return doubted ? aheadMicros() : 0;
    }

    /**
     * The mesh has shown a time that has passed: a quorum of validators has agreed on an epoch that ended then.
     *
     * @param passedMicros when it ended
     * @param slackMicros how late such news is while the mesh stands well
     */
    public synchronized void shown(long passedMicros, long slackMicros) {
        long here = micros();
        if (!doubted) {
            return;
        }
        long aheadMicros = aheadMicros();
        boolean behindHere = passedMicros - here > STEP_MICROS;
        boolean behindMachine = passedMicros - (here + aheadMicros) > STEP_MICROS;
        if (behindHere && !behindMachine) {
            follow(aheadMicros, true);
        } else if (behindMachine || Math.abs(here - passedMicros) <= slackMicros) {
            // This clock is right, or at least nearer to it.
            doubtedNs = nanos.getAsLong();
        }
    }

    private void follow(long aheadMicros, boolean shown) {
        offsetMicros += aheadMicros;
        doubted = false;
        listener.moved(aheadMicros, shown);
    }

    private long sinceMicros(long nowNs) {
        return (nowNs - startNs) / 1_000;
    }

    private long aheadMicros() {
        return machineMicros() - sinceMicros(nanos.getAsLong()) - offsetMicros;
    }

    private long machineMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, machine.instant());
    }
}
