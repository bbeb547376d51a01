package com.hookprobe.neuro.verify.core;

/**
 * Bounds and times of one worker.
 *
 * @param devicesQueued most devices with requests that wait, 1 or more
 * @param requestsPerDevice most requests of one device that wait, 1 or more
 * @param residentDevices most histories in memory, 1 or more; each is about 175 kB
 * @param visitRecords a device is visited when so many records wait, 1 or more
 * @param visitDelayMicros or when its oldest request has waited so long; 0 = at once
 * @param graceMicros how long changed files are held before they mean quarantine; 0 = not at all
 */
public record WorkerLimits(
        int devicesQueued,
        int requestsPerDevice,
        int residentDevices,
        int visitRecords,
        long visitDelayMicros,
        long graceMicros) {
    /** Checks the ranges. */
    public WorkerLimits {
        require("devicesQueued", devicesQueued, 1);
        require("requestsPerDevice", requestsPerDevice, 1);
        require("residentDevices", residentDevices, 1);
        require("visitRecords", visitRecords, 1);
        require("visitDelayMicros", visitDelayMicros, 0);
        require("graceMicros", graceMicros, 0);
    }

    private static void require(String name, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " is " + value + ", expected " + min + " or more");
        }
    }
}
