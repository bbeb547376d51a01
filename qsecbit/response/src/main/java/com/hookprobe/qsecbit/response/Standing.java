package com.hookprobe.qsecbit.response;

/**
 * What holds for an indicator now: the strongest action of the decisions about it, and the last time one of that strength
 * ends.
 */
record Standing(Action action, long untilMicros) {}
