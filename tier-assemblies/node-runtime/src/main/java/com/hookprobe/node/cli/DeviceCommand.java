package com.hookprobe.node.cli;

import picocli.CommandLine.Command;

/** The devices that a provider knows. Nothing is approved by itself: a person does it, or has made a one-time token. */
@Command(
        mixinStandardHelpOptions = true,
        name = "device",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Devices of a registry: enrolled, approved, suspended, revoked, replaced; listed, shown, audited.",
        subcommands = {
            DeviceListCommand.class,
            DeviceShowCommand.class,
            DeviceEnrolCommand.class,
            DeviceAuditCommand.class
        })
final class DeviceCommand extends DeviceActions {}
