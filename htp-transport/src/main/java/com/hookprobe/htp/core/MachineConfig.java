package com.hookprobe.htp.core;

import com.hookprobe.htp.Directory;
import com.hookprobe.htp.HtpLimits;
import com.hookprobe.htp.IntroductionLimits;
import com.hookprobe.htp.IntroductionPolicy;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.ResonanceBinding;
import com.hookprobe.htp.crypto.AeadFactory;
import com.hookprobe.htp.crypto.Suite;
import com.hookprobe.htp.crypto.XWing;
import java.util.Optional;

/**
 * Everything that shapes a machine.
 *
 * @param introducing what makes a validator introduce nodes to each other; empty: it does not
 * @param accepting what makes a responder; empty: sessions are only initiated
 * @param suite {@link Suite#STANDARD} but in tests
 * @param heartbeatNs the longest silence of an initiator
 * @param idleTimeoutNs how long a session lives without a packet from the peer
 * @param creditByHand the peer gets credit for a delivered message only by {@link EndpointMachine#consumed}
 */
public record MachineConfig(
        LocalIdentity identity,
        ResonanceBinding binding,
        Optional<Accepting> accepting,
        HtpLimits limits,
        AeadFactory aeads,
        Suite suite,
        long heartbeatNs,
        long idleTimeoutNs,
        boolean creditByHand,
        Optional<Introducing> introducing) {
    /** With the real public-key operations; credit returns with delivery; introduces nobody. */
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

    /** With the real public-key operations; credit returns with delivery. */
    public MachineConfig(
            LocalIdentity identity,
            ResonanceBinding binding,
            Optional<Accepting> accepting,
            HtpLimits limits,
            AeadFactory aeads,
            long heartbeatNs,
            long idleTimeoutNs,
            Optional<Introducing> introducing) {
        this(
                identity,
                binding,
                accepting,
                limits,
                aeads,
                Suite.STANDARD,
                heartbeatNs,
                idleTimeoutNs,
                false,
                introducing);
    }

    /** Whom a validator introduces to whom, and what that may cost. */
    public record Introducing(IntroductionPolicy policy, IntroductionLimits limits) {}

    /** The responder's key and its knowledge of nodes. */
    public record Accepting(XWing.SecretKey kem, Directory directory) {}
}
