package com.hookprobe.qsecbit.exchange;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * What a decision, an alert or an indicator is about, in one spelling.
 *
 * @param kind what kind of thing
 * @param value canonical: addresses as RFC 5952 has them, a prefix without bits behind it, names and hashes in lower case
 */
public record Subject(Kind kind, String value) {
    /** The longest value, in characters. */
    public static final int VALUE_CHARS_MAX = 2_048;

    private static final int NAME_CHARS_MAX = 253;
    private static final int LABEL_CHARS_MAX = 63;

    /** Kinds of subject. */
    public enum Kind {
        /** One address. */
        IP("Ip"),
        /** A prefix of addresses. */
        RANGE("Range"),
        DOMAIN("Domain"),
        URL("Url"),
        MD5("Md5"),
        SHA1("Sha1"),
        SHA256("Sha256");

        private final String scope;

        Kind(String scope) {
            this.scope = scope;
        }

        /** The word that CrowdSec has for IP and RANGE, and one of its manner for the others. */
        public String scope() {
            return scope;
        }

        /** The kind of a scope, in any case. */
        public static Optional<Kind> ofScope(String scope) {
            for (Kind kind : values()) {
                if (kind.scope.equalsIgnoreCase(scope)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Checks the spelling.
     *
     * @throws IllegalArgumentException when {@link #of} would not give this
     */
    public Subject {
        if (!canonical(kind, value).equals(Optional.of(value))) {
            throw new IllegalArgumentException("expected a canonical " + kind + ", found one that is not");
        }
    }

    /** Reads a value of a known kind; empty when it is none. */
    public static Optional<Subject> of(Kind kind, String value) {
        return canonical(kind, value).map(text -> new Subject(kind, text));
    }

    /** Reads {@code address} or {@code address/length}; a prefix of one address is that address. */
    public static Optional<Subject> ofAddress(String text) {
        Optional<Cidr> cidr = Cidr.parse(text);
        if (cidr.isEmpty()) {
            return Optional.empty();
        }
        return of(cidr.get().isSingle() ? Kind.IP : Kind.RANGE, text);
    }

    /** The addresses; empty of what is none. */
    public Optional<Cidr> addresses() {
        return kind == Kind.IP || kind == Kind.RANGE ? Cidr.parse(value) : Optional.empty();
    }

    @Override
    public String toString() {
        return kind.scope + ' ' + value;
    }

    private static Optional<String> canonical(Kind kind, String value) {
        if (value.isEmpty() || value.length() > VALUE_CHARS_MAX) {
            return Optional.empty();
        }
        return switch (kind) {
            case IP ->
                Cidr.parse(value)
                        .filter(Cidr::isSingle)
                        .filter(cidr -> !cidr.address().isUnspecified())
                        .map(cidr -> cidr.address().toString());
            case RANGE -> prefix(value);
            case DOMAIN -> domain(value);
            case URL -> url(value);
            case MD5 -> hex(value, 32);
            case SHA1 -> hex(value, 40);
            case SHA256 -> hex(value, 64);
        };
    }

    /** Bits behind the prefix are a slip of someone who meant something else. A prefix of length 0 is everybody. */
    private static Optional<String> prefix(String value) {
        int slash = value.indexOf('/');
        Optional<Cidr> cidr = Cidr.parse(value);
        if (slash < 0 || cidr.isEmpty() || cidr.get().isSingle() || cidr.get().length() == 0) {
            return Optional.empty();
        }
        Optional<IpAddress> written = IpAddress.parse(value.substring(0, slash));
        return written.equals(Optional.of(cidr.get().address()))
                ? Optional.of(cidr.get().toString())
                : Optional.empty();
    }

    private static Optional<String> domain(String value) {
        String name = value.endsWith(".") ? value.substring(0, value.length() - 1) : value;
        if (name.length() > NAME_CHARS_MAX || name.indexOf('.') < 0) {
            return Optional.empty();
        }
        for (String label : name.split("\\.", -1)) {
            boolean good = !label.isEmpty() && label.length() <= LABEL_CHARS_MAX && !label.startsWith("-");
            if (!good || !label.chars().allMatch(Subject::isNameCharacter)) {
                return Optional.empty();
            }
        }
        return Optional.of(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    /** Kept as it is: nothing here ever asks for it. */
    private static Optional<String> url(String value) {
        boolean good = (value.startsWith("http://") || value.startsWith("https://") || value.startsWith("ftp://"))
                && value.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return good ? Optional.of(value) : Optional.empty();
    }

    private static Optional<String> hex(String value, int digits) {
        boolean good = value.length() == digits
                && value.chars()
                        .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
        return good ? Optional.of(value.toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
