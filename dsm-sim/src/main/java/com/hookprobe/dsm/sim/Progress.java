package com.hookprobe.dsm.sim;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;

/** How far a command is: one line that is written over on a terminal, else a line every few seconds. */
final class Progress {
    private static final long TERMINAL_NS = 200_000_000L;
    private static final long PLAIN_NS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final long runs;
    private final long startNs;
    private long shownNs;
    private boolean open;

    Progress(PrintStream out, boolean terminal, long runs, long nowNs) {
        this.out = out;
        this.terminal = terminal;
        this.runs = runs;
        this.startNs = nowNs;
        this.shownNs = nowNs;
    }

    /** True when a person is likely to watch. From JDK 22 on there is a console without a terminal too, and a way to ask. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean isTerminal() {
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

    void show(Totals totals, long nowNs) {
        if (nowNs - shownNs < (terminal ? TERMINAL_NS : PLAIN_NS)) {
            return;
        }
        shownNs = nowNs;
        double seconds = (nowNs - startNs) / 1e9;
        double rate = totals.runs() / seconds;
        String line = String.format(
                Locale.ROOT,
                "%d of %d runs, %d failed, %.1f runs/s, %.0f messages/s, about %.0f s left",
                totals.runs(),
                runs,
                totals.failures(),
                rate,
                totals.messages() / seconds,
                (runs - totals.runs()) / rate);
        if (terminal) {
            // Erase to the end of the line: the next one may be shorter.
            out.print("\r" + line + "\u001b[K");
            out.flush();
            open = true;
        } else {
            out.println(line);
        }
    }

    void end() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
