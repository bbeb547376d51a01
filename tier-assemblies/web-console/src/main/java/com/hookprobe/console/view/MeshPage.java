package com.hookprobe.console.view;

import java.util.List;

/**
 * The mesh as this node knows it.
 *
 * @param members at most {@link #MEMBERS_MAX}: those that are no sites first
 * @param total members of the mesh
 * @param open those that this node has a session with
 */
public record MeshPage(String network, List<Row> members, int total, int open) {
    /** Rows of a page: of thousands of sites nobody reads a list that is drawn anew every few seconds; devices are searched for. */
    public static final int MEMBERS_MAX = 500;

    /**
     * A member.
     *
     * @param tier sentinel, guardian, fortress, nexus or mssp
     * @param session OPEN, CLOSED, or NONE where this node keeps none with it; SELF
     * @param trust 0 to 1 as the verifier knows or certifies it; negative when this node does not know it
     * @param band of trust, as in docs/spec/trust.md; empty when not known
     * @param resonance RESONANT, BROKEN or UNKNOWN; empty for the verifier, whom nobody judges
     * @param rttMicros round-trip time of the session; 0 when not known
     */
    public record Row(
            String name,
            String id,
            String tier,
            String address,
            String session,
            double trust,
            String band,
            String resonance,
            long rttMicros) {}
}
