package com.hookprobe.node.cli;

import com.hookprobe.identity.access.LoginName;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        mixinStandardHelpOptions = true,
        name = "passwd",
        description = {
            "With NAME: sets the password of an account; its owner has to change it.",
            "Without: changes that of the account acted as; the old one is asked for. Either ends all its sessions."
        })
final class AccountPasswdCommand implements Callable<Integer> {
    @Mixin
    private RegistryOptions options = new RegistryOptions();

    @Option(names = "--password-file", paramLabel = "FILE", description = "the new password; default: typed")
    private @Nullable Path passwordFile;

    @Option(
            names = "--old-password-file",
            paramLabel = "FILE",
            description = "the old one, of one's own; default: typed")
    private @Nullable Path oldFile;

    @Parameters(paramLabel = "NAME", arity = "0..1")
    private @Nullable String name;

    @Override
    public Integer call() throws Exception {
        try (RegistryOptions.Session session = options.open()) {
            char[] old =
                    name != null ? new char[0] : AccountPasswords.of(oldFile, "--old-password-file", "Old password");
            char[] fresh = AccountPasswords.fresh(passwordFile, "--password-file");
            try {
                if (name != null) {
                    session.access().accounts().resetPassword(session.who(), LoginName.parse(name), fresh);
                } else {
                    session.access().accounts().changePassword(session.who(), old, fresh);
                }
                return 0;
            } finally {
                Arrays.fill(old, ' ');
                Arrays.fill(fresh, ' ');
            }
        }
    }
}
