package com.hookprobe.notify;

/**
 * What came of a test message.
 *
 * @param channel which
 * @param micros when it was known, microseconds since the epoch
 * @param delivered true when the receiver took it
 * @param reason why not, or what is worth knowing; empty when nothing is
 */
public record TestResult(String channel, long micros, boolean delivered, String reason) {}
