package com.hookprobe.neuro.sensor;

import com.hookprobe.neuro.BaselineException;
import com.hookprobe.neuro.BaselineException.Reason;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a manifest. NEURO 2.4.3.
 *
 * <pre>
 * HOOKPROBE INTEGRITY MANIFEST 1
 * present 64-hex-digits /usr/bin/hookprobe
 * missing 64-hex-digits /etc/hookprobe/extra.yaml
 * h_integrity 40-hex-digits
 * </pre>
 *
 * <p>In a path a backslash is written as two, and a control character as backslash, u and four hexadecimal digits. The last
 * line is the hash of the lines above, so a text that was edited by hand is noticed.
 */
final class ManifestText {
    private static final String FIRST = "HOOKPROBE INTEGRITY MANIFEST 1";
    private static final String HASH = "h_integrity ";
    private static final Pattern ROW = Pattern.compile("([a-z]+) ([0-9a-f]{64}) (.+)", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:\\\\|u([0-9a-f]{4}))");

    /** 64 paths of 4,096 characters, each of them escaped, and the rest of the lines: a bound before any work. */
    static final int CHARS_MAX = 2 << 20;

    private ManifestText() {}

    static String write(IntegrityManifest manifest) {
        StringBuilder text = new StringBuilder(FIRST).append('\n');
        for (IntegrityManifest.Entry entry : manifest.entries()) {
            text.append(entry).append(' ').append(escaped(entry.path())).append('\n');
        }
        return text.append(HASH)
                .append(HexFormat.of().formatHex(manifest.hash()))
                .append('\n')
                .toString();
    }

    static IntegrityManifest read(String text) throws BaselineException {
        if (text.length() > CHARS_MAX) {
            throw refused("expected at most " + CHARS_MAX + " characters, found " + text.length());
        }
        List<String> rows = text.strip().lines().toList();
        int last = rows.size() - 1;
        if (last < 2 || last - 1 > IntegrityWatch.FILES_MAX || !rows.get(0).equals(FIRST)) {
            throw refused("expected a first line '" + FIRST + "', 1 to " + IntegrityWatch.FILES_MAX
                    + " files, and the hash; found " + rows.size() + " lines");
        }
        List<IntegrityManifest.Entry> entries = new ArrayList<>();
        for (int i = 1; i < last; i++) {
            entries.add(entry(i + 1, rows.get(i)));
        }
        IntegrityManifest manifest = new IntegrityManifest(entries);
        String expected = HASH + HexFormat.of().formatHex(manifest.hash());
        if (!rows.get(last).equals(expected)) {
            throw refused("the lines give '" + expected + "', found '" + rows.get(last) + "'");
        }
        return manifest;
    }

    private static IntegrityManifest.Entry entry(int line, String row) throws BaselineException {
        Matcher matcher = ROW.matcher(row);
        Optional<FileState> state =
                matcher.matches() ? FileState.ofWord(matcher.group(1)) : Optional.<FileState>empty();
        if (state.isEmpty()) {
            throw refused("line " + line
                    + ": expected present, missing or unreadable, 64 hexadecimal digits and a path; found '" + row
                    + "'");
        }
        String path = unescaped(matcher.group(3));
        if (!escaped(path).equals(matcher.group(3))) {
            throw refused("line " + line + ": expected the path as '" + escaped(path) + "', found '" + matcher.group(3)
                    + "'");
        }
        return new IntegrityManifest.Entry(path, state.get(), HexFormat.of().parseHex(matcher.group(2)));
    }

    private static String escaped(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\') {
                out.append("\\\\");
            } else if (needsEscape(c, i == path.length() - 1)) {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Control characters; half characters, which no UTF-8 has; and a blank at the end, which a mail may lose. */
    private static boolean needsEscape(char c, boolean last) {
        return Character.isISOControl(c) || Character.isSurrogate(c) || last && Character.isWhitespace(c);
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> {
            String code = match.group(1);
            return Matcher.quoteReplacement(code == null ? "\\" : String.valueOf((char) Integer.parseInt(code, 16)));
        });
    }

    private static BaselineException refused(String message) {
        return new BaselineException(Reason.TEXT, "integrity manifest: " + message);
    }
}
