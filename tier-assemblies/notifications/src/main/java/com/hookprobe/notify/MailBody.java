package com.hookprobe.notify;

import com.hookprobe.notify.core.Composer;
import java.util.List;

/** A mail's HTML part: the words of the plain one, with nothing that a mail program would fetch. */
final class MailBody {
    private MailBody() {}

    static String plain(Composer.Words words, String node) {
        return String.join("\n", words.body()) + "\n\n-- \nHookProbe at " + node + "\n";
    }

    static String html(Composer.Words words, String node) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>")
                .append(escaped(words.title()))
                .append("</title></head><body style=\"font-family:sans-serif\"><h2>")
                .append(escaped(words.title()))
                .append("</h2>");
        paragraphs(page, words.body());
        return page.append("<p style=\"color:#555\">HookProbe at ")
                .append(escaped(node))
                .append("</p></body></html>")
                .toString();
    }

    private static void paragraphs(StringBuilder page, List<String> lines) {
        lines.forEach(line -> page.append("<p>").append(escaped(line)).append("</p>"));
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
