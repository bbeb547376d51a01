package com.hookprobe.qsecbit.detection.rule;

import com.hookprobe.qsecbit.detection.AttackKind;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol anomaly of a sensor (Suricata's decoder and stream events, Zeek's weird log) may mean.
 *
 * <p>Most anomalies are lost packets, offloaded checksums and old software; those have no class. The ones that have one
 * are hardly made by accident, but few of them still are.
 *
 * @param kind what many of them are
 * @param sourceKnown false when the source address is forged, or the one of the victim
 * @param windowMicros within which they are counted
 */
record AnomalyClass(AttackKind kind, boolean sourceKnown, long windowMicros) {
    private static final long MINUTE_MICROS = 60L * 1_000_000;
    private static final AnomalyClass FRAGMENTS = new AnomalyClass(AttackKind.FRAGMENTATION, true, MINUTE_MICROS);
    private static final AnomalyClass SPOOFED = new AnomalyClass(AttackKind.IP_SPOOFING, false, MINUTE_MICROS);
    private static final AnomalyClass HIJACK = new AnomalyClass(AttackKind.SESSION_HIJACK, false, MINUTE_MICROS);
    private static final AnomalyClass RESET = new AnomalyClass(AttackKind.TCP_RESET, false, MINUTE_MICROS);
    /** Log-ins that are never finished: a race against the time-out (CVE-2024-6387), or another hole before it. */
    private static final AnomalyClass BEFORE_LOGIN = new AnomalyClass(AttackKind.EXPLOIT, true, 5 * MINUTE_MICROS);
    /** Whoever knocks at SSH and does not speak it looks for what is there. */
    private static final AnomalyClass KNOCK = new AnomalyClass(AttackKind.PROBE, true, 5 * MINUTE_MICROS);

    /** The class of a name in lower case, or null. */
    static @Nullable AnomalyClass of(String name) {
        switch (name) {
            case "ssh.timeout", "ssh.broken_handshake" -> {
                return BEFORE_LOGIN;
            }
            case "ssh.bad_protocol", "ssh.no_banner", "ssh.no_common_algorithm", "ssh.not_allowed" -> {
                return KNOCK;
            }
            default -> {}
        }
        int dot = name.lastIndexOf('.');
        return switch (dot < 0 ? name : name.substring(dot + 1)) {
            case "frag_overlap",
                    "frag_pkt_too_large",
                    "fragment_overlap",
                    "fragment_inconsistency",
                    "fragment_size_inconsistency",
                    "fragment_protocol_inconsistency",
                    "excessively_large_fragment",
                    "excessively_small_fragment" -> FRAGMENTS;
            case "martian_source", "martian", "land_attack", "spoofed_source", "ip_spoofing" -> SPOOFED;
            case "reassembly_overlap_different_data",
                    "reassembly_segment_before_base_seq",
                    "retransmission_inconsistency",
                    "rexmit_inconsistency" -> HIJACK;
            case "rst_invalid_ack", "rst_storm", "rst_with_data", "pkt_bad_window_update_rst" -> RESET;
            default -> null;
        };
    }
}
