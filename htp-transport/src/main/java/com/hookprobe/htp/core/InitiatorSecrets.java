package com.hookprobe.htp.core;

import com.hookprobe.htp.LocalIdentity;
import java.util.Arrays;

/** What one HELLO of ours commits to, and what its ATTESTs will open. */
record InitiatorSecrets(
        LocalIdentity identity,
        byte[] nodeId,
        byte[] opening,
        byte[] fingerprint,
        long terSequence,
        byte[] wSecret,
        EdgeParams params) {
    void erase() {
        Arrays.fill(opening, (byte) 0);
        Arrays.fill(wSecret, (byte) 0);
    }

    /** Never shows the secrets. */
    @Override
    public String toString() {
        return "InitiatorSecrets[hidden]";
    }
}
