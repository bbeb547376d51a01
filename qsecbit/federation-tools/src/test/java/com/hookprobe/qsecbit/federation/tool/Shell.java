package com.hookprobe.qsecbit.federation.tool;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** Runs a command and keeps what it says. */
record Shell(int exitCode, String out, String errors) {
    static Shell run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        CommandLine line = FederationMain.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(errors));
        int code = line.execute(args);
        return new Shell(code, out.toString(), errors.toString());
    }

    List<String> lines() {
        return out.lines().toList();
    }

    String last() {
        return lines().get(lines().size() - 1);
    }
}
