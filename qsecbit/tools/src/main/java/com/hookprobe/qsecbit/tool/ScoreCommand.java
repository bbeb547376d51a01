package com.hookprobe.qsecbit.tool;

import picocli.CommandLine.Command;

/** What concerns the score alone. */
@Command(
        name = "qsecbit",
        mixinStandardHelpOptions = true,
        description = "The Qsecbit score: compute recorded scores again.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ScoreReplayCommand.class)
final class ScoreCommand {}
