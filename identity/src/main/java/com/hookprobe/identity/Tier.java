package com.hookprobe.identity;

import java.util.Locale;
import java.util.Optional;

/** What kind of machine a node is. The code is what records carry. (identity.md, section 3.) */
public enum Tier {
    /** Light validator. */
    SENTINEL(1),
    /** Small protected site. */
    GUARDIAN(2),
    /** Protected site with segments and local inference. */
    FORTRESS(3),
    /** Regional hub. */
    NEXUS(4),
    /** Provider's back end. */
    MSSP(5);

    private final int code;

    Tier(int code) {
        this.code = code;
    }

    /** Returns the byte that stands for this tier in records: 1..5. */
    public int code() {
        return code;
    }

    /** Returns the tier of a code, if there is one. */
    public static Optional<Tier> ofCode(int code) {
        for (Tier tier : values()) {
            if (tier.code == code) {
                return Optional.of(tier);
            }
        }
        return Optional.empty();
    }

    /** Returns the name in lower case, as configuration and the registry spell it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the tier that {@link #text} spells so, if there is one. */
    public static Optional<Tier> ofText(String text) {
        for (Tier tier : values()) {
            if (tier.text().equals(text)) {
                return Optional.of(tier);
            }
        }
        return Optional.empty();
    }
}
