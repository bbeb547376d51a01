package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.file.TransferProgress;
import java.io.PrintWriter;

/** A bar on a terminal, drawn again when the percentage changes. Called by one thread at a time. */
final class ProgressBar implements TransferProgress {
    private static final int WIDTH = 30;

    private final PrintWriter terminal;
    private final String name;
    private int shown = -1;

    private ProgressBar(PrintWriter terminal, String name) {
        this.terminal = terminal;
        this.name = name;
    }

    /** Nothing is drawn where nobody looks: a pipe, a file, or JSON. */
    static TransferProgress of(PrintWriter terminal, String name, boolean json) {
        return json || System.console() == null ? TransferProgress.NONE : new ProgressBar(terminal, name);
    }

    static ProgressBar drawing(PrintWriter terminal, String name) {
        return new ProgressBar(terminal, name);
    }

    @Override
    public void moved(long doneBytes, long totalBytes) {
        int percent = totalBytes == 0 ? 100 : (int) (100.0 * doneBytes / totalBytes);
        if (percent == shown) {
            return;
        }
        shown = percent;
        int full = WIDTH * percent / 100;
        terminal.print("\r" + name + " [" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + percent + " %");
        if (percent == 100) {
            terminal.println();
        }
        terminal.flush();
    }
}
