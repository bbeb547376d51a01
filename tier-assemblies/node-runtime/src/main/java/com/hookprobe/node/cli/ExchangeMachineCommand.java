package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.role.ExchangeRequest;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whose alerts a site takes. */
@Command(
        name = "machine",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Accounts of CrowdSec engines. An engine registers its own; it waits until it is approved.",
            "Exit codes as for exchange."
        })
final class ExchangeMachineCommand extends CommandGroup {
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists names, whether approved, and weights.")
    int list(@Mixin DefenceOptions site) throws ConfigException, IOException, InterruptedException {
        ExchangeCommand.print(site.ask(new ExchangeRequest("machine-list", null, null, null, null)), site.json());
        return 0;
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = {
                "Lets an engine log in, and says what its alerts weigh; again, to change the weight.",
                "The weight is the confidence of the detections that they become: in GREEN 0.8 is needed to block, in AMBER 0.6."
            })
    int approve(
            @Mixin DefenceOptions site,
            @Option(names = "--weight", required = true, paramLabel = "W", description = "0 to 1; begin low")
                    double weight,
            @Parameters(paramLabel = "NAME") String name)
            throws ConfigException, IOException, InterruptedException {
        if (!(weight >= 0 && weight <= 1)) {
            throw new CliException(CliException.USAGE, "--weight expects 0 to 1, found " + weight);
        }
        site.ask(new ExchangeRequest("machine-approve", name, null, null, weight));
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Ends an account and its tokens. Decisions that follow from its alerts stay until they end.")
    int remove(@Mixin DefenceOptions site, @Parameters(paramLabel = "NAME") String name)
            throws ConfigException, IOException, InterruptedException {
        site.ask(new ExchangeRequest("machine-remove", name, null, null, null));
        return 0;
    }
}
