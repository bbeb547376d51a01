package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.detection.read.YearlessTime;
import com.hookprobe.qsecbit.metric.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads access logs of web servers: the common and the combined format, with or without a virtual host or a forwarded-for
 * header before the client.
 *
 * <p>The client is the address that the server itself has seen. A header before it can be forged, so it counts only when
 * the server has seen a private address, which is a proxy of ours; then its last address is the one that the proxy saw.
 */
final class AccessLine {
    private static final LocalNetworks PRIVATE = LocalNetworks.privateRanges();
    private static final int REQUEST_OFFSET = 28;

    private final LogEvents events;

    AccessLine(LogEvents events) {
        this.events = events;
    }

    /** Where the time begins, or -1 when the text is no line of an access log. */
    static int timeAt(String text) {
        int at = text.indexOf(" [");
        while (at >= 0) {
            // [29/Sep/2021:12:37:05 +0000] "
            if (at + 31 < text.length()
                    && text.charAt(at + 4) == '/'
                    && text.charAt(at + 8) == '/'
                    && text.charAt(at + 13) == ':'
                    && text.charAt(at + 28) == ']'
                    && text.charAt(at + 30) == '"') {
                return at + 2;
            }
            at = text.indexOf(" [", at + 2);
        }
        return -1;
    }

    @Nullable NetworkEvent read(String text, int timeAt) {
        String before = text.substring(0, timeAt - 2);
        IpAddress client = client(before);
        if (client.equals(IpAddress.NONE)) {
            return null;
        }
        long time = time(text, timeAt);
        QuotedText quoted = new QuotedText(text, timeAt + REQUEST_OFFSET);
        String request = quoted.next(JsonFields.URL_CHARS);
        int statusFrom = quoted.end() + 1;
        int statusEnd = text.indexOf(' ', statusFrom);
        statusEnd = statusEnd < 0 ? text.length() : statusEnd;
        int status = status(text, statusFrom, statusEnd);
        String referer = quoted.next(JsonFields.URL_CHARS);
        String agent = quoted.next(4 * JsonFields.NAME_CHARS);
        return event(time, client, host(before), request, status, referer, agent);
    }

    NetworkEvent event(
            long time, IpAddress client, String host, String request, int status, String referer, String agent) {
        int methodEnd = methodEnd(request);
        int protocol = request.lastIndexOf(" HTTP/");
        // What is no request at all is what the client has sent instead of one.
        String method = methodEnd < 0 ? "" : request.substring(0, methodEnd);
        String url = methodEnd < 0
                ? request
                : request.substring(methodEnd + 1, protocol > methodEnd ? protocol : request.length());
        return events.to(time, new Peer(client, 0), "http", 0)
                .type(EventType.HTTP)
                .http(new NetworkEvent.Http(
                        host, dashIsNone(url), method, status, dashIsNone(agent), dashIsNone(referer), ""))
                .build();
    }

    private static int status(String text, int from, int to) {
        if (to - from == 1 && text.charAt(from) == '-') {
            // There was no answer.
            return 0;
        }
        int status = to - from == 3 ? Timestamps.digits(text, from, to) : -1;
        if (status < 0) {
            throw new IllegalArgumentException("expected a status of three digits behind the request");
        }
        return status;
    }

    /** The space behind a method: upper-case letters, at most 32 of them; -1 when the text does not begin with one. */
    private static int methodEnd(String request) {
        int at = 0;
        while (at < request.length() && at < 32 && request.charAt(at) >= 'A' && request.charAt(at) <= 'Z') {
            at++;
        }
        return at > 0 && at < request.length() && request.charAt(at) == ' ' ? at : -1;
    }

    private static IpAddress client(String before) {
        IpAddress seen = IpAddress.NONE;
        IpAddress forwarded = IpAddress.NONE;
        int at = 0;
        while (at < before.length()) {
            int end = before.indexOf(' ', at);
            end = end < 0 ? before.length() : end;
            int wordEnd = end > at && before.charAt(end - 1) == ',' ? end - 1 : end;
            IpAddress word = IpAddress.parse(before.substring(at, wordEnd)).orElse(IpAddress.NONE);
            if (word.equals(IpAddress.NONE)) {
                if (!seen.equals(IpAddress.NONE)) {
                    // Behind the client stand names that it has told.
                    break;
                }
                refuseBrokenAddress(before, at, wordEnd);
            } else {
                forwarded = seen;
                seen = word;
            }
            at = end + 1;
        }
        return forwarded.equals(IpAddress.NONE) || !PRIVATE.contains(seen) ? seen : forwarded;
    }

    private static void refuseBrokenAddress(String text, int from, int to) {
        int dots = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return;
            }
            dots += c == '.' ? 1 : 0;
        }
        if (dots == 3) {
            throw new IllegalArgumentException("expected an address, found " + text.substring(from, to));
        }
    }

    /** A virtual host is the first word when it is a name. */
    private static String host(String before) {
        int end = before.indexOf(' ');
        String word = end < 0 ? before : before.substring(0, end);
        int colon = word.lastIndexOf(':');
        String name =
                colon > 0 && Timestamps.digits(word, colon + 1, word.length()) >= 0 ? word.substring(0, colon) : word;
        boolean isName = name.indexOf('.') > 0
                && name.indexOf(',') < 0
                && IpAddress.parse(name).isEmpty();
        return isName ? LogEvents.cut(name) : "";
    }

    /** {@code 29/Sep/2021:12:37:05 +0000}. */
    private static long time(String text, int at) {
        int offset = Timestamps.offset(text.substring(at + 21, at + 26), 0);
        long seconds = Timestamps.utcSeconds(
                Timestamps.digits(text, at + 7, at + 11),
                YearlessTime.month(text, at + 3),
                Timestamps.digits(text, at, at + 2),
                Timestamps.clock(text, at + 12));
        if (seconds == Timestamps.INVALID || offset == Integer.MIN_VALUE) {
            throw new IllegalArgumentException("expected a time, found " + text.substring(at, at + 26));
        }
        return (seconds - offset) * 1_000_000;
    }

    private static String dashIsNone(String text) {
        return text.equals("-") ? "" : text;
    }
}
