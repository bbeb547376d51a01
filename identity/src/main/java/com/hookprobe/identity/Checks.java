package com.hookprobe.identity;

/** Argument checks with the expected and the actual figure in the message; never the value, which may be a secret. */
final class Checks {
    private Checks() {}

    static void length(String what, byte[] value, int expectedBytes) {
        if (value.length != expectedBytes) {
            throw new IllegalArgumentException(what + ": expected " + expectedBytes + " bytes, found " + value.length);
        }
    }

    static void lengthOrEmpty(String what, byte[] value, int expectedBytes) {
        if (value.length != 0 && value.length != expectedBytes) {
            throw new IllegalArgumentException(
                    what + ": expected " + expectedBytes + " bytes or none, found " + value.length);
        }
    }

    static void state(boolean holds, String message) {
        if (!holds) {
            throw new IllegalStateException(message);
        }
    }
}
