package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** Tools for the ledger's store and for evidence. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Checks, copies and repairs a ledger's store; makes and verifies evidence.",
        subcommands = {
            LedgerStatsCommand.class,
            LedgerCheckCommand.class,
            LedgerSnapshotCommand.class,
            LedgerRestoreCommand.class,
            LedgerRepairCommand.class,
            LedgerEvidenceCommand.class,
            LedgerCompletenessCommand.class,
            LedgerVerifyCommand.class,
            LedgerDiscloseCommand.class,
            LedgerOpenCommand.class
        })
final class LedgerCommand extends CommandGroup {}
