package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLoader;
import com.hookprobe.node.config.EffectiveConfig;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.ConfigRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a node is told by its file, and what holds besides. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Tests a configuration, or shows it. Every key is in docs/configuration.md.",
            "Exit code 0: it is good; 1: the running node does not take it; 2: wrong usage; 69: no node answers; 78: it is not"
                    + " good. What is wrong is named."
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

    @Command(
            name = "running",
            mixinStandardHelpOptions = true,
            description = {
                "Shows what holds in the running node: its file as it was taken, the defaults, and its group's policy over them, with what"
                        + " is decided by whom; secrets blanked."
            })
    int running(@Mixin DefenceOptions node) throws ConfigException, IOException, InterruptedException {
        Path file = new ConfigRequest(ConfigRequest.SHOW).write(node.data());
        ConfigRequest.Answer answer = node.answer(file, () -> ConfigRequest.answer(file), "the node");
        if (answer.error() != null || answer.yaml() == null) {
            throw new CliException(1, String.valueOf(answer.error()));
        }
        System.out.print(answer.yaml());
        return 0;
    }

    @Command(
            name = "reload",
            mixinStandardHelpOptions = true,
            description = {
                "Has the running node read its file anew. Keys that are live (docs/configuration.md) come into force, all of them or"
                        + " none; keys that need a restart are named.",
                "The file is checked here first, as 'config check' does."
            })
    int reload(@Mixin DefenceOptions node) throws ConfigException, IOException, InterruptedException {
        Path file = new ConfigRequest(ConfigRequest.RELOAD).write(node.data());
        ConfigRequest.Answer answer = node.answer(file, () -> ConfigRequest.answer(file), "the node");
        if (node.json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("in_force", answer.inForce());
            fields.put("waiting", answer.waiting());
            fields.put("kept", answer.kept());
            if (answer.error() != null) {
                fields.put("error", answer.error());
            }
            System.out.println(EventLog.json(fields));
            return answer.error() == null ? 0 : 1;
        }
        if (answer.error() != null) {
            throw new CliException(1, "nothing has changed: " + answer.error());
        }
        answer.inForce().forEach(key -> System.out.println("in force           " + key));
        answer.kept().forEach(key -> System.out.println("kept by the file   " + key));
        answer.waiting().forEach(key -> System.out.println("needs a restart    " + key));
        if (answer.inForce().isEmpty() && answer.waiting().isEmpty()) {
            System.out.println("nothing to change");
        }
        return 0;
    }
}
