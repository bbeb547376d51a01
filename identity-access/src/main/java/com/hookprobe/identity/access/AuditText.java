package com.hookprobe.identity.access;

/** Makes text fit for the audit: printable ASCII, bounded, so that a line there is one line and says what it seems to. */
final class AuditText {
    private AuditText() {}

    static String clean(String text, int charsMax) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), charsMax));
        for (int i = 0; i < text.length() && clean.length() < charsMax; i++) {
            char c = text.charAt(i);
            clean.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return clean.toString();
    }
}
