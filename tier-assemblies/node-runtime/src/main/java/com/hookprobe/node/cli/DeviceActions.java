package com.hookprobe.node.cli;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.access.AccessException;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.StatusAction;
import com.hookprobe.identity.registry.sql.DatabaseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is decided about devices that are there. */
class DeviceActions extends CommandGroup {
    @Command(mixinStandardHelpOptions = true, name = "approve", description = "PENDING to ACTIVE.")
    int approve(
            @Mixin RegistryOptions options,
            @Option(names = "--reason", defaultValue = "approved", description = "default: approved") String reason,
            @Option(names = "--json", description = "NDJSON") boolean json,
            @Parameters(paramLabel = "NODE_ID", arity = "1..*") List<String> ids)
            throws DatabaseException, RegistryException {
        return change(options, StatusAction.APPROVE, reason, json, ids);
    }

    @Command(mixinStandardHelpOptions = true, name = "suspend", description = "ACTIVE to SUSPENDED.")
    int suspend(
            @Mixin RegistryOptions options,
            @Option(names = "--reason", required = true) String reason,
            @Option(names = "--json", description = "NDJSON") boolean json,
            @Parameters(paramLabel = "NODE_ID", arity = "1..*") List<String> ids)
            throws DatabaseException, RegistryException {
        return change(options, StatusAction.SUSPEND, reason, json, ids);
    }

    @Command(mixinStandardHelpOptions = true, name = "reinstate", description = "SUSPENDED to ACTIVE.")
    int reinstate(
            @Mixin RegistryOptions options,
            @Option(names = "--reason", required = true) String reason,
            @Option(names = "--json", description = "NDJSON") boolean json,
            @Parameters(paramLabel = "NODE_ID", arity = "1..*") List<String> ids)
            throws DatabaseException, RegistryException {
        return change(options, StatusAction.REINSTATE, reason, json, ids);
    }

    @Command(mixinStandardHelpOptions = true, name = "revoke", description = "To REVOKED, for good.")
    int revoke(
            @Mixin RegistryOptions options,
            @Option(names = "--reason", required = true) String reason,
            @Option(names = "--json", description = "NDJSON") boolean json,
            @Parameters(paramLabel = "NODE_ID", arity = "1..*") List<String> ids)
            throws DatabaseException, RegistryException {
        return change(options, StatusAction.REVOKE, reason, json, ids);
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "replace",
            description = {
                "Puts a new device in an old one's place: the old one is REVOKED, the new one ACTIVE,",
                "with the old one's name, tenant, site and roles."
            })
    int replace(
            @Mixin RegistryOptions options,
            @Option(names = "--reason", required = true) String reason,
            @Option(names = "--json") boolean json,
            @Parameters(index = "0", paramLabel = "OLD_ID") String old,
            @Parameters(index = "1", paramLabel = "REQUEST", description = "file made by 'keys request' on the new one")
                    Path file)
            throws IOException, DatabaseException, RegistryException {
        NodeId id = KeysCommand.nodeId(old);
        EnrolmentRequest request = KeysCommand.enrolmentRequest(file);
        try (RegistryOptions.Session session = options.open()) {
            DeviceView.printLine(session.registrar().replace(session.who(), id, request, reason), json);
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "rotate",
            description = "Takes a device's change of its key; the id stays.")
    int rotate(
            @Mixin RegistryOptions options,
            @Option(names = "--json") boolean json,
            @Parameters(paramLabel = "ROTATION", description = "file made by 'keys rotate --what device'") Path file)
            throws IOException, DatabaseException, RegistryException {
        KeyRotation rotation;
        try {
            rotation = KeyRotation.fromText(SmallFile.text(file, SmallFile.RECORD_BYTES));
        } catch (RecordException e) {
            throw new CliException(CliException.USAGE, file + ": " + e.getMessage());
        }
        try (RegistryOptions.Session session = options.open()) {
            RegisteredDevice device = session.registrar().rotateKey(session.who(), rotation);
            if (json) {
                DeviceView.printLine(device, true);
            } else {
                System.out.println(device.id().hex() + " key " + rotation.index());
            }
            return 0;
        }
    }

    /** Each by itself: one that is refused is named and does not keep the others back. */
    private static int change(
            RegistryOptions options, StatusAction action, String reason, boolean json, List<String> texts)
            throws DatabaseException, RegistryException {
        List<NodeId> ids = texts.stream().map(KeysCommand::nodeId).toList();
        int code = 0;
        try (RegistryOptions.Session session = options.open()) {
            var registrar = session.registrar();
            for (NodeId id : ids) {
                try {
                    DeviceView.printLine(
                            registrar.change(session.who(), id, action, OptionalLong.empty(), reason), json);
                } catch (RegistryException | AccessException e) {
                    System.err.println("hookprobe: " + e.getMessage());
                    code = Math.max(code, TierMain.exitCode(e));
                } catch (IllegalArgumentException e) {
                    throw new CliException(CliException.USAGE, String.valueOf(e.getMessage()));
                }
            }
        }
        return code;
    }
}
