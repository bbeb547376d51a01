package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** Groups of a tenant's sites, and the policies that they are to follow. (docs/spec/fleet.md) */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Groups a tenant's sites, has groups follow policies, and says how each site stands. The running MSSP carries it out.",
            "A policy is a piece of a node's YAML with live keys only. It comes to a group in stages, goes on while the sites are well,"
                    + " and back by itself when they are not.",
            "Exit code 0: done; 1: refused, with the reason; 2: wrong usage; 69: no node answers, and nothing was done;"
                    + " 77: not permitted; 78: the policy is not good."
        },
        subcommands = {FleetGroupCommand.class, FleetPolicyCommand.class})
final class FleetCommand extends FleetActions {}
