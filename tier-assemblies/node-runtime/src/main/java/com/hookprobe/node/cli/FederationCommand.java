package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** What the mesh decided together. */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what justifies a decision of the mesh, and takes one back for everyone.",
        subcommands = {FederationExplainCommand.class, FederationPardonCommand.class})
final class FederationCommand extends CommandGroup {}
