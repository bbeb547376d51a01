package com.hookprobe.htp.file.core;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A path that passed {@link PathGrammar}: a list of names below the store's root. No segments means the root itself.
 * Only the grammar makes one, so a value of this type is proof that the rules were checked.
 */
public final class FilePath {
    /** The root directory. */
    public static final FilePath ROOT = new FilePath(List.of());

    private final List<String> segments;

    FilePath(List<String> segments) {
        this.segments = List.copyOf(segments);
    }

    /** The names, outermost first; unmodifiable. */
    public List<String> segments() {
        return segments;
    }

    /** True for {@link #ROOT}. */
    public boolean isRoot() {
        return segments.isEmpty();
    }

    /** The last name; IllegalStateException for the root. */
    public String name() {
        if (isRoot()) {
            throw new IllegalStateException("the root has no name");
        }
        return segments.get(segments.size() - 1);
    }

    /** The names above the last one; IllegalStateException for the root. */
    public List<String> parents() {
        if (isRoot()) {
            throw new IllegalStateException("the root has no parent");
        }
        return segments.subList(0, segments.size() - 1);
    }

    /** UTF-8 with '/' between the names and none in front; the root is the single byte '/'. */
    public byte[] toBytes() {
        return (isRoot() ? "/" : String.join("/", segments)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilePath path && segments.equals(path.segments);
    }

    @Override
    public int hashCode() {
        return segments.hashCode();
    }

    @Override
    public String toString() {
        return "/" + String.join("/", segments);
    }
}
