package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.verify.core.DeviceId;
import java.util.Optional;

/** Where the secret seeds of enrolled devices come from. Called by several threads. */
@FunctionalInterface
public interface SeedSource {
    /**
     * The seed of a device that the store does not know yet.
     *
     * @return 32 bytes that belong to the caller, who wipes them; empty for a device that is not enrolled
     */
    Optional<byte[]> seed(DeviceId device);
}
