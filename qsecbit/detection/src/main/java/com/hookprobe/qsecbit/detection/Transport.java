package com.hookprobe.qsecbit.detection;

/** The transport protocol of an event. */
public enum Transport {
    TCP,
    UDP,
    ICMP,
    OTHER;

    static Transport of(String name) {
        return switch (name) {
            case "TCP", "tcp" -> TCP;
            case "UDP", "udp" -> UDP;
            case "ICMP", "icmp", "IPv6-ICMP", "ICMPv6" -> ICMP;
            default -> OTHER;
        };
    }
}
