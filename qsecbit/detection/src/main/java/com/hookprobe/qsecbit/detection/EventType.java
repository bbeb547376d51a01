package com.hookprobe.qsecbit.detection;

/** The kinds of sensor events that detectors tell apart; any other one is {@link #OTHER}. */
public enum EventType {
    ALERT,
    FLOW,
    DNS,
    HTTP,
    TLS,
    SSH,
    ANOMALY,
    OTHER;

    static EventType of(String name) {
        return switch (name) {
            case "alert" -> ALERT;
            case "flow" -> FLOW;
            case "dns" -> DNS;
            case "http" -> HTTP;
            case "tls" -> TLS;
            case "ssh" -> SSH;
            case "anomaly" -> ANOMALY;
            default -> OTHER;
        };
    }
}
