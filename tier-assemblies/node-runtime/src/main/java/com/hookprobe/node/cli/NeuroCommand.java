package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** Tools for what NEURO computes and keeps: they read, and change nothing. */
@Command(
        name = "neuro",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks this copy of NEURO, replays dream logs, explains what broke resonance.",
        subcommands = {NeuroSelfTestCommand.class, NeuroReplayCommand.class, NeuroExplainCommand.class})
final class NeuroCommand extends CommandGroup {}
