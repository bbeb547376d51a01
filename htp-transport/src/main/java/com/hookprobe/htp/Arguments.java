package com.hookprobe.htp;

/** Checks of a caller's arguments; the message says what was expected and what came. */
final class Arguments {
    private Arguments() {}

    static byte[] copyOfLength(byte[] value, int length, String name) {
        if (value.length != length) {
            throw new IllegalArgumentException(name + " must be " + length + " bytes, is " + value.length);
        }
        return value.clone();
    }

    static void userChannel(int channel) {
        if (!Channels.forUsers(channel)) {
            throw new IllegalArgumentException("channel must be in 1.." + Channels.MAX + " and not " + Channels.RELAY
                    + ", which is HTP's own; is " + channel);
        }
    }

    static long inRange(long value, long min, long max, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be in " + min + ".." + max + ", is " + value);
        }
        return value;
    }
}
