package com.hookprobe.qsecbit.detection.packet;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The head of an HTTP/1 request (RFC 9112), read as servers read it: tolerant of line ends and of what is missing. */
final class HttpRequest {
    /** The beginning of a body that is kept. */
    static final int BODY_BYTES_MAX = 1024;

    private static final int METHOD_BYTES_MAX = 16;
    private static final int FIELD_CHARS_MAX = 1024;

    final String method;
    final String url;
    final long timeMicros;
    String host = "";
    String userAgent = "";
    String referer = "";
    String body = "";
    long contentLength;
    boolean chunked;
    boolean upgrade;
    /** Of the answer. */
    boolean answerChunked;

    boolean answerHasBody;
    String declaredType = "";
    String actualType = "";

    private HttpRequest(String method, String url, long timeMicros) {
        this.method = method;
        this.url = url;
        this.timeMicros = timeMicros;
    }

    /** True when a request may begin here: a word in capitals, a space, and something to ask for. */
    static boolean startsAt(byte[] data, int at, int end) {
        int i = at;
        while (i < end && i - at < METHOD_BYTES_MAX && (data[i] >= 'A' && data[i] <= 'Z' || data[i] == '_')) {
            i++;
        }
        if (i - at < 3 || i + 1 >= end || data[i] != ' ') {
            return false;
        }
        byte first = data[i + 1];
        return first == '/'
                || first == '*'
                || first == 'h'
                || first == 'H'
                || "CONNECT".length() == i - at && first > ' ';
    }

    /** The end of the head that begins at 0, or -1 when it is not there yet. */
    static int headEnd(byte[] data, int length) {
        return headEnd(data, 0, length);
    }

    /** The end of the head that begins at a place, or -1 when it is not there yet. */
    static int headEnd(byte[] data, int from, int length) {
        for (int i = from; i + 1 < length; i++) {
            if (data[i] == '\n') {
                if (data[i + 1] == '\n') {
                    return i + 2;
                }
                if (data[i + 1] == '\r' && i + 2 < length && data[i + 2] == '\n') {
                    return i + 3;
                }
            }
        }
        return -1;
    }

    /** Reads a head. */
    static HttpRequest read(byte[] data, int headEnd, long timeMicros) {
        String head = new String(data, 0, headEnd, StandardCharsets.ISO_8859_1);
        int lineEnd = lineEnd(head, 0);
        String line = head.substring(0, lineEnd).stripTrailing();
        int space = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        // A URL with spaces in it is not valid, and served nevertheless: all before the version belongs to it.
        boolean version = last > space && line.startsWith("HTTP/", last + 1);
        String url = line.substring(space + 1, version ? last : line.length());
        HttpRequest request = new HttpRequest(line.substring(0, Math.max(0, space)), url, timeMicros);
        int at = lineEnd + 1;
        while (at < head.length()) {
            int end = lineEnd(head, at);
            request.field(head.substring(at, end));
            at = end + 1;
        }
        return request;
    }

    private static int lineEnd(String head, int from) {
        int end = head.indexOf('\n', from);
        return end < 0 ? head.length() : end;
    }

    private void field(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            return;
        }
        String value = line.substring(colon + 1).strip();
        value = value.length() > FIELD_CHARS_MAX ? value.substring(0, FIELD_CHARS_MAX) : value;
        switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "host" -> host = value;
            case "user-agent" -> userAgent = value;
            case "referer" -> referer = value;
            case "content-length" -> contentLength = number(value);
            case "transfer-encoding" -> chunked = value.toLowerCase(Locale.ROOT).contains("chunked");
            case "upgrade" -> upgrade = true;
            // A program that logs what it is sent is attacked through any field: the odd one stands for the referer.
            default -> referer = referer.isEmpty() && value.contains("${") ? value : referer;
        }
    }

    /** Takes what the head of the answer says of its body. */
    void answerHead(byte[] data, int from, int headEnd) {
        String head = new String(data, from, headEnd - from, StandardCharsets.ISO_8859_1);
        for (String line : head.split("\n", 64)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                continue;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-type" -> declaredType = mediaType(value);
                case "content-length" -> answerHasBody |= number(value) >= FileMagic.BYTES;
                case "transfer-encoding" -> {
                    answerChunked = value.toLowerCase(Locale.ROOT).contains("chunked");
                    answerHasBody |= answerChunked;
                }
                default -> {
                    // Nothing of it is used.
                }
            }
        }
    }

    private static String mediaType(String value) {
        int end = value.indexOf(';');
        String type = (end < 0 ? value : value.substring(0, end)).strip();
        return type.length() > 64 ? "" : type.toLowerCase(Locale.ROOT);
    }

    NetworkEvent.Content content() {
        return declaredType.isEmpty() && actualType.isEmpty()
                ? NetworkEvent.Content.NONE
                : new NetworkEvent.Content(declaredType, actualType);
    }

    private static long number(String value) {
        if (value.isEmpty() || value.length() > 12) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    NetworkEvent.Http withStatus(int status) {
        return new NetworkEvent.Http(host, url, method, status, userAgent, referer, body);
    }
}
