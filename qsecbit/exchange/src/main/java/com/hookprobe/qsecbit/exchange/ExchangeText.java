package com.hookprobe.qsecbit.exchange;

/** Words that come from outside, made fit for a log line and an answer. */
public final class ExchangeText {
    private ExchangeText() {}

    /** One line of at most so many characters; control characters and what changes the direction of writing become a question mark. */
    public static String oneLine(String text, int charsMax) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), charsMax));
        for (int i = 0; i < text.length() && line.length() < charsMax; i++) {
            char c = text.charAt(i);
            int type = Character.getType(c);
            boolean plain = !Character.isISOControl(c)
                    && type != Character.FORMAT
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR
                    && !Character.isSurrogate(c);
            line.append(plain ? c : '?');
        }
        return line.toString();
    }

    /** True for 1 to {@code charsMax} characters of {@code [0-9A-Za-z:._/@-]}. */
    public static boolean isName(String text, int charsMax) {
        return !text.isEmpty()
                && text.length() <= charsMax
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= 'a' && c <= 'z')
                                || ":._/@-".indexOf(c) >= 0);
    }
}
