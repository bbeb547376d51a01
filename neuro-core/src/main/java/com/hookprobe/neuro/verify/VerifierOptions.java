package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.verify.core.WorkerLimits;
import java.time.Duration;

/**
 * Bounds and times of a verifier.
 *
 * @param workers threads that replay, 1 to 256; a device belongs to one of them
 * @param residentDevices most histories in memory over all workers, at least one each; a history is about 175 kB
 * @param devicesQueued most devices with uploads that wait, over all workers, at least one each
 * @param uploadsPerDevice most uploads of one device that wait, 1 or more
 * @param recordsWaiting most records over all uploads that are not answered yet, at least those of one upload
 * @param visitRecords a device is visited when so many records of it wait, 1 or more
 * @param visitDelay or when its oldest upload has waited so long; zero = at once
 * @param grace how long changed files are held before they mean quarantine; zero = not at all
 */
public record VerifierOptions(
        int workers,
        int residentDevices,
        int devicesQueued,
        int uploadsPerDevice,
        int recordsWaiting,
        int visitRecords,
        Duration visitDelay,
        Duration grace) {
    private static final int WORKERS_MAX = 256;
    private static final int RECORDS_WAITING_MIN = 65_536;
    private static final Duration DURATION_MAX = Duration.ofDays(3_650);

    /** One worker, 1,000 histories in memory (175 MB), visits at once, no grace. */
    public static final VerifierOptions DEFAULT =
            new VerifierOptions(1, 1_000, 10_000, 16, 1 << 20, 64, Duration.ZERO, Duration.ZERO);

    /** Checks the ranges. */
    public VerifierOptions {
        require("workers", workers, 1, WORKERS_MAX);
        require("residentDevices", residentDevices, workers, Integer.MAX_VALUE);
        require("devicesQueued", devicesQueued, workers, Integer.MAX_VALUE);
        require("uploadsPerDevice", uploadsPerDevice, 1, Integer.MAX_VALUE);
        require("recordsWaiting", recordsWaiting, RECORDS_WAITING_MIN, Integer.MAX_VALUE);
        require("visitRecords", visitRecords, 1, Integer.MAX_VALUE);
        require("visitDelay", visitDelay);
        require("grace", grace);
    }

    /** With another number of workers. */
    public VerifierOptions withWorkers(int number) {
        return new VerifierOptions(
                number,
                residentDevices,
                devicesQueued,
                uploadsPerDevice,
                recordsWaiting,
                visitRecords,
                visitDelay,
                grace);
    }

    /** With other numbers of histories in memory and of devices that may wait. */
    public VerifierOptions withDevices(int resident, int queued) {
        return new VerifierOptions(
                workers, resident, queued, uploadsPerDevice, recordsWaiting, visitRecords, visitDelay, grace);
    }

    /** With other times of visits. */
    public VerifierOptions withVisits(int records, Duration delay) {
        return new VerifierOptions(
                workers, residentDevices, devicesQueued, uploadsPerDevice, recordsWaiting, records, delay, grace);
    }

    /** With other bounds of what waits. */
    public VerifierOptions withWaiting(int uploadsOfOneDevice, int records) {
        return new VerifierOptions(
                workers, residentDevices, devicesQueued, uploadsOfOneDevice, records, visitRecords, visitDelay, grace);
    }

    /** With another grace. */
    public VerifierOptions withGrace(Duration time) {
        return new VerifierOptions(
                workers,
                residentDevices,
                devicesQueued,
                uploadsPerDevice,
                recordsWaiting,
                visitRecords,
                visitDelay,
                time);
    }

    /** What one of the workers gets. */
    WorkerLimits limitsOfOne() {
        return new WorkerLimits(
                devicesQueued / workers,
                uploadsPerDevice,
                residentDevices / workers,
                visitRecords,
                visitDelay.toNanos() / 1_000,
                grace.toNanos() / 1_000);
    }

    private static void require(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + ".." + max);
        }
    }

    private static void require(String name, Duration value) {
        if (value.isNegative() || value.compareTo(DURATION_MAX) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", expected 0.." + DURATION_MAX);
        }
    }
}
