package com.hookprobe.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tools for consensus. */
@Command(
        name = "dsm",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Looks at consensus: how it stands, who the validators are and how that changes, receipts of critical alerts, who made a fork;"
                        + " 'sim' is the simulator.",
        subcommands = {DsmStatusCommand.class, DsmSetCommand.class, DsmReceiptCommand.class, DsmForensicsCommand.class})
final class DsmCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is needed: " + String.join(", ", spec.subcommands().keySet()));
    }
}
