package com.hookprobe.htp;

/** Channel numbers. 8-15 are kept for later, 16-254 are free for users, 255 does not exist. */
public final class Channels {
    /** HTP's own messages (HTP 3.5); not for users. */
    public static final int CONTROL = 0;
    /** TER records; ordered. */
    public static final int TELEMETRY = 1;
    /** File transfer; ordered. */
    public static final int FILES = 2;
    /** Microblocks, gossip and votes; unordered. */
    public static final int DSM = 3;
    /** Alerts and block decisions; sent before other traffic, unordered. */
    public static final int ALERTS = 4;
    /** Datagrams on relay circuits (HTP 3.7); not for users. */
    public static final int RELAY = 5;
    /** Shares of messages that go by several paths ({@link HtpSwarm}). */
    public static final int SWARM = 6;
    /** Shares of alerts; sent before other traffic. */
    public static final int SWARM_ALERTS = 7;
    /** The first channel that is free for users; unordered. */
    public static final int USER = 16;
    /** The largest channel number. */
    public static final int MAX = 254;

    private Channels() {}

    /** True for the channels that carry what users send. */
    static boolean forUsers(int channel) {
        return channel > CONTROL && channel <= MAX && channel != RELAY;
    }
}
