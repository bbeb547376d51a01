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
 */
record AnomalyClass(AttackKind kind, boolean sourceKnown) {
    private static final AnomalyClass FRAGMENTS = new AnomalyClass(AttackKind.FRAGMENTATION, true);
    private static final AnomalyClass SPOOFED = new AnomalyClass(AttackKind.IP_SPOOFING, false);
    private static final AnomalyClass HIJACK = new AnomalyClass(AttackKind.SESSION_HIJACK, false);
    private static final AnomalyClass RESET = new AnomalyClass(AttackKind.TCP_RESET, false);

    /** The class of a name in lower case, or null. */
    static @Nullable AnomalyClass of(String name) {
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
