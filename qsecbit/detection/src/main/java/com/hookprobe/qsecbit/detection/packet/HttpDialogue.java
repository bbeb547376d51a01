package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.EventType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The requests of an HTTP/1 connection, with the status of each answer. Bodies of requests are skipped by their length,
 * so that what looks like a request inside of one is none; answers are only looked at where a segment begins with a
 * status. After bytes were lost, reading goes on where a segment begins with a request.
 */
final class HttpDialogue implements Dialogue {
    /** Requests that wait for an answer; beyond, the oldest is told without one. */
    static final int PENDING_MAX = 16;
    /** Requests in one connection: beyond, it is not read any more. */
    static final int REQUESTS_MAX = 10_000;

    private static final long PATIENCE_MICROS = 5_000_000;

    private final Deque<HttpRequest> pending = new ArrayDeque<>();
    private long skip;
    private boolean lost;
    private boolean tunnel;
    private int requests;
    /** An answer whose head has come and whose body has not. */
    private @Nullable HttpRequest answered;

    private int answeredStatus;

    @Override
    public boolean onSegment(Conversation c, Packet p, EventMaker maker) {
        if (!p.fromInitiator) {
            return answer(c, p, maker);
        }
        StreamBuffer stream = c.buffer(true);
        if (lost) {
            if (!HttpRequest.startsAt(p.data, p.payloadAt, p.payloadAt + p.payloadLength)) {
                return true;
            }
            stream.restartAt(p);
            lost = false;
            skip = 0;
        }
        if (skip >= p.payloadWireLength && stream.length == 0) {
            skip -= p.payloadWireLength;
            stream.pass(p);
            return true;
        }
        if (stream.add(p)) {
            read(stream, c, p.timeMicros, maker);
        }
        return requests < REQUESTS_MAX && !tunnel;
    }

    private void read(StreamBuffer stream, Conversation c, long micros, EventMaker maker) {
        while (stream.length > 0) {
            if (skip > 0) {
                int now = (int) Math.min(skip, stream.length);
                stream.consume(now);
                skip -= now;
                continue;
            }
            int blank = 0;
            while (blank < stream.length && (stream.bytes[blank] == '\r' || stream.bytes[blank] == '\n')) {
                blank++;
            }
            stream.consume(blank);
            int end = HttpRequest.headEnd(stream.bytes, stream.length);
            if (end < 0 && !stream.isFull()) {
                return;
            }
            if (!HttpRequest.startsAt(stream.bytes, 0, stream.length)) {
                lost = true;
                stream.length = 0;
                return;
            }
            boolean cut = end < 0;
            int head = cut ? stream.length : end;
            HttpRequest request = HttpRequest.read(stream.bytes, head, micros);
            int body = (int) Math.min(request.contentLength, stream.length - head);
            if (!cut && body < Math.min(request.contentLength, HttpRequest.BODY_BYTES_MAX) && !stream.isFull()) {
                // The beginning of the body belongs to it, and comes in the next segments.
                return;
            }
            int kept = Math.min(HttpRequest.BODY_BYTES_MAX, request.chunked ? stream.length - head : body);
            request.body = new String(stream.bytes, head, kept, StandardCharsets.ISO_8859_1);
            stream.consume(head + body);
            skip = request.contentLength - body;
            requests++;
            if (pending.size() >= PENDING_MAX) {
                tell(c, pending.removeFirst(), 0, micros, maker);
            }
            pending.addLast(request);
            if (cut || request.chunked) {
                lost = true;
                stream.length = 0;
            }
        }
    }

    private boolean answer(Conversation c, Packet p, EventMaker maker) {
        int at = p.payloadAt;
        int end = at + p.payloadLength;
        HttpRequest waiting = answered;
        if (waiting != null) {
            answered = null;
            waiting.actualType = FileMagic.of(p.data, body(waiting, p.data, at, end), end);
            tell(c, waiting, answeredStatus, p.timeMicros, maker);
            if (p.payloadLength > 0 && !Bytes.startsWith(p.data, at, end, "HTTP/1.")) {
                return !tunnel;
            }
        }
        if (!Bytes.startsWith(p.data, at, end, "HTTP/1.") || end - at < 12) {
            return true;
        }
        int status = 0;
        for (int i = 9; i < 12; i++) {
            int digit = p.data[at + i] - '0';
            if (digit < 0 || digit > 9) {
                return true;
            }
            status = status * 10 + digit;
        }
        flushHead(c, p.timeMicros);
        if (status == 101 || status >= 200) {
            HttpRequest request = pending.pollFirst();
            if (request != null) {
                take(c, request, status, p, maker);
                tunnel = status == 101 || (status == 200 && request.method.equals("CONNECT"));
            }
        }
        return !tunnel;
    }

    /** What the answer says that it carries, and what that is: its first bytes may come in the next segment only. */
    private void take(Conversation c, HttpRequest request, int status, Packet p, EventMaker maker) {
        int end = p.payloadAt + p.payloadLength;
        int head = HttpRequest.headEnd(p.data, p.payloadAt, end);
        if (head < 0) {
            tell(c, request, status, p.timeMicros, maker);
            return;
        }
        request.answerHead(p.data, p.payloadAt, head);
        int body = body(request, p.data, head, end);
        if (end - body < FileMagic.BYTES && status == 200 && request.answerHasBody) {
            answered = request;
            answeredStatus = status;
            return;
        }
        request.actualType = FileMagic.of(p.data, body, end);
        tell(c, request, status, p.timeMicros, maker);
    }

    /** Where the body begins: in chunks, behind the line with the first one's length. */
    private static int body(HttpRequest request, byte[] data, int from, int end) {
        if (!request.answerChunked) {
            return from;
        }
        for (int i = from; i < end; i++) {
            if (data[i] == '\n') {
                return i + 1;
            }
        }
        return end;
    }

    /** An answer comes although the body of the request has not come in full: it is told with what is there. */
    private void flushHead(Conversation c, long micros) {
        StreamBuffer stream = c.buffer(true);
        int end = HttpRequest.headEnd(stream.bytes, stream.length);
        if (!pending.isEmpty() || end < 0 || !HttpRequest.startsAt(stream.bytes, 0, stream.length)) {
            return;
        }
        HttpRequest request = HttpRequest.read(stream.bytes, end, micros);
        int body = stream.length - end;
        request.body =
                new String(stream.bytes, end, Math.min(HttpRequest.BODY_BYTES_MAX, body), StandardCharsets.ISO_8859_1);
        stream.consume(stream.length);
        skip = Math.max(0, request.contentLength - body);
        pending.addLast(request);
    }

    @Override
    public void onTime(Conversation c, long micros, EventMaker maker) {
        while (!pending.isEmpty() && micros - pending.getFirst().timeMicros > PATIENCE_MICROS) {
            tell(c, pending.removeFirst(), 0, micros, maker);
        }
    }

    @Override
    public void onEnd(Conversation c, long micros, EventMaker maker) {
        HttpRequest waiting = answered;
        if (waiting != null) {
            answered = null;
            tell(c, waiting, answeredStatus, micros, maker);
        }
        flushHead(c, micros);
        while (!pending.isEmpty()) {
            tell(c, pending.removeFirst(), 0, micros, maker);
        }
    }

    private static void tell(Conversation c, HttpRequest request, int status, long micros, EventMaker maker) {
        if (maker.allows(EventType.HTTP, micros)) {
            maker.tell(maker.ofFlow(EventType.HTTP, c.flow, request.timeMicros)
                    .http(request.withStatus(status))
                    .content(request.content()));
        }
    }
}
