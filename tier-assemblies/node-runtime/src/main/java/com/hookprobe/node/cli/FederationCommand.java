package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** What the mesh decided together. */
@Command(
        name = "federation",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Shows what justifies a decision of the mesh, takes one back for everyone, and forgives alerts at a site.",
        subcommands = {FederationExplainCommand.class, FederationForgiveCommand.class, FederationPardonCommand.class})
final class FederationCommand extends CommandGroup {}
