package com.hookprobe.qsecbit.exchange;

import java.util.Locale;
import java.util.Optional;

/** What is done about a subject; the words are CrowdSec's. */
public enum Remedy {
    BAN,
    CAPTCHA,
    THROTTLE;

    /** {@code ban}, {@code captcha} or {@code throttle}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The remedy of a word, in any case. */
    public static Optional<Remedy> of(String word) {
        for (Remedy remedy : values()) {
            if (remedy.name().equalsIgnoreCase(word)) {
                return Optional.of(remedy);
            }
        }
        return Optional.empty();
    }
}
