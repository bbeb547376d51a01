package com.hookprobe.neuro;

import com.hookprobe.neuro.BaselineException.Reason;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text form of a change, for files and mails: a first line, base64 in rows of 64 characters, a last line. NEURO 9.7.
 *
 * <p>Blanks around the whole and at the end of a row are forgiven, because people paste text; all else has to be as it is
 * written here, so that one change has one text.
 */
final class BaselineText {
    private static final String FIRST = "-----BEGIN HOOKPROBE BASELINE CHANGE-----";
    private static final String LAST = "-----END HOOKPROBE BASELINE CHANGE-----";
    private static final int ROW_CHARS = 64;

    /** Twice what the longest change takes: room for blanks, and a bound before any work. */
    static final int CHARS_MAX = 8 * 1024;

    private BaselineText() {}

    static String write(byte[] record) {
        String rows = Base64.getMimeEncoder(ROW_CHARS, new byte[] {'\n'}).encodeToString(record);
        return FIRST + "\n" + rows + "\n" + LAST + "\n";
    }

    static byte[] read(String text) throws BaselineException {
        if (text.length() > CHARS_MAX) {
            throw refused("expected at most " + CHARS_MAX + " characters, found " + text.length());
        }
        List<String> rows = text.strip().lines().map(String::stripTrailing).toList();
        int last = rows.size() - 1;
        if (last < 2 || !rows.get(0).equals(FIRST) || !rows.get(last).equals(LAST)) {
            throw refused("expected a first line '" + FIRST + "' and a last line '" + LAST + "'");
        }
        byte[] record;
        try {
            record = Base64.getDecoder().decode(String.join("", rows.subList(1, last)));
        } catch (IllegalArgumentException e) {
            throw refused("expected base64 between the first and the last line; " + e.getMessage());
        }
        // The decoder also takes missing padding and stray bits at the end.
        if (!rows.stream().collect(Collectors.joining("\n", "", "\n")).equals(write(record))) {
            throw refused("expected canonical base64 in rows of " + ROW_CHARS + " characters");
        }
        return record;
    }

    private static BaselineException refused(String message) {
        return new BaselineException(Reason.TEXT, "baseline change: " + message);
    }
}
