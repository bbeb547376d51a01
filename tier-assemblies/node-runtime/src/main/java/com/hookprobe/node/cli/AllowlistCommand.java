package com.hookprobe.node.cli;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.DefenceRequest;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.response.AllowEntry;
import com.hookprobe.qsecbit.response.IndicatorList;
import com.hookprobe.qsecbit.response.WarningList;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whom a site never acts upon. */
@Command(
        name = "allowlist",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Lists and changes the addresses that no decision of anybody touches; a new one lifts what is decided about it.",
            "Exit codes as for decisions."
        })
final class AllowlistCommand extends CommandGroup {
    private static final String PREFIXES = "addresses or prefixes";

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists what the configuration and operators allow.")
    int list(@Mixin DefenceOptions site) throws ConfigException, IOException, KeystoreException {
        for (String configured : site.load().allowlist()) {
            print(configured, "configured", site.json());
        }
        for (AllowEntry entry : site.page().allowed()) {
            print(entry.prefix().toString(), entry.reason(), site.json());
        }
        return 0;
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Allows, and lifts what is decided about them.")
    int add(
            @Mixin DefenceOptions site,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "one line") String reason,
            @Parameters(arity = "1..*", paramLabel = "WHOM", description = PREFIXES) List<String> whom)
            throws ConfigException, IOException, InterruptedException {
        whom.forEach(AllowlistCommand::prefix);
        return site.ask(new DefenceRequest("allow", whom, null, null, null, reason));
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Takes back what an operator has allowed.")
    int remove(
            @Mixin DefenceOptions site,
            @Parameters(arity = "1..*", paramLabel = "WHOM", description = PREFIXES) List<String> whom)
            throws ConfigException, IOException, InterruptedException {
        whom.forEach(AllowlistCommand::prefix);
        return site.ask(new DefenceRequest("disallow", whom, null, null, null, null));
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = "Allows all of a list: a warning list of MISP (JSON), or one address or prefix a line.")
    int importList(
            @Mixin DefenceOptions site,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "one line") String reason,
            @Parameters(paramLabel = "FILE", description = "- for standard input") Path file)
            throws ConfigException, IOException, InterruptedException {
        return site.ask(new DefenceRequest("allow", read(file), null, null, null, reason));
    }

    private static List<String> read(Path file) throws IOException {
        boolean standardInput = file.toString().equals("-");
        try (InputStream stream = new BufferedInputStream(standardInput ? System.in : Files.newInputStream(file))) {
            stream.mark(1);
            boolean object = stream.read() == '{';
            stream.reset();
            if (!object) {
                return DecisionsCommand.texts(IndicatorList.read(stream), file);
            }
            WarningList list = WarningList.read(stream);
            if (list.others() > 0) {
                System.err.printf("left out %d entries that are no addresses%n", list.others());
            }
            if (list.prefixes().isEmpty()) {
                throw new CliException(1, "no addresses in " + file);
            }
            return list.prefixes().stream().map(Cidr::toString).toList();
        }
    }

    private static void prefix(String text) {
        if (Cidr.parse(text).isEmpty()) {
            throw new CliException(CliException.USAGE, "expected " + PREFIXES + ", found " + text);
        }
    }

    private static void print(String prefix, String reason, boolean json) {
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("prefix", prefix);
            fields.put("reason", reason);
            System.out.println(EventLog.json(fields));
        } else {
            System.out.printf("%-39s %s%n", prefix, reason);
        }
    }
}
