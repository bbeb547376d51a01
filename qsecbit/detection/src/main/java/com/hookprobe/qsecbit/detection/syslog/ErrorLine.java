package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.NetworkEvent.Login.Outcome;
import com.hookprobe.qsecbit.detection.read.JsonFields;
import com.hookprobe.qsecbit.detection.read.Timestamps;
import com.hookprobe.qsecbit.detection.read.YearlessTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the error logs of nginx and Apache, where a line names a client and what was refused to it: the request with the
 * status that it got, or a log-in. Anything else there is the server's own trouble.
 */
final class ErrorLine {
    private static final String CLIENT = ", client: ";
    private static final String APACHE_CLIENT = "[client ";
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;

    private final LogEvents events;
    private final AccessLine access;

    ErrorLine(LogEvents events, AccessLine access) {
        this.events = events;
        this.access = access;
    }

    /** {@code 2021/09/29 12:37:05 [error] ...}. */
    static boolean isNginx(String text) {
        return text.length() > 22
                && text.charAt(4) == '/'
                && text.charAt(7) == '/'
                && text.charAt(10) == ' '
                && text.charAt(20) == '['
                && Timestamps.digits(text, 0, 4) > 0;
    }

    /** {@code [Wed Oct 11 14:32:52.123456 2023] [core:error] ...}. */
    static boolean isApache(String text) {
        return text.length() > 26
                && text.charAt(0) == '['
                && text.charAt(4) == ' '
                && YearlessTime.month(text, 5) > 0
                && text.indexOf("] [") > 0;
    }

    @Nullable NetworkEvent readNginx(String text) {
        int at = text.indexOf(CLIENT);
        if (at >= 0 && text.indexOf(CLIENT, at + 1) > 0) {
            // A path of the client's choice stands on both sides of its address and may hold another one.
            throw new IllegalArgumentException("expected one client, found two");
        }
        int request = at < 0 ? -1 : text.indexOf(", request: \"", at);
        Optional<Peer> client = at < 0 ? Optional.empty() : Peer.at(text, at + CLIENT.length());
        if (client.isEmpty()) {
            return null;
        }
        long seconds = Timestamps.utcSeconds(
                Timestamps.digits(text, 0, 4),
                Timestamps.digits(text, 5, 7),
                Timestamps.digits(text, 8, 10),
                Timestamps.clock(text, 11));
        String what = text.substring(20, at);
        if (what.contains(": password mismatch") || what.contains(" was not found in ")) {
            return login(seconds, client.get(), QuotedUser.of(what));
        }
        int status = what.contains("No such file or directory")
                ? NOT_FOUND
                : what.contains(" is forbidden") || what.contains("forbidden by rule")
                        ? FORBIDDEN
                        : what.contains("client sent ") ? BAD_REQUEST : 0;
        return request(seconds, client.get(), text, request, status);
    }

    @Nullable NetworkEvent readApache(String text) {
        int at = text.indexOf(APACHE_CLIENT);
        Optional<Peer> client = at < 0 ? Optional.empty() : Peer.at(text, at + APACHE_CLIENT.length());
        int end = at < 0 ? -1 : text.indexOf("] ", at);
        if (client.isEmpty() || end < 0) {
            return null;
        }
        long seconds = apacheSeconds(text);
        String what = text.substring(end + 2);
        if (what.contains(": authentication failure for ") || what.startsWith("AH01618: ")) {
            return login(seconds, client.get(), QuotedUser.word(what));
        }
        int path = what.startsWith("AH01630: ") ? what.lastIndexOf(": ") : -1;
        int uri = what.startsWith("AH00126: ") ? what.indexOf("Invalid URI in request ") : -1;
        if (path > 8) {
            return access.event(
                    micros(seconds), client.get().ip(), "", "GET " + cut(what, path + 2), FORBIDDEN, "", "");
        }
        return uri < 0
                ? null
                : access.event(micros(seconds), client.get().ip(), "", cut(what, uri + 23), BAD_REQUEST, "", "");
    }

    private @Nullable NetworkEvent request(long seconds, Peer client, String text, int request, int status) {
        if (request < 0 || status == 0) {
            return null;
        }
        QuotedText quoted = new QuotedText(text, request);
        String line = quoted.next(JsonFields.URL_CHARS);
        int host = text.indexOf(", host: \"", quoted.end());
        String name = host < 0 ? "" : new QuotedText(text, host).next(JsonFields.NAME_CHARS);
        return access.event(micros(seconds), client.ip(), name, line, status, "", "");
    }

    private NetworkEvent login(long seconds, Peer client, String user) {
        return events.login(micros(seconds), Outcome.REFUSED, new Peer(client.ip(), client.port()), "http", 0, user);
    }

    private static long apacheSeconds(String text) {
        int day = text.charAt(9) == ' ' ? 10 : 9;
        int yearEnd = text.indexOf(']');
        return Timestamps.utcSeconds(
                yearEnd < 20 ? -1 : Timestamps.digits(text, yearEnd - 4, yearEnd),
                YearlessTime.month(text, 5),
                Timestamps.digits(text, day, 11),
                Timestamps.clock(text, 12));
    }

    private static long micros(long seconds) {
        if (seconds == Timestamps.INVALID) {
            throw new IllegalArgumentException("expected a time at the beginning, found none");
        }
        return seconds * 1_000_000;
    }

    private static String cut(String text, int from) {
        return text.substring(Math.min(from, text.length()), Math.min(text.length(), from + JsonFields.URL_CHARS));
    }

    /** The user in {@code user "x": password mismatch} and {@code user x: authentication failure}. */
    private static final class QuotedUser {
        static String of(String text) {
            return new QuotedText(text, text.indexOf("user ")).next(JsonFields.NAME_CHARS);
        }

        static String word(String text) {
            int from = text.indexOf("user ");
            int colon = text.indexOf(": ", from + 5);
            int space = text.indexOf(" not found", from + 5);
            int end = colon < 0 ? space : space < 0 ? colon : Math.min(colon, space);
            return from < 0 || end < 0 ? "" : LogEvents.cut(text.substring(from + 5, end));
        }
    }
}
