package com.hookprobe.qsecbit.response;

/**
 * What is left of decisions that a person took back: until they would have ended, nothing of the same strength comes back
 * by itself (RESPONSE 4.4).
 *
 * @param indicator what they were about
 * @param action the strongest of them
 * @param untilMicros when the last of them would have ended, in microseconds since the epoch
 */
public record Undone(Indicator indicator, Action action, long untilMicros) {}
