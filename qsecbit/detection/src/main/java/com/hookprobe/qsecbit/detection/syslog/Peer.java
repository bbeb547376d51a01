package com.hookprobe.qsecbit.detection.syslog;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Optional;

/** The other side of a connection as a log names it. */
record Peer(IpAddress ip, int port) {
    private static final int PORT_MAX = 65_535;

    /**
     * Reads an address at an index, and the port behind it in one of the forms {@code a port n} and {@code a:n} and
     * {@code [a]:n}. Empty when a host name stands there instead of an address.
     *
     * @throws IllegalArgumentException when what looks like an address or a port is none
     */
    static Optional<Peer> at(String text, int from) {
        int at = from;
        boolean bracket = at < text.length() && text.charAt(at) == '[';
        int start = bracket ? ++at : at;
        while (at < text.length() && isAddressChar(text.charAt(at))) {
            at++;
        }
        int end = at;
        int port = 0;
        int colon = text.lastIndexOf(':', end - 1);
        if (!bracket && colon > start && text.indexOf('.', start) > start && text.indexOf(':', start) == colon) {
            port = port(text, colon + 1, end);
            end = colon;
        }
        if (at < text.length() && text.charAt(at) == '%') {
            // The interface of a link-local address says nothing to anyone else.
            while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != ']') {
                at++;
            }
        }
        if (bracket && text.startsWith("]:", at)) {
            port = port(text, at + 2, digitsEnd(text, at + 2));
        } else if (text.startsWith(" port ", at)) {
            port = port(text, at + 6, digitsEnd(text, at + 6));
        }
        Optional<IpAddress> ip = IpAddress.parse(text.substring(start, end));
        if (ip.isEmpty() && end > start && (at == text.length() || !Character.isLetter(text.charAt(at)))) {
            boolean digits = text.charAt(start) >= '0' && text.charAt(start) <= '9';
            boolean name = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '_');
            if (digits && !name) {
                throw new IllegalArgumentException("expected an address, found " + text.substring(start, end));
            }
        }
        int found = port;
        return ip.map(address -> new Peer(address, found));
    }

    private static boolean isAddressChar(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static int port(String text, int from, int to) {
        int port = to > from && to - from <= 5 ? Integer.parseInt(text.substring(from, to)) : to == from ? 0 : -1;
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("expected a port, found " + text.substring(from, to));
        }
        return port;
    }
}
