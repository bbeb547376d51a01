package com.hookprobe.neuro.selftest;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares what a case expects with what was found; keeps the first difference and what was reached. */
final class Differences {
    private final VectorFile.Case vector;
    private @Nullable String first;
    private String reached = "";

    Differences(VectorFile.Case vector) {
        this.vector = vector;
    }

    void bytes(String field, byte[] found) {
        compare(field, vector.bytes(field).length == 0 ? "-" : hex(vector.bytes(field)), hex(found));
    }

    void list(String field, long[] found) {
        long[] expected = vector.list(field);
        if (expected.length != found.length) {
            differ(field, expected.length + " values", found.length + " values");
            return;
        }
        int at = Arrays.mismatch(expected, found);
        if (at >= 0) {
            differ(field + "[" + at + "]", Long.toString(expected[at]), Long.toString(found[at]));
        }
    }

    void list(String field, int[] found) {
        list(field, Arrays.stream(found).asLongStream().toArray());
    }

    void text(String field, String found) {
        compare(field, vector.text(field), found);
    }

    void compare(String what, String expected, String found) {
        if (!expected.equals(found)) {
            differ(what, expected, found);
        }
    }

    private void differ(String what, String expected, String found) {
        if (first == null) {
            first = what + ": expected " + expected + ", found " + found;
        }
    }

    /** Where the case has got to, for its line: a fingerprint, or in a few words what was found. */
    void reached(String where) {
        reached = where;
    }

    void reached(byte[] fingerprint) {
        reached = hex(fingerprint);
    }

    String reached() {
        return reached;
    }

    /** Also says when the case has fields that no check has looked at (NEURO 11.2). */
    Optional<String> first() {
        if (first == null && !vector.unknown().isEmpty()) {
            return Optional.of("fields that this check does not know: " + vector.unknown());
        }
        return Optional.ofNullable(first);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
