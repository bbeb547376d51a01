package com.hookprobe.qsecbit.exchange.stix;

import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.Subject.Kind;
import com.hookprobe.qsecbit.metric.Cidr;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Patterns of STIX 2.1, section 9, as far as they name things of which any one counts: comparisons by {@code =}, {@code IN} or, of
 * addresses, {@code ISSUBSET}, joined by {@code OR}. Everything else is refused: half a pattern is another pattern (EXCHANGE 5.4).
 *
 * <pre>
 * pattern     = observation *( "OR" observation )
 * observation = "[" comparison *( "OR" comparison ) "]"
 * comparison  = path ( "=" | "ISSUBSET" ) string / path "IN" "(" string *( "," string ) ")"
 * </pre>
 */
public final class StixPattern {
    /** The longest pattern. */
    public static final int CHARS_MAX = 65_536;

    /** The most subjects of one pattern. */
    public static final int SUBJECTS_MAX = 1_000;

    private final String text;
    private final Set<Subject> subjects = new LinkedHashSet<>();
    private int at;

    private StixPattern(String text) {
        this.text = text;
    }

    /** The pattern of one subject. */
    public static String of(Subject subject) {
        return "[" + path(subject) + " = '" + quoted(subject.value()) + "']";
    }

    /**
     * What a pattern looks for: any of these.
     *
     * @throws RefusedException for anything but the grammar above, and for a value that is none of its kind
     */
    public static List<Subject> parse(String text) throws RefusedException {
        if (text.length() > CHARS_MAX) {
            throw new RefusedException("a pattern of at most " + CHARS_MAX + " characters", text.length() + " of them");
        }
        StixPattern pattern = new StixPattern(text);
        pattern.observation();
        while (pattern.word("OR")) {
            pattern.observation();
        }
        if (pattern.at < text.length()) {
            throw pattern.refused("the end or OR");
        }
        return new ArrayList<>(pattern.subjects);
    }

    private void observation() throws RefusedException {
        expect("[");
        comparison();
        while (word("OR")) {
            comparison();
        }
        expect("]");
    }

    private void comparison() throws RefusedException {
        Optional<Kind> kind = path();
        if (sign("=")) {
            add(kind, string(), false);
        } else if (word("ISSUBSET")) {
            add(kind, string(), true);
        } else if (word("IN")) {
            expect("(");
            add(kind, string(), false);
            while (sign(",")) {
                add(kind, string(), false);
            }
            expect(")");
        } else {
            throw refused("=, IN or ISSUBSET");
        }
    }

    /** Empty for an address of either version: its value says which. */
    private Optional<Kind> path() throws RefusedException {
        spaces();
        int from = at;
        while (at < text.length() && "=( )!<>\t\r\n".indexOf(text.charAt(at)) < 0 && text.charAt(at) != ']') {
            if (text.charAt(at) == '\'') {
                // Keys of a dictionary may be quoted: 'SHA-256'.
                at++;
                while (at < text.length() && text.charAt(at) != '\'') {
                    at++;
                }
            }
            at = Math.min(at + 1, text.length());
        }
        String path = text.substring(from, at);
        return switch (path.toLowerCase(Locale.ROOT).replace("'", "")) {
            case "ipv4-addr:value", "ipv6-addr:value" -> Optional.empty();
            case "domain-name:value" -> Optional.of(Kind.DOMAIN);
            case "url:value" -> Optional.of(Kind.URL);
            case "file:hashes.md5" -> Optional.of(Kind.MD5);
            case "file:hashes.sha-1", "file:hashes.sha1" -> Optional.of(Kind.SHA1);
            case "file:hashes.sha-256", "file:hashes.sha256" -> Optional.of(Kind.SHA256);
            default -> {
                at = from;
                throw refused("a path that is known");
            }
        };
    }

    private String string() throws RefusedException {
        spaces();
        if (at >= text.length() || text.charAt(at) != '\'') {
            throw refused("a string");
        }
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '\'') {
            if (text.charAt(at) == '\\') {
                at++;
                if (at >= text.length() || (text.charAt(at) != '\\' && text.charAt(at) != '\'')) {
                    throw refused("\\\\ or \\'");
                }
            }
            value.append(text.charAt(at++));
        }
        expect("'");
        return value.toString();
    }

    private void add(Optional<Kind> kind, String value, boolean subset) throws RefusedException {
        Optional<Subject> subject;
        if (kind.isPresent()) {
            subject = subset ? Optional.empty() : Subject.of(kind.get(), value);
        } else {
            subject = Subject.ofAddress(value);
        }
        subjects.add(subject.orElseThrow(() -> refused("a value of its kind in front of this")));
        if (subjects.size() > SUBJECTS_MAX) {
            throw refused("at most " + SUBJECTS_MAX + " values");
        }
    }

    private boolean word(String word) {
        spaces();
        int end = at + word.length();
        boolean found = text.startsWith(word, at) && (end == text.length() || !isNameCharacter(text.charAt(end)));
        at = found ? end : at;
        return found;
    }

    private boolean sign(String sign) {
        spaces();
        boolean found = text.startsWith(sign, at);
        at = found ? at + sign.length() : at;
        return found;
    }

    private void expect(String sign) throws RefusedException {
        // A string's end comes right behind it, spaces or not.
        if (!(sign.equals("'") ? text.startsWith(sign, at) : sign(sign))) {
            throw refused(sign);
        }
        if (sign.equals("'")) {
            at++;
        }
    }

    private void spaces() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private RefusedException refused(String expected) {
        String rest = text.substring(Math.min(at, text.length()));
        return new RefusedException(
                expected + " at character " + at + " of the pattern", rest.isEmpty() ? "the end" : rest);
    }

    private static boolean isNameCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == ':';
    }

    private static String path(Subject subject) {
        return switch (subject.kind()) {
            case IP, RANGE ->
                subject.addresses().map(Cidr::address).orElseThrow().isV4() ? "ipv4-addr:value" : "ipv6-addr:value";
            case DOMAIN -> "domain-name:value";
            case URL -> "url:value";
            case MD5 -> "file:hashes.MD5";
            case SHA1 -> "file:hashes.'SHA-1'";
            case SHA256 -> "file:hashes.'SHA-256'";
        };
    }

    private static String quoted(String value) {
        return value.replace("\\", "\\\\").replace("'", "\\'");
    }
}
