package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** Tools for consensus. */
@Command(
        name = "dsm",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Looks at consensus: how it stands, who the validators are and how that changes, receipts of critical alerts, who made a fork;"
                        + " 'sim' is the simulator.",
        subcommands = {DsmStatusCommand.class, DsmSetCommand.class, DsmReceiptCommand.class, DsmForensicsCommand.class})
final class DsmCommand extends CommandGroup {}
