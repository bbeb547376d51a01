package com.hookprobe.node.cli;

import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.LiveKeys;
import com.hookprobe.node.config.PolicyFragment;
import com.hookprobe.node.role.FleetRequest;
import com.hookprobe.node.role.PolicyCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What groups are to follow. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {"Policies: pieces of a node's YAML with live keys only.", "Exit code as of 'fleet'."})
final class FleetPolicyCommand extends CommandGroup {
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = {
                "Begins to bring a policy to a group. It is sealed in the ledger first; then its first stage gets it.",
                "An empty file lets the policy of before go."
            })
    int set(
            @Mixin FleetOptions fleet,
            @Option(
                            names = "--number",
                            paramLabel = "N",
                            description = "above all that were given; default: the next. For an MSSP that was restored")
                    @Nullable Long number,
            @Parameters(index = "0", paramLabel = "GROUP") String group,
            @Parameters(index = "1", paramLabel = "FILE", description = "the policy, YAML") Path file)
            throws ConfigException, DatabaseException, IOException, InterruptedException {
        String yaml = read(file);
        return fleet.ask(
                "policy of group " + group,
                (tenant, by) ->
                        new FleetRequest("policy", tenant, by, group, null, null, null, null, null, yaml, number));
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Tests a policy as the sites will, as far as that does not depend on the site.")
    int check(@Parameters(paramLabel = "FILE") Path file) throws ConfigException, IOException {
        String yaml = read(file);
        System.out.println("ok: sets "
                + String.join(", ", PolicyFragment.parse(file.toString(), yaml).keys()));
        return 0;
    }

    @Command(name = "keys", mixinStandardHelpOptions = true, description = "Lists the keys that a policy may set.")
    int keys() {
        LiveKeys.byPolicy().forEach(System.out::println);
        return 0;
    }

    private static String read(Path file) throws ConfigException, IOException {
        if (Files.size(file) > PolicyFragment.BYTES_MAX) {
            throw new ConfigException(file + ": a policy expects at most " + PolicyFragment.BYTES_MAX + " bytes");
        }
        String yaml = Files.readString(file);
        PolicyCheck.check(file.toString(), yaml);
        return yaml;
    }
}
