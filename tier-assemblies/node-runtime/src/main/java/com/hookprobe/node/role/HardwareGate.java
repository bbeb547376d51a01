package com.hookprobe.node.role;

import com.hookprobe.identity.HardwareComparison;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.keys.HardwareBinding;
import com.hookprobe.node.keys.OtherHardwareException;
import com.hookprobe.node.log.EventLog;

/** Is this the machine that the keys were made for? Asked at every start, before any key signs (identity 6.9). */
final class HardwareGate {
    private HardwareGate() {}

    /** Lets the start go on, and says what is not as it was. */
    static void pass(HardwareBinding binding, HardwareReading now, EventLog log)
            throws KeystoreException, OtherHardwareException {
        try {
            HardwareComparison found = binding.require(now);
            switch (found.verdict()) {
                case SAME -> log.event("hardware_verified", "kind", now.kind().text());
                case UNIDENTIFIED ->
                    log.event(
                            "hardware_unidentified",
                            "kind",
                            now.kind().text(),
                            "changed",
                            String.join(",", found.changed()),
                            "hint",
                            "nothing readable here names a single machine, so a copy elsewhere would not be noticed");
                default ->
                    log.event(
                            "hardware_changed",
                            "kind",
                            now.kind().text(),
                            "changed",
                            String.join(",", found.changed()),
                            "hint",
                            "taken for the same machine; 'hookprobe keys hardware --accept' makes this the new state");
            }
        } catch (OtherHardwareException e) {
            log.event(
                    "hardware_refused",
                    "kind",
                    now.kind().text(),
                    "differing",
                    String.join(",", e.differing()),
                    "reason",
                    String.valueOf(e.getMessage()));
            throw e;
        }
    }
}
