package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import java.util.Map;
import java.util.Optional;

/**
 * A request that was matched to its route.
 *
 * @param path what stands in the places of the route's template
 * @param query its parameters, all of them known to the route
 * @param accept the Accept header, empty when there is none
 * @param acceptEncoding the Accept-Encoding header, empty when there is none
 * @param body empty unless the route takes one
 */
record Request(Map<String, String> path, Query query, String accept, String acceptEncoding, byte[] body) {
    private static final int HASH_DIGITS = 64;
    private static final int NUMBER_DIGITS_MAX = 19;

    String text(String name) {
        return Optional.ofNullable(path.get(name)).orElse("");
    }

    Hash32 hash(String name) throws Problem {
        String text = text(name);
        if (text.length() != HASH_DIGITS || !isLowerHex(text)) {
            throw Problem.badRequest(
                    "a hash of 64 lower-case hex digits in the path", text, "take the hash from a block or a proof");
        }
        return Hash32.parse(text);
    }

    NodeId node(String name) throws Problem {
        String text = text(name);
        if (text.length() != HASH_DIGITS || !isLowerHex(text)) {
            throw Problem.badRequest(
                    "a node id of 64 lower-case hex digits in the path", text, "take the id from /v1/sources");
        }
        return NodeId.parse(text);
    }

    long number(String name, long min, long max) throws Problem {
        return number(name, text(name), min, max);
    }

    /** A decimal number as a canonical text has it: no sign, no zero in front. */
    static long number(String name, String text, long min, long max) throws Problem {
        boolean digits = !text.isEmpty()
                && text.length() <= NUMBER_DIGITS_MAX
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        if (digits) {
            try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Nineteen digits above 2^63-1: out of range like the rest.
            }
        }
        throw Problem.badRequest(
                "a number from " + min + " to " + max + " as " + name, text, "write it in decimal digits");
    }

    private static boolean isLowerHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
