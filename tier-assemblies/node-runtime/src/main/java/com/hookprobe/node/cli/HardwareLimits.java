package com.hookprobe.node.cli;

import com.hookprobe.identity.HardwareReading;
import java.util.ArrayList;
import java.util.List;

/** What a comparison of hardware cannot notice on a machine like this one, in a sentence each. */
final class HardwareLimits {
    private HardwareLimits() {}

    static List<String> of(HardwareReading now) {
        List<String> limits = new ArrayList<>();
        if (!now.namesOne()) {
            limits.add(
                    "nothing readable here names a single machine: a copy of the keystore elsewhere would not be noticed by"
                            + " its hardware");
        }
        switch (now.kind()) {
            case VIRTUAL ->
                limits.add("a virtual machine: a copy of all of it, with UUID, disks and addresses, looks the same;"
                        + " only its NEURO history, which then forks, and a TPM tell the two apart");
            case CONTAINER ->
                limits.add("a container: what is readable is its host's, and the same for all containers of that"
                        + " host");
            case UNKNOWN -> limits.add("what kind of machine this is cannot be told");
            case PHYSICAL -> {}
        }
        return limits;
    }
}
