package com.hookprobe.htp.core.wire;

import org.jspecify.annotations.Nullable;

/** The nine message types of the seed. */
public enum PacketType {
    HELLO(0x01),
    CHALLENGE(0x02),
    ATTEST(0x03),
    ACCEPT(0x04),
    REJECT(0x05),
    DATA(0x10),
    HEARTBEAT(0x20),
    ACK(0x21),
    CLOSE(0xff);

    /** The number on the wire. */
    public final int code;

    PacketType(int code) {
        this.code = code;
    }

    /** True for the messages that come before there are session keys. */
    public boolean handshake() {
        return code <= REJECT.code;
    }

    /** Null for a number that is none. */
    public static @Nullable PacketType of(int code) {
        return switch (code) {
            case 0x01 -> HELLO;
            case 0x02 -> CHALLENGE;
            case 0x03 -> ATTEST;
            case 0x04 -> ACCEPT;
            case 0x05 -> REJECT;
            case 0x10 -> DATA;
            case 0x20 -> HEARTBEAT;
            case 0x21 -> ACK;
            case 0xff -> CLOSE;
            default -> null;
        };
    }
}
