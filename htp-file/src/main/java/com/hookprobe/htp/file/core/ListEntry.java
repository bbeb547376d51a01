package com.hookprobe.htp.file.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * One name in a directory.
 *
 * @param name a sound name of {@link PathGrammar}
 * @param stat what it is; without hash
 */
public record ListEntry(String name, FileStat stat) {
    /** The order of a listing: unsigned bytes of the names in UTF-8. */
    public static final Comparator<String> ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    public ListEntry {
        if (PathGrammar.checkName(name).isPresent() || stat.sha256().known()) {
            throw new IllegalArgumentException("not a listing entry: " + name);
        }
    }
}
