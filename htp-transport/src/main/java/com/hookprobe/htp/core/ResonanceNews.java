package com.hookprobe.htp.core;

import com.hookprobe.htp.core.message.PacketContents;
import com.hookprobe.htp.core.wire.Wire;

/**
 * HTP 3.9: the newest RDV and PoSF of a resonance epoch, on their way to the peer. They ride in the next packet that must be
 * answered, and again in a later one when that was lost, unless newer ones took their place.
 */
final class ResonanceNews {
    private byte[] evidence = new byte[0];
    private boolean due;

    /** New evidence: RDV 32 | PoSF 32. It takes the place of what did not arrive yet. */
    void offer(byte[] rdvAndPosf) {
        evidence = rdvAndPosf;
        due = true;
    }

    /** True when something waits to be sent. */
    boolean due() {
        return due;
    }

    /** Writes what is due before the body of the next packet; false when nothing is. */
    boolean take(byte[] plain, PacketContents contents) {
        if (!due) {
            return false;
        }
        due = false;
        System.arraycopy(evidence, 0, plain, 0, Wire.RESONANCE_BYTES);
        contents.carriesEvidence(evidence);
        return true;
    }

    /** A packet with these contents was lost, or is to be repeated. */
    void onLost(PacketContents contents) {
        // Identity: what was lost may be of an epoch that is over.
        due |= contents.evidence() == evidence && evidence.length > 0;
    }
}
