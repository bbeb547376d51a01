package com.hookprobe.neuro.verify.core;

import java.time.Instant;

/** Evidence in plain sentences. */
final class Explanation {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private Explanation() {}

    static String of(Evidence evidence) {
        return seen(evidence) + " " + advice(evidence.reason());
    }

    /** ISO 8601 in UTC; a time that no calendar has as it is. */
    static String time(long micros) {
        if (micros < 0) {
            return Long.toUnsignedString(micros) + " us";
        }
        return Instant.ofEpochSecond(micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND * NANOS_PER_MICRO)
                .toString();
    }

    private static String seen(Evidence evidence) {
        String record = "Record " + evidence.firstRecord() + " of device " + evidence.device()
                + (evidence.timeMicros() == 0 ? "" : ", made at " + time(evidence.timeMicros()) + ",");
        return switch (evidence.reason()) {
            case INTEGRITY_CHANGED ->
                record + " shows watched files that its baseline does not allow. " + evidence.expected();
            case CHAIN_INVALID ->
                record + " cannot follow the record before it: expected " + evidence.expected() + ", found "
                        + evidence.found() + ".";
            case WEIGHTS_DIVERGED -> diverged(evidence);
            case CLONE ->
                record + " is another one than the verifier has at this place: expected "
                        + evidence.expected() + ", found " + evidence.found()
                        + ". Both follow from the same past and were made in the same time, so two machines live as this"
                        + " device.";
            case ROLLBACK ->
                record + " is another one than the verifier has at this place: expected "
                        + evidence.expected() + ", found " + evidence.found()
                        + ". It was made after the last record that the verifier knows, so an old state of the device was"
                        + " started again.";
        };
    }

    private static String diverged(Evidence evidence) {
        boolean window = evidence.lastRecord() >= evidence.firstRecord();
        return "Device " + evidence.device() + " claims a fingerprint at count " + (evidence.lastRecord() + 1)
                + " that does not follow from its records: expected " + evidence.expected() + ", found "
                + evidence.found() + ". "
                + (window
                        ? "The last count that agreed is " + evidence.firstRecord() + ", so the fault lies in records "
                                + evidence.firstRecord() + " to " + evidence.lastRecord() + ", the last of which was"
                                + " made at " + time(evidence.timeMicros()) + "."
                        : "No record lies between this count and the last one that agreed.");
    }

    private static String advice(Reason reason) {
        return switch (reason) {
            case INTEGRITY_CHANGED ->
                "A watched file was changed, removed or became unreadable: by an update that"
                        + " nobody announced, or by an intruder. Compare the files of the device with those of its"
                        + " enrolment. If the change is wanted, announce it (hookprobe baseline announce), and the device"
                        + " is accepted at its next upload; if not, treat the device as broken into.";
            case CHAIN_INVALID ->
                "A healthy device never sends this: records were lost, edited or put in another"
                        + " order, on the device or on the way. Look at its disk and its log of records; reinstate it when"
                        + " the cause is known.";
            case WEIGHTS_DIVERGED ->
                "The device does not hold the weights that its records lead to: records were"
                        + " edited, its seed or its weights are others, or its memory is faulty. Do not trust its keys;"
                        + " find the cause and enrol it anew.";
            case CLONE ->
                "Someone may have copied the device with its secrets. The verifier cannot tell which one is"
                        + " the true one: take both from the network, find the copy, and enrol the device anew with a new"
                        + " seed.";
            case ROLLBACK ->
                "That is a restored backup or snapshot of a virtual machine, or a copy of the device that"
                        + " was kept and started later. Ask who restored it; in any case enrol it anew with a new seed,"
                        + " because its keys exist twice.";
        };
    }
}
