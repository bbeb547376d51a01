package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.role.FleetRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How a fleet stands, and what is done with a policy on its way. */
class FleetActions extends CommandGroup {
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows each site: its group, which policy it is to follow, which it follows, and why not.")
    int status(
            @Mixin FleetOptions fleet,
            @Option(names = "--group", paramLabel = "GROUP", description = "only sites of this one") @Nullable String group,
            @Option(names = "--behind", description = "only sites that do not follow what they are to") boolean behind)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        List<Map<String, Object>> rows = fleet.rows("nodes").stream()
                .filter(row -> group == null || group.equals(row.get("group")))
                .filter(row -> !behind || !Objects.equals(row.get("wanted"), row.get("acknowledged")))
                .toList();
        FleetText.nodes(rows, fleet.json());
        return 0;
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description = "Brings the policy that is on its way to its next stage now.")
    int promote(@Mixin FleetOptions fleet, @Parameters(paramLabel = "GROUP") String group)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        return simple(fleet, "promote", group);
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = {
                "Takes the last policy back, at any stage and after the last: the group follows what it followed before, under a new"
                        + " number."
            })
    int rollback(@Mixin FleetOptions fleet, @Parameters(paramLabel = "GROUP") String group)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        return simple(fleet, "rollback", group);
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "The policy that is on its way goes no further by itself; back it goes all the same.")
    int pause(@Mixin FleetOptions fleet, @Parameters(paramLabel = "GROUP") String group)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        return simple(fleet, "pause", group);
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "A policy that was paused goes on.")
    int resume(@Mixin FleetOptions fleet, @Parameters(paramLabel = "GROUP") String group)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        return simple(fleet, "resume", group);
    }

    private static int simple(FleetOptions fleet, String request, String group)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        return fleet.ask(request + " of group " + group, (tenant, by) -> FleetRequest.of(request, tenant, by, group));
    }

    @Command(
            name = "label",
            mixinStandardHelpOptions = true,
            description =
                    "Sets the labels of a device in the registry: selectors know it by them. Without a label: none.")
    int label(
            @Mixin RegistryOptions registry,
            @Option(names = "--json", description = "NDJSON") boolean json,
            @Parameters(index = "0", paramLabel = "NODE_ID") String id,
            @Parameters(index = "1..*", paramLabel = "LABEL") @Nullable List<String> labels)
            throws DatabaseException, RegistryException {
        try (RegistryOptions.Session session = registry.open()) {
            RegisteredDevice device =
                    session.registrar().setLabels(session.who(), NodeId.parse(id), labels == null ? List.of() : labels);
            FleetText.labels(device, json);
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
