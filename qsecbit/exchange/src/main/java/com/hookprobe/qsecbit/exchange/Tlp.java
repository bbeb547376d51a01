package com.hookprobe.qsecbit.exchange;

import java.util.Locale;
import java.util.Optional;

/** Who may pass on what was shared: the Traffic Light Protocol 1.0, whose four STIX 2.1 has as fixed objects. */
public enum Tlp {
    WHITE("613f2e26-407d-48c7-9eca-b8e91df99dc9"),
    GREEN("34098fce-860f-48ae-8e50-ebd3cc5e41da"),
    AMBER("f88d31f6-486f-44da-b317-01333bde0b82"),
    RED("5e57c739-391a-4eb3-b6be-7d15ca92d5ed");

    private final String uuid;

    Tlp(String uuid) {
        this.uuid = uuid;
    }

    /** The id that STIX 2.1, 7.2.1.4, gives it. */
    public String stixId() {
        return "marking-definition--" + uuid;
    }

    /** {@code white}, {@code green}, {@code amber} or {@code red}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The marking of an id. */
    public static Optional<Tlp> ofStixId(String id) {
        for (Tlp tlp : values()) {
            if (tlp.stixId().equals(id)) {
                return Optional.of(tlp);
            }
        }
        return Optional.empty();
    }
}
