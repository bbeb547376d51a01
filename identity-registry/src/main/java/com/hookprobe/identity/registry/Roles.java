package com.hookprobe.identity.registry;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a device is set to do: a few words, kept sorted with commas between. */
final class Roles {
    static final int MAX = 16;

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private Roles() {}

    static SortedSet<String> check(Collection<String> roles) {
        SortedSet<String> sorted = new TreeSet<>(roles);
        if (sorted.size() > MAX
                || !sorted.stream().allMatch(role -> FORM.matcher(role).matches())) {
            throw new IllegalArgumentException(
                    "roles: expected at most " + MAX + ", each 1 to 32 characters a-z, 0-9 and '-', a letter first");
        }
        return Collections.unmodifiableSortedSet(sorted);
    }

    static String text(SortedSet<String> roles) {
        return String.join(",", roles);
    }

    static SortedSet<String> parse(String text) {
        return text.isEmpty() ? Collections.emptySortedSet() : check(List.of(text.split(",", -1)));
    }
}
