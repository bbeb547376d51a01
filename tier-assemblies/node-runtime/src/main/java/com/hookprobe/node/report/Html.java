package com.hookprobe.node.report;

/**
 * Markup that is put together: names of elements and attributes are written in this program, and all values go through {@link #text} or an
 * attribute, where they are escaped. Not safe for use by several threads.
 */
final class Html {
    private final StringBuilder out = new StringBuilder(64 << 10);

    /** Opens an element. @param attributes names and values in turn */
    Html open(String name, Object... attributes) {
        out.append('<').append(name);
        attributes(attributes);
        out.append('>');
        return this;
    }

    /** An element without content. */
    Html empty(String name, Object... attributes) {
        out.append('<').append(name);
        attributes(attributes);
        out.append("/>");
        return this;
    }

    private void attributes(Object... attributes) {
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(String.valueOf(attributes[i + 1]));
            out.append('"');
        }
    }

    Html close(String... names) {
        for (String name : names) {
            out.append("</").append(name).append('>');
        }
        return this;
    }

    /** A value as text. */
    Html text(Object value) {
        escape(String.valueOf(value));
        return this;
    }

    /** An element with nothing but text in it. */
    Html leaf(String name, Object text, Object... attributes) {
        return open(name, attributes).text(text).close(name);
    }

    /** What is written in this program, or came out of it as markup. */
    Html written(String markup) {
        out.append(markup);
        return this;
    }

    /** Control characters, and those that turn the direction of writing, become a mark: what is shown is what is there. */
    private void escape(String value) {
        value.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    int type = Character.getType(c);
                    boolean odd = type == Character.CONTROL
                            || type == Character.FORMAT
                            || type == Character.SURROGATE
                            || type == Character.UNASSIGNED;
                    if (odd) {
                        out.append('\ufffd');
                    } else {
                        out.appendCodePoint(c);
                    }
                }
            }
        });
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
