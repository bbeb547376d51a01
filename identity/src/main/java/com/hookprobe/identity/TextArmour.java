package com.hookprobe.identity;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The text form of a record, in the manner of PEM: a first line, base64 in lines of 64 characters, a last line. */
final class TextArmour {
    private static final int LINE_CHARS = 64;

    private final String what;
    private final String begin;
    private final String end;
    private final int recordBytesMax;

    TextArmour(String what, int recordBytesMax) {
        this.what = what;
        this.begin = "-----BEGIN HOOKPROBE " + what + "-----";
        this.end = "-----END HOOKPROBE " + what + "-----";
        this.recordBytesMax = recordBytesMax;
    }

    String toText(byte[] record) {
        String body = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(record);
        return begin + "\n" + body + "\n" + end + "\n";
    }

    /**
     * Reads the text form. Blank space around the whole and before each line's end is forgiven, since text is pasted by
     * people; everything else must be as {@link #toText} writes it.
     */
    byte[] fromText(String text) throws RecordException {
        // Base64 of the longest record, twice over for line ends and stray blanks: a bound before any work.
        if (text.length() > 4 * recordBytesMax + 1024) {
            throw malformed("expected at most " + (4 * recordBytesMax + 1024) + " characters, found " + text.length());
        }
        List<String> lines = text.strip().lines().map(String::stripTrailing).toList();
        if (lines.size() < 3
                || !lines.get(0).equals(begin)
                || !lines.get(lines.size() - 1).equals(end)) {
            throw malformed("expected a first line '" + begin + "' and a last line '" + end + "'");
        }
        List<String> body = lines.subList(1, lines.size() - 1);
        byte[] record;
        try {
            record = Base64.getDecoder().decode(String.join("", body));
        } catch (IllegalArgumentException e) {
            throw new RecordException(RecordException.Kind.FORMAT, what + ": expected base64 between the marks", e);
        }
        // One text per record: Java's decoder would also take missing padding and stray low bits.
        if (!Arrays.equals(toText(record).lines().toArray(String[]::new), lines.toArray(String[]::new))) {
            throw malformed("expected canonical base64 in lines of " + LINE_CHARS + " characters");
        }
        return record;
    }

    private RecordException malformed(String detail) {
        return new RecordException(RecordException.Kind.FORMAT, what + ": " + detail);
    }
}
