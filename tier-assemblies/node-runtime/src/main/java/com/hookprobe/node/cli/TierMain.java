package com.hookprobe.node.cli;

import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.access.AccessException;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.keys.OtherHardwareException;
import com.hookprobe.node.mesh.MeshException;
import java.net.BindException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line of a tier's jar. Exit codes: 0 done, 1 failed, 2 wrong usage, 69 a port is taken, 77 wrong passphrase
 * or permission, 78 wrong configuration or mesh file, 79 keys of other hardware, 3 out of memory. A user sees one line, never a stack trace.
 */
public final class TierMain {
    private TierMain() {}

    /** Runs the command line and ends the process. */
    public static void main(Tier tier, String[] args) {
        System.exit(execute(tier, args));
    }

    private static int execute(Tier tier, String[] args) {
        try {
            return commandLine(tier, args).execute(args);
        } catch (NoClassDefFoundError e) {
            if (tier == Tier.MSSP) {
                throw e;
            }
            // The libraries of registries come with the MSSP only.
            System.err.println("hookprobe: the " + tier.text() + " comes without " + e.getMessage()
                    + "; registries are the MSSP's: run this as 'hookprobe mssp ...' where that is installed");
            return CliException.UNAVAILABLE;
        }
    }

    /** With the one command that the arguments begin with, for all take a while to be built; with all when they name none. */
    static CommandLine commandLine(Tier tier, String... args) {
        CommandSpec root = CommandSpec.forAnnotatedObject(new Root()).name("hookprobe-" + tier.text());
        CommandLine line = new CommandLine(root);
        Map<String, Supplier<Object>> commands = commands(tier);
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (exception.getCause() instanceof NoClassDefFoundError lacking) {
                throw lacking;
            }
            command.getErr().println("hookprobe: " + message(exception));
            return exitCode(exception);
        });
        return line;
    }

    private static Map<String, Supplier<Object>> commands(Tier tier) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", () -> new RunCommand(tier));
        commands.put("check", CheckCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("keys", () -> new KeysCommand(tier));
        commands.put("device", DeviceCommand::new);
        commands.put("tenant", TenantCommand::new);
        commands.put("site", SiteCommand::new);
        commands.put("enrolment-token", EnrolmentTokenCommand::new);
        commands.put("account", AccountCommand::new);
        commands.put("token", TokenCommand::new);
        commands.put("mesh", MeshCommand::new);
        commands.put("baseline", BaselineCommand::new);
        commands.put("neuro", NeuroCommand::new);
        commands.put("ledger", LedgerCommand::new);
        commands.put("dsm", DsmCommand::new);
        commands.put("decisions", DecisionsCommand::new);
        commands.put("allowlist", AllowlistCommand::new);
        commands.put("exchange", ExchangeCommand::new);
        commands.put("federation", FederationCommand::new);
        commands.put("notify", NotifyCommand::new);
        if (tier == Tier.GUARDIAN || tier == Tier.FORTRESS) {
            commands.put("network", () -> new NetworkCommand(tier));
        }
        commands.put("learning", LearningCommand::new);
        if (tier != Tier.SENTINEL) {
            commands.put("report", () -> new ReportCommand(tier));
        }
        if (tier == Tier.MSSP) {
            commands.put("fleet", FleetCommand::new);
        }
        return commands;
    }

    static String message(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return "exists already: " + exists.getFile();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    static int exitCode(Exception e) {
        if (e instanceof CliException cli) {
            return cli.exitCode();
        }
        if (e instanceof OtherHardwareException) {
            return CliException.OTHER_HARDWARE;
        }
        if (e instanceof AccessException access) {
            return switch (access.kind()) {
                case NOT_PERMITTED, NOT_AUTHENTICATED -> CliException.NOT_PERMITTED;
                case INVALID -> CliException.USAGE;
                case THROTTLED, BUSY -> CliException.UNAVAILABLE;
                case NOT_FOUND, CONFLICT, LAST_ADMIN, FULL -> 1;
            };
        }
        if (e instanceof RegistryException registry && registry.kind() == RegistryException.Kind.BUSY) {
            return CliException.UNAVAILABLE;
        }
        if (e instanceof DatabaseException database && database.kind() == DatabaseException.Kind.BUSY) {
            return CliException.UNAVAILABLE;
        }
        if (e instanceof KeystoreException || e instanceof java.nio.file.AccessDeniedException) {
            return CliException.NOT_PERMITTED;
        }
        if (e instanceof ConfigException || e instanceof MeshException) {
            return CliException.CONFIGURATION;
        }
        if (e instanceof com.hookprobe.htp.HtpBindException) {
            return CliException.UNAVAILABLE;
        }
        if (e.getCause() instanceof BindException) {
            return CliException.UNAVAILABLE;
        }
        return 1;
    }

    @Command(
            mixinStandardHelpOptions = true,
            versionProvider = TierVersion.class,
            synopsisSubcommandLabel = "COMMAND",
            description = "A node of a HookProbe mesh.")
    private static final class Root implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            throw new CliException(
                    CliException.USAGE,
                    "a command is needed: "
                            + String.join(", ", spec.subcommands().keySet()) + "; see --help");
        }
    }
}
