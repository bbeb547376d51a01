package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.http.Problem;
import com.hookprobe.http.Request;
import com.hookprobe.identity.NodeId;

/** Hashes and node ids in a path. */
final class Places {
    private static final int HASH_DIGITS = 64;

    private Places() {}

    static Hash32 hash(Request request, String name) throws Problem {
        String text = request.text(name);
        if (text.length() != HASH_DIGITS || !isLowerHex(text)) {
            throw Problem.badRequest(
                    "a hash of 64 lower-case hex digits in the path", text, "take the hash from a block or a proof");
        }
        return Hash32.parse(text);
    }

    static NodeId node(Request request, String name) throws Problem {
        String text = request.text(name);
        if (text.length() != HASH_DIGITS || !isLowerHex(text)) {
            throw Problem.badRequest(
                    "a node id of 64 lower-case hex digits in the path", text, "take the id from /v1/sources");
        }
        return NodeId.parse(text);
    }

    private static boolean isLowerHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
