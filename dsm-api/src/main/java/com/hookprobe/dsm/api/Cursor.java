package com.hookprobe.dsm.api;

import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.TimeKey;
import com.hookprobe.dsm.ledger.TimeQuery;
import com.hookprobe.http.Problem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where a page of blocks ended, as opaque text: the block's place in time, and the query that it belongs to. A place does not move
 * when blocks are added, so no page repeats or skips one. It is no secret and gives no right: a made-up one begins somewhere else
 * in the same query.
 *
 * <pre>version u8 | query 8 | time u64 | type u8 | hash 32</pre>
 */
final class Cursor {
    private static final int VERSION = 1;
    private static final int QUERY_BYTES = 8;
    private static final int BYTES = 1 + QUERY_BYTES + Long.BYTES + 1 + Hash32.BYTES;

    private Cursor() {}

    static String encode(TimeQuery query, TimeKey at) {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .put((byte) VERSION)
                .put(name(query))
                .putLong(at.timeMicros())
                .put((byte) at.type().code())
                .put(at.hash().bytes())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static TimeKey decode(TimeQuery query, String text) throws Problem {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw refused(text);
        }
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            throw refused(text);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, BYTES - 1);
        byte[] name = new byte[QUERY_BYTES];
        in.get(name);
        if (!Arrays.equals(name, name(query))) {
            throw Problem.badRequest(
                    "the query that the cursor came from",
                    "another type, from, to or order",
                    "repeat the first request's parameters, or begin without a cursor");
        }
        long time = in.getLong();
        int code = in.get() & 0xFF;
        EventType type = Arrays.stream(EventType.values())
                .filter(one -> one.code() == code)
                .findFirst()
                .orElseThrow(() -> refused(text));
        byte[] hash = new byte[Hash32.BYTES];
        in.get(hash);
        boolean inside = time >= query.fromMicros()
                && time <= query.toMicros()
                && query.type().map(type::equals).orElse(true);
        if (!inside) {
            throw refused(text);
        }
        return new TimeKey(time, type, Hash32.of(hash));
    }

    private static byte[] name(TimeQuery query) {
        byte[] fields = ByteBuffer.allocate(2 * Long.BYTES + 2)
                .putLong(query.fromMicros())
                .putLong(query.toMicros())
                .put((byte) (query.newestFirst() ? 1 : 0))
                .put(query.type().map(type -> (byte) type.code()).orElse((byte) 0))
                .array();
        return Arrays.copyOf(Hash32.sha256("", fields).bytes(), QUERY_BYTES);
    }

    private static Problem refused(String text) {
        return Problem.badRequest("a cursor that this API gave", text, "begin without one");
    }
}
