package com.hookprobe.node.shape;

import com.hookprobe.htp.TransmissionMode;

/**
 * What a node does.
 *
 * @param mode of its sessions
 * @param swarm alerts go by all ways that exist
 * @param reason of both, for the log
 */
public record Choice(TransmissionMode mode, boolean swarm, String reason) {
    /** True when sessions and alerts are treated alike, whatever the reason. */
    public boolean sameAs(Choice other) {
        return mode == other.mode && swarm == other.swarm;
    }
}
