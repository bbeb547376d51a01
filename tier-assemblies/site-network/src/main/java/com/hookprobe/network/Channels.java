package com.hookprobe.network;

import java.util.Set;

/**
 * Which channels a country leaves to a hotspot, roughly: what is refused here is allowed nowhere near, and what is allowed here the
 * kernel's own table of rules still may refuse.
 */
final class Channels {
    private static final int LAST_2GHZ_AMERICA = 11;
    private static final int LAST_2GHZ = 13;
    private static final Set<String> AMERICA = Set.of("US", "CA", "MX", "PR", "TW", "CO", "DO", "GT", "PA", "UZ");
    private static final Set<Integer> LOW_5GHZ = Set.of(36, 40, 44, 48, 52, 56, 60, 64);
    private static final Set<Integer> MIDDLE_5GHZ = Set.of(100, 104, 108, 112, 116, 120, 124, 128, 132, 136, 140, 144);
    private static final Set<Integer> HIGH_5GHZ = Set.of(149, 153, 157, 161, 165);

    /** Countries by the rules of ETSI and Japan: nothing at full power above 5725 MHz. */
    private static final Set<String> LOW_ONLY = Set.of(
            "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS",
            "IT", "JP", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

    private Channels() {}

    /** True when a hotspot may use the channel there; 0, the driver's choice, always. */
    static boolean allowed(String country, boolean fiveGhz, int channel) {
        if (channel == 0) {
            return true;
        }
        if (!fiveGhz) {
            return channel >= 1 && channel <= (AMERICA.contains(country) ? LAST_2GHZ_AMERICA : LAST_2GHZ);
        }
        return LOW_5GHZ.contains(channel)
                || MIDDLE_5GHZ.contains(channel) && !(channel == 144 && LOW_ONLY.contains(country))
                || HIGH_5GHZ.contains(channel) && !LOW_ONLY.contains(country);
    }

    static String describe(String country, boolean fiveGhz) {
        if (!fiveGhz) {
            return "0 (automatic) or 1 to " + (AMERICA.contains(country) ? LAST_2GHZ_AMERICA : LAST_2GHZ);
        }
        return "0 (automatic), 36 to 64 or 100 to 140 in steps of 4"
                + (LOW_ONLY.contains(country) ? "" : ", 144, or 149 to 165 in steps of 4");
    }
}
