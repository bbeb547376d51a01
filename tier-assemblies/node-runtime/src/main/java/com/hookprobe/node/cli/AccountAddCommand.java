package com.hookprobe.node.cli;

import com.hookprobe.identity.access.Account;
import com.hookprobe.identity.access.Grant;
import com.hookprobe.identity.access.LoginName;
import com.hookprobe.identity.access.Role;
import com.hookprobe.node.log.EventLog;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        name = "add",
        description = {
            "Makes an account. Without more, a first password is drawn and printed once;",
            "whoever is given it has to change it before anything else."
        })
final class AccountAddCommand implements Callable<Integer> {
    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Mixin
    private AccountActions.WhereOptions where = new AccountActions.WhereOptions();

    @Option(names = "--role", paramLabel = "ROLE", description = "grant this role at once; where, as with 'grant'")
    private @Nullable Role role;

    @Option(names = "--password-file", paramLabel = "FILE", description = "the first password, instead of a drawn one")
    private @Nullable Path passwordFile;

    @Option(names = "--no-password", description = "for who comes by OpenID Connect or works with tokens only")
    private boolean without;

    @Option(names = "--json")
    private boolean json;

    @Parameters(paramLabel = "NAME", description = "TENANT/NAME, or NAME for one of the provider")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        LoginName login = LoginName.parse(name);
        Grant grant = role == null ? null : where.grant(login, role);
        if (without && passwordFile != null) {
            throw new CliException(CliException.USAGE, "--no-password and --password-file exclude each other");
        }
        boolean drawn = !without && passwordFile == null;
        char[] password = null;
        if (!without) {
            password = drawn
                    ? AccountPasswords.draw(new SecureRandom())
                    : AccountPasswords.of(passwordFile, "--password-file", "Password");
        }
        try (RegistryOptions.Session session = options.open()) {
            Account account = session.access().accounts().add(session.who(), login, password);
            if (grant != null) {
                account = session.access().accounts().grant(session.who(), login, grant);
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("account", account.login());
            fields.put("id", account.id());
            if (drawn && password != null) {
                fields.put("first_password", new String(password));
            }
            if (json) {
                System.out.println(EventLog.json(fields));
            } else {
                fields.forEach((key, value) -> System.out.printf("%-14s %s%n", key, value));
            }
            return 0;
        } finally {
            if (password != null) {
                Arrays.fill(password, ' ');
            }
        }
    }
}
