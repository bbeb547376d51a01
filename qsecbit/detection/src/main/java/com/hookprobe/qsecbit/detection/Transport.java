package com.hookprobe.qsecbit.detection;

/** The transport protocol of an event. */
public enum Transport {
    TCP,
    UDP,
    ICMP,
    OTHER;

    /** By the name that sensors write, in either case; {@link #OTHER} for a name that is none of these. */
    public static Transport of(String name) {
        return switch (name) {
            case "TCP", "tcp" -> TCP;
            case "UDP", "udp" -> UDP;
            case "ICMP", "icmp", "IPv6-ICMP", "ICMPv6" -> ICMP;
            default -> OTHER;
        };
    }
}
