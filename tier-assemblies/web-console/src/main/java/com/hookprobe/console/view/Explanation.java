package com.hookprobe.console.view;

import java.util.List;

/** What a decision rests on: facts in their order. */
public record Explanation(String decision, List<Fact> facts) {
    /** A name and a value for people. */
    public record Fact(String name, String value) {}
}
