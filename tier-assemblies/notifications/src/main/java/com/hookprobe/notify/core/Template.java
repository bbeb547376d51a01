package com.hookprobe.notify.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A text with fields in braces, such as {@code {node} is {band}}; a brace itself is written twice. Nothing is computed: a field is
 * replaced by its value, and the value is not looked at again.
 */
public final class Template {
    /** The longest template, in characters. */
    public static final int CHARS_MAX = 2_000;

    /** The longest text that one makes. */
    public static final int RESULT_MAX = 4_000;

    private static final int NAME_MAX = 32;

    /** Literals and field names in turn, a literal first. */
    private final List<String> parts;

    private Template(List<String> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Reads one.
     *
     * @param known fields that there are
     * @throws TemplateException when it is too long, a brace stands alone, or a field is not known
     */
    public static Template of(String text, Set<String> known) throws TemplateException {
        if (text.length() > CHARS_MAX) {
            throw new TemplateException("at most " + CHARS_MAX + " characters; found " + text.length());
        }
        List<String> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean twice = at + 1 < text.length() && text.charAt(at + 1) == c;
            if ((c == '{' || c == '}') && twice) {
                literal.append(c);
                at += 2;
            } else if (c == '{') {
                int end = text.indexOf('}', at);
                String name = end < 0 ? "" : text.substring(at + 1, end);
                if (end < 0 || name.length() > NAME_MAX) {
                    throw new TemplateException(
                            "a '}' behind each '{' with a field's name between; a brace itself is" + " written twice");
                }
                if (!known.contains(name)) {
                    throw new TemplateException("fields that there are: " + String.join(", ", new TreeSet<>(known))
                            + "; found '{" + name + "}'");
                }
                parts.add(literal.toString());
                parts.add(name);
                literal.setLength(0);
                at = end + 1;
            } else if (c == '}') {
                throw new TemplateException("a '{' before each '}'; a brace itself is written twice");
            } else {
                literal.append(c);
                at++;
            }
        }
        parts.add(literal.toString());
        return new Template(parts);
    }

    /** The text for these values; a field without a value is a dash. At most {@link #RESULT_MAX} characters. */
    public String fill(Map<String, String> values) {
        StringBuilder made = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String value = values.getOrDefault(parts.get(i), "");
            made.append(i % 2 == 0 ? parts.get(i) : value.isEmpty() ? "-" : value);
        }
        return made.length() > RESULT_MAX ? made.substring(0, RESULT_MAX - 1) + "\u2026" : made.toString();
    }
}
