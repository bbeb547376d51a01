package com.hookprobe.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tools for what NEURO computes and keeps: they read, and change nothing. */
@Command(
        name = "neuro",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks this copy of NEURO, replays dream logs, explains what broke resonance.",
        subcommands = {NeuroSelfTestCommand.class, NeuroReplayCommand.class, NeuroExplainCommand.class})
final class NeuroCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is needed: " + String.join(", ", spec.subcommands().keySet()));
    }
}
