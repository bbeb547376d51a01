package com.hookprobe.qsecbit.detection;

/** The kinds of sensor events that detectors tell apart; any other one is {@link #OTHER}. */
public enum EventType {
    ALERT,
    FLOW,
    DNS,
    HTTP,
    TLS,
    SSH,
    /** A log-in that was tried, told by a log or by the protocol's own record. */
    LOGIN,
    ARP,
    DHCP,
    ICMP,
    WIFI,
    ANOMALY,
    OTHER
}
