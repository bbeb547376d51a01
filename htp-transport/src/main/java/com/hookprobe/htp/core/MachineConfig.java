package com.hookprobe.htp.core;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.IntroductionLimits;
import com.hookprobe.htp.IntroductionPolicy;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.XWing;
import java.util.Optional;

/**
 * Everything that shapes a machine.
 *
 * @param introducing what makes a validator introduce nodes to each other; empty: it does not
 * @param accepting what makes a responder; empty: sessions are only initiated
 * @param heartbeatNs the longest silence of an initiator
 * @param idleTimeoutNs how long a session lives without a packet from the peer
 */
public record MachineConfig(
        LocalIdentity identity,
        ResonanceBinding binding,
        Optional<Accepting> accepting,
        HtpLimits limits,
        AeadFactory aeads,
        long heartbeatNs,
        long idleTimeoutNs,
        Optional<Introducing> introducing) {
    /** A machine that introduces nobody. */
    public MachineConfig(
            LocalIdentity identity,
            ResonanceBinding binding,
            Optional<Accepting> accepting,
            HtpLimits limits,
            AeadFactory aeads,
            long heartbeatNs,
            long idleTimeoutNs) {
        this(identity, binding, accepting, limits, aeads, heartbeatNs, idleTimeoutNs, Optional.empty());
    }

    /** Whom a validator introduces to whom, and what that may cost. */
    public record Introducing(IntroductionPolicy policy, IntroductionLimits limits) {}

    /** The responder's key and its knowledge of nodes. */
    public record Accepting(XWing.SecretKey kem, Directory directory) {}
}
