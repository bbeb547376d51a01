package com.hookprobe.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The accounts of operators. */
@Command(
        mixinStandardHelpOptions = true,
        name = "account",
        synopsisSubcommandLabel = "COMMAND",
        description = "Operators' accounts: who may do what, and who did what.",
        subcommands = {AccountBootstrapCommand.class, AccountAddCommand.class, AccountPasswdCommand.class})
final class AccountCommand extends AccountActions implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is needed: " + String.join(", ", spec.subcommands().keySet()));
    }
}
