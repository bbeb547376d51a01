package com.hookprobe.network;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a tree: all of it at once, since a person mends a file and not a line. */
final class Problems {
    /** The most that are told. */
    static final int MAX = 20;

    private static final int FOUND_MAX = 80;

    private final List<String> problems = new ArrayList<>();

    /** The found value is shown without characters that a terminal would act upon, and not at full length. */
    void add(String key, String expected, Object found, String remedy) {
        if (problems.size() < MAX) {
            StringBuilder shown = new StringBuilder();
            String.valueOf(found)
                    .codePoints()
                    .limit(FOUND_MAX)
                    .forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
            problems.add("'network." + key + "' expects " + expected + "; found " + shown + "; " + remedy);
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    PlanException exception() {
        return new PlanException(problems);
    }
}
