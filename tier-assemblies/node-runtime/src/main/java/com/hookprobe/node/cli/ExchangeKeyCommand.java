package com.hookprobe.node.cli;

import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ExchangeCheck;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.role.ExchangeRequest;
import com.hookprobe.qsecbit.exchange.ApiKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who may ask a site's exchange. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Keys of bouncers and readers. They count from the next request on, and after a restart; the node keeps their hashes only.",
            "Exit codes as for exchange."
        })
final class ExchangeKeyCommand extends CommandGroup {
    private static final int KEY_BYTES = 32;

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Draws a key and prints it, once; one for each bouncer or reader, so that one can be removed.")
    int add(
            @Mixin DefenceOptions site,
            @Option(
                            names = "--right",
                            required = true,
                            split = ",",
                            paramLabel = "RIGHT",
                            description =
                                    "bouncer, stream, taxii_read, taxii_write or misp; several are given one by one")
                    List<String> rights,
            @Parameters(paramLabel = "NAME", description = "of who gets it") String name)
            throws ConfigException, IOException, InterruptedException {
        List<String> words =
                rights.stream().map(right -> right.toLowerCase(Locale.ROOT)).toList();
        if (!ExchangeCheck.RIGHTS.containsAll(words)) {
            throw new CliException(
                    CliException.USAGE,
                    "--right expects " + String.join(", ", ExchangeCheck.RIGHTS) + ", found "
                            + String.join(", ", rights));
        }
        byte[] drawn = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(drawn);
        String key = HexFormat.of().formatHex(drawn);
        String hash = ApiKey.hashOf(key);
        site.ask(new ExchangeRequest("key-add", name, hash, words, null));
        if (site.json()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", name);
            row.put("key", key);
            row.put("sha256", hash);
            row.put("rights", words);
            System.out.println(EventLog.json(row));
        } else {
            System.out.println(key);
            System.err.println(
                    "it is shown this once; to have it in the configuration instead, remove it here, and write:");
            System.err.println("  - {name: " + name + ", sha256: " + hash + ", rights: " + words + "}");
        }
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists names, rights, and where each key is from.")
    int list(@Mixin DefenceOptions site) throws ConfigException, IOException, InterruptedException {
        ExchangeCommand.print(site.ask(new ExchangeRequest("key-list", null, null, null, null)), site.json());
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Refuses a key from the next request on. One of the configuration is taken out there.")
    int remove(@Mixin DefenceOptions site, @Parameters(paramLabel = "NAME") String name)
            throws ConfigException, IOException, InterruptedException {
        site.ask(new ExchangeRequest("key-remove", name, null, null, null));
        return 0;
    }
}
