package com.hookprobe.node.cli;

import com.hookprobe.identity.Tier;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The command line of an MSSP, with what it prints. Takes the streams of the process until it is closed. */
final class NeuroConsole implements AutoCloseable {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    NeuroConsole() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    int run(String... args) {
        out.reset();
        err.reset();
        CommandLine line = TierMain.commandLine(Tier.MSSP, args);
        line.setErr(new PrintWriter(System.err, true));
        line.setOut(new PrintWriter(System.out, true));
        return line.execute(args);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setOut(realOut);
        System.setErr(realErr);
    }
}
