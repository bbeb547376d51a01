package com.hookprobe.neuro.sensor;

import java.util.Locale;
import java.util.Optional;

/** What was found where a watched file should be. NEURO 2.4. */
public enum FileState {
    /** There is no such file. */
    MISSING(0),
    /** A regular file whose content was read. */
    PRESENT(1),
    /** Anything else: a folder, a device, no permission, more bytes than the bound. */
    UNREADABLE(2);

    private final int code;

    FileState(int code) {
        this.code = code;
    }

    /** The byte in H_Integrity, 0 to 2. */
    int code() {
        return code;
    }

    /** The word in a manifest, such as {@code present}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<FileState> ofWord(String word) {
        for (FileState state : values()) {
            if (state.word().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
