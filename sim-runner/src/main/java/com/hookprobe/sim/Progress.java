package com.hookprobe.sim;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** How far a command is: one line that is written over on a terminal, else a line every few seconds. One thread at a time. */
public final class Progress {
    private static final long TERMINAL_NS = 200_000_000L;
    private static final long PLAIN_NS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final long runs;
    private final String what;
    private final long startNs;
    private long shownNs;
    private boolean open;

    /**
     * Begins.
     *
     * @param runs how many there will be
     * @param what is counted besides runs, in the plural
     */
    public Progress(PrintStream out, boolean terminal, long runs, String what, long nowNs) {
        this.out = out;
        this.terminal = terminal;
        this.runs = runs;
        this.what = what;
        this.startNs = nowNs;
        this.shownNs = nowNs;
    }

    /** True when a person is likely to watch. From JDK 22 on there is a console without a terminal too, and a way to ask. */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /**
     * Says how far it is, when it is time to say something again.
     *
     * @param done runs so far, at least 1
     * @param counted of {@code what} in them
     */
    public void show(long done, long failures, long counted, long nowNs) {
        if (nowNs - shownNs < (terminal ? TERMINAL_NS : PLAIN_NS)) {
            return;
        }
        shownNs = nowNs;
        double seconds = (nowNs - startNs) / 1e9;
        double rate = done / seconds;
        String line = String.format(
                Locale.ROOT,
                "%d of %d runs, %d failed, %.1f runs/s, %.0f %s/s, about %.0f s left",
                done,
                runs,
                failures,
                rate,
                counted / seconds,
                what,
                (runs - done) / rate);
        if (terminal) {
            // Erase to the end of the line: the next one may be shorter.
            out.print("\r" + line + "\u001b[K");
            out.flush();
            open = true;
        } else {
            out.println(line);
        }
    }

    /** Leaves the line that was written over. */
    public void end() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
