package com.hookprobe.notify.core;

import com.hookprobe.qsecbit.metric.Severity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Something that is told.
 *
 * @param id names it for ever, also when it is sent twice; 1 to 64 of letters, digits, '-', '.' and ':'
 * @param type what it is
 * @param severity how bad
 * @param micros when it happened, microseconds since the epoch
 * @param subject what it is about, at most 128 characters; a decision's, detection's or node's name
 * @param data fields of the type, in its order: texts, numbers and booleans. Texts are one line of at most {@link #TEXT_MAX} characters
 */
public record Notification(
        String id, NotificationType type, Severity severity, long micros, String subject, Map<String, Object> data) {
    /** The longest text of a field, in characters; longer ones are cut. */
    public static final int TEXT_MAX = 300;

    private static final int SUBJECT_MAX = 128;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.:-]{1,64}");

    /**
     * Cuts and cleans texts, and puts the fields into the type's order.
     *
     * @throws IllegalArgumentException for an id that is none, or a field that the type does not have or has as another kind
     */
    public Notification {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an id has 1 to 64 of letters, digits, '-', '.' and ':', found " + id);
        }
        subject = line(subject, SUBJECT_MAX);
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (NotificationType.Field field : type.fields()) {
            Object value = data.get(field.name());
            if (value != null) {
                ordered.put(field.name(), checked(field, value));
            }
        }
        if (ordered.size() != data.size()) {
            throw new IllegalArgumentException(type + " has the fields " + ordered.keySet() + " of " + data.keySet());
        }
        data = Collections.unmodifiableMap(ordered);
    }

    private static Object checked(NotificationType.Field field, Object value) {
        boolean fits = switch (field.kind()) {
            case TEXT -> value instanceof String;
            case NUMBER ->
                value instanceof Long
                        || value instanceof Integer
                        || (value instanceof Double number && Double.isFinite(number));
            case BOOLEAN -> value instanceof Boolean;
        };
        if (!fits) {
            throw new IllegalArgumentException(field.name() + " is a " + field.kind() + ", found " + value);
        }
        return value instanceof String text ? line(text, TEXT_MAX) : value;
    }

    /** One line without characters that end lines, move cursors or turn writing around, cut at so many. */
    public static String line(String text, int max) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), max));
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            if (clean.length() + Character.charCount(c) > max) {
                break;
            }
            clean.appendCodePoint(breaks(c) ? ' ' : c);
            at += Character.charCount(c);
        }
        return clean.toString();
    }

    private static boolean breaks(int c) {
        int kind = Character.getType(c);
        return kind == Character.CONTROL
                || kind == Character.FORMAT
                || kind == Character.SURROGATE
                || kind == Character.LINE_SEPARATOR
                || kind == Character.PARAGRAPH_SEPARATOR;
    }
}
