package com.hookprobe.network;

import java.util.List;

/** A tree that cannot be carried out. Each problem names the key, what was expected, what was found, and what to do. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    PlanException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All of them, at most {@link Problems#MAX}. */
    public List<String> problems() {
        return problems;
    }
}
