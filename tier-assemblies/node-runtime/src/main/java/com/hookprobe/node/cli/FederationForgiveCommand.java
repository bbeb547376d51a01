package com.hookprobe.node.cli;

import com.hookprobe.node.role.DefenceRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person says of a kind of alert that it is harmless at a site. */
@Command(
        name = "forgive",
        mixinStandardHelpOptions = true,
        description = {
            "Has the running site take a kind of alert for its own for 32 days: it takes back what it has told the mesh of it, speaks"
                    + " against what the mesh has decided about it, and does nothing about such alerts by the mesh's word. The"
                    + " operator's word is sealed in the ledger.",
            "Exit code 0: done; 1: not all of it; 2: wrong usage; 69: no node answers."
        })
final class FederationForgiveCommand implements Callable<Integer> {
    @Mixin
    private DefenceOptions node = new DefenceOptions();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "one line")
    private String reason = "";

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "of the alert, as the log names the class")
    private List<String> names = List.of();

    @Override
    public Integer call() throws Exception {
        for (String name : names) {
            if (name.isBlank()) {
                throw new CliException(CliException.USAGE, "an alert's name is not empty");
            }
        }
        return node.ask(new DefenceRequest("forgive", names, null, null, null, reason));
    }
}
