package com.hookprobe.dsm.projection;

import java.time.Duration;

/** Checks of configured values. */
final class Limits {
    private Limits() {}

    static void between(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", is " + value);
        }
    }

    static void between(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", is " + value);
        }
    }
}
