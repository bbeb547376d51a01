package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.EffectiveConfig;
import com.hookprobe.node.config.NodeConfig;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a node is told by its file, and what holds besides. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Tests a configuration, or shows it. Every key is in docs/configuration.md.",
            "Exit code 0: it is good; 2: wrong usage; 78: it is not, and what is wrong is named."
        },
        subcommands = CheckCommand.class)
final class ConfigCommand extends CommandGroup {
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows what the file says, as a node reads it: variables filled in, secrets blanked.")
    int show(
            @Option(
                            names = {"-c", "--config"},
                            required = true,
                            paramLabel = "FILE")
                    Path file,
            @Option(names = "--effective", description = "with what holds where the file says nothing")
                    boolean effective)
            throws ConfigException {
        NodeConfig config = new ConfigLoader(System.getenv()).load(file);
        System.out.print(effective ? EffectiveConfig.yaml(config) : EffectiveConfig.given(config));
        return 0;
    }
}
