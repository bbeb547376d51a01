package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegisteredDevice.WeightState;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a verifier has noticed of a device, in one.
 *
 * @param device which one
 * @param when it was heard from
 * @param address where it was; empty when that is not known
 * @param weights its last proven NEURO state; empty when none was proven since
 */
public record Observation(NodeId device, Instant when, Optional<InetAddress> address, Optional<WeightState> weights) {
    private static final Pattern FINGERPRINT = Pattern.compile("(?:[0-9a-f]{2}){1,64}");

    /** @throws IllegalArgumentException when the weight state has a count below 0, or not 1 to 64 bytes of fingerprint */
    public Observation {
        weights.ifPresent(state -> {
            if (state.terCount() < 0
                    || !FINGERPRINT.matcher(state.fingerprintHex()).matches()) {
                throw new IllegalArgumentException(
                        "weight state: expected a count from 0 and 1 to 64 bytes in hexadecimal, found " + state);
            }
        });
    }
}
