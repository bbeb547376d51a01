package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** The accounts of operators. */
@Command(
        mixinStandardHelpOptions = true,
        name = "account",
        synopsisSubcommandLabel = "COMMAND",
        description = "Operators' accounts: who may do what, and who did what.",
        subcommands = {AccountBootstrapCommand.class, AccountAddCommand.class, AccountPasswdCommand.class})
final class AccountCommand extends AccountActions {}
