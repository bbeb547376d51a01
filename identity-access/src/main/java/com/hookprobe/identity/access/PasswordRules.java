package com.hookprobe.identity.access;

import com.hookprobe.identity.access.AccessException.Kind;
import java.nio.CharBuffer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * Which passwords are taken: length, and not one of those that are tried first. No rules about kinds of characters, which make
 * people choose worse ones. (access.md 5.2, after NIST SP 800-63B 3.1.1.)
 */
final class PasswordRules {
    static final int CHARS_MIN = 12;
    static final int CHARS_MAX = 256;

    /** Different characters that are the least; "aaaaaaaaaaaa" has one. */
    private static final int DISTINCT_MIN = 5;

    /**
     * What is left of a common password when digits, marks and case are taken away. A password of twelve characters from a list of
     * those that are tried first is nearly always one of these words, once or twice, with figures around it.
     */
    private static final Set<String> COMMON = Set.of(
            "password",
            "passwort",
            "passw",
            "pass",
            "qwerty",
            "qwertz",
            "azerty",
            "qwertyuiop",
            "qwertyuiopasdfghjkl",
            "asdfghjkl",
            "zxcvbnm",
            "qazwsx",
            "qazwsxedc",
            "abc",
            "abcdef",
            "abcdefgh",
            "abcdefghijkl",
            "admin",
            "administrator",
            "root",
            "user",
            "test",
            "testtest",
            "guest",
            "default",
            "changeme",
            "changeit",
            "letmein",
            "welcome",
            "iloveyou",
            "monkey",
            "dragon",
            "football",
            "baseball",
            "master",
            "sunshine",
            "princess",
            "shadow",
            "superman",
            "batman",
            "trustno",
            "secret",
            "login",
            "hello",
            "summer",
            "winter",
            "spring",
            "autumn",
            "january",
            "hookprobe",
            "sentinel",
            "guardian",
            "fortress",
            "nexus",
            "security",
            "computer",
            "internet",
            "starwars",
            "michael",
            "jennifer",
            "charlie",
            "ashley",
            "freedom",
            "whatever",
            "correcthorsebatterystaple");

    private PasswordRules() {}

    /**
     * Checks a new password.
     *
     * @throws AccessException INVALID with the rule, never with the password
     */
    static void check(char[] password, String accountName) {
        if (password.length < CHARS_MIN || password.length > CHARS_MAX) {
            throw new AccessException(
                    Kind.INVALID,
                    "password: expected " + CHARS_MIN + " to " + CHARS_MAX + " characters, found " + password.length
                            + "; a sentence is easier to remember than a word with marks");
        }
        if (!isWellFormed(password)) {
            throw new AccessException(Kind.INVALID, "password: expected well-formed text; type it anew");
        }
        long distinct = CharBuffer.wrap(password).chars().distinct().count();
        StringBuilder letters = new StringBuilder(password.length);
        StringBuilder lower = new StringBuilder(password.length);
        for (char c : password) {
            lower.append(Character.toLowerCase(c));
            if (Character.isLetter(c)) {
                letters.append(Character.toLowerCase(c));
            }
        }
        boolean common = distinct < DISTINCT_MIN
                || letters.isEmpty()
                || COMMON.contains(letters.toString())
                || isTwiceCommon(letters.toString())
                || lower.indexOf(accountName.toLowerCase(Locale.ROOT)) >= 0 && accountName.length() >= 4;
        letters.setLength(0);
        lower.setLength(0);
        if (common) {
            throw new AccessException(
                    Kind.INVALID,
                    "password: it is one of those that are tried first (a common word with figures, the account's name, few"
                            + " different characters); choose another");
        }
    }

    /** False when half a character stands alone: two such passwords could become the same bytes. */
    static boolean isWellFormed(char[] password) {
        for (int i = 0; i < password.length; i++) {
            if (Character.isHighSurrogate(password[i])
                    && i + 1 < password.length
                    && Character.isLowSurrogate(password[i + 1])) {
                i++;
            } else if (Character.isSurrogate(password[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTwiceCommon(String letters) {
        int half = letters.length() / 2;
        return letters.length() % 2 == 0
                && letters.substring(0, half).equals(letters.substring(half))
                && COMMON.contains(letters.substring(0, half));
    }

    /** NFC, so that the same password typed on another keyboard is the same one. Copies only what is not in that form already. */
    static char[] normal(char[] password) {
        CharBuffer text = CharBuffer.wrap(password);
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? password.clone()
                : Normalizer.normalize(text, Normalizer.Form.NFC).toCharArray();
    }
}
