package com.hookprobe.dsm.api.tlog;

import com.hookprobe.dsm.ledger.Hash32;
import java.util.Base64;
import java.util.List;

/**
 * What a log's note says (C2SP tlog-checkpoint).
 *
 * @param origin the log
 * @param size number of entries
 * @param root RFC 6962 root over them
 * @param extensions opaque lines behind, usually none: nobody can audit them
 */
public record LogCheckpoint(String origin, long size, Hash32 root, List<String> extensions) {
    private static final int EXTENSIONS_MAX = 16;
    private static final int LINE_MAX = 1024;

    public LogCheckpoint {
        NoteKey.checkedName(origin);
        if (size < 0) {
            throw new IllegalArgumentException("expected a size from 0, found " + size);
        }
        extensions = List.copyOf(extensions);
        if (extensions.size() > EXTENSIONS_MAX || !extensions.stream().allMatch(LogCheckpoint::isLine)) {
            throw new IllegalArgumentException("expected at most " + EXTENSIONS_MAX + " extension lines of 1 to "
                    + LINE_MAX + " characters without controls, found " + extensions);
        }
    }

    /** The text that is signed, its last newline included. */
    public String text() {
        StringBuilder text = new StringBuilder(origin)
                .append('\n')
                .append(size)
                .append('\n')
                .append(Base64.getEncoder().encodeToString(root.bytes()))
                .append('\n');
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static boolean isLine(String line) {
        return !line.isEmpty()
                && line.length() <= LINE_MAX
                && line.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    }
}
