package com.hookprobe.qsecbit.correlation;

/**
 * What a host has refused since it was opened, and what it holds, for metrics (CORRELATION 6).
 *
 * @param early inputs that were refused because their arrival is too far ahead of the clock
 * @param heldUp inputs that were refused because too many wait, or because the reader of outputs does not confirm
 * @param unconfirmedBytes bytes of outputs that the reader has not confirmed
 */
public record HostStatus(long early, long heldUp, long unconfirmedBytes) {}
