package com.hookprobe.node.cli;

import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.fleet.core.Selector;
import com.hookprobe.node.role.FleetRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Groups of a tenant's sites. */
@Command(
        name = "group",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Groups of a tenant's sites: by tier, label and name. A site is in the first group, as they were made, that takes it.",
            "Exit code as of 'fleet'."
        })
final class FleetGroupCommand extends CommandGroup {
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Makes a group, or changes one: which sites, and in which stages policies come to them.")
    int set(
            @Mixin FleetOptions fleet,
            @Option(
                            names = "--select",
                            required = true,
                            paramLabel = "SELECTOR",
                            description =
                                    "all, or terms such as 'tier=guardian,fortress label=pilot node=NAME'; all must hold")
                    String selector,
            @Option(
                            names = "--canary",
                            paramLabel = "NODE",
                            description = "a site that gets each policy first; may be repeated")
                    @Nullable List<String> canaries,
            @Option(
                            names = "--stages",
                            split = ",",
                            paramLabel = "PERCENT",
                            description = "rising to 100; default 25,100")
                    @Nullable List<Integer> stages,
            @Option(
                            names = "--soak",
                            paramLabel = "TIME",
                            description = "how long the sites of a stage must be well, such as 30m; default 1h")
                    @Nullable String soak,
            @Option(
                            names = "--failures",
                            paramLabel = "PERCENT",
                            description = "of a stage's sites may fail before the policy is taken back; default 10")
                    @Nullable Integer failures,
            @Parameters(paramLabel = "GROUP", description = "1 to 63 of a-z, 0-9, '.' and '-'") String group)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        Long seconds = soak == null ? null : DefenceOptions.seconds("--soak", soak);
        try {
            Selector.parse(selector);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "--select: " + e.getMessage());
        }
        return fleet.ask(
                "group " + group,
                (tenant, by) -> new FleetRequest(
                        "group", tenant, by, group, selector, canaries, stages, seconds, failures, null, null));
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes a group. Its sites follow the group that takes them now, or no policy.")
    int remove(@Mixin FleetOptions fleet, @Parameters(paramLabel = "GROUP") String group)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        return fleet.ask("group " + group, (tenant, by) -> FleetRequest.of("remove", tenant, by, group));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists groups with their policies, and how far a policy on its way has come.")
    int list(@Mixin FleetOptions fleet) throws ConfigException, DatabaseException, IOException, InterruptedException {
        FleetText.groups(fleet.rows("groups"), fleet.json());
        return 0;
    }
}
