package com.hookprobe.node.cli;

import com.hookprobe.identity.access.Account;
import com.hookprobe.identity.access.Bootstrap;
import com.hookprobe.node.log.EventLog;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        mixinStandardHelpOptions = true,
        name = "bootstrap",
        description = {
            "Prints, once, the secret by which the first administrator is made; only while there is none.",
            "With --redeem it makes the administrator."
        })
final class AccountBootstrapCommand implements Callable<Integer> {
    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Option(names = "--redeem", paramLabel = "NAME", description = "the administrator's name")
    private @Nullable String redeem;

    @Option(names = "--secret-file", paramLabel = "FILE", description = "the secret; default: typed")
    private @Nullable Path secretFile;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "the administrator's password; default: typed")
    private @Nullable Path passwordFile;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (RegistryOptions.Session session = options.open()) {
            Bootstrap bootstrap = session.access().bootstrap();
            if (redeem == null) {
                String secret = bootstrap
                        .offer(session.who())
                        .orElseThrow(() -> new CliException(
                                1, "there is an administrator; further accounts are made with 'account add'"));
                System.out.println(json ? EventLog.json(Map.of("bootstrap_secret", secret)) : secret);
                System.err.println("good for one use within " + Bootstrap.LIFE.toMinutes()
                        + " minutes: hookprobe account bootstrap --db ... --redeem NAME");
                return 0;
            }
            char[] secret = AccountPasswords.of(secretFile, "--secret-file", "Secret");
            char[] password = AccountPasswords.fresh(passwordFile, "--password-file");
            try {
                Account account = bootstrap.redeem(new String(secret).strip(), redeem, password);
                AccountView.print(account, json);
                return 0;
            } finally {
                Arrays.fill(secret, ' ');
                Arrays.fill(password, ' ');
            }
        }
    }
}
