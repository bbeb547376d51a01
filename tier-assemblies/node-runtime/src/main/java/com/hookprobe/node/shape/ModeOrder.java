package com.hookprobe.node.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the operator has said about {@code htp.mode}. */
public enum ModeOrder {
    /** The node decides. */
    AUTO,
    BURST,
    BALANCED,
    /** BURST, with alerts by all ways that exist. */
    SWARM,
    GHOST;

    /** The words of the configuration. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ModeOrder::word).toList();
    }

    /**
     * @param word one of {@link #words}
     * @throws IllegalArgumentException when it is another
     */
    public static ModeOrder of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
