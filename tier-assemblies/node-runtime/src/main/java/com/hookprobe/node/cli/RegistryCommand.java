package com.hookprobe.node.cli;

import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegisteredDevice;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.node.log.EventLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The MSSP's device registry. Nothing is approved by itself. */
@Command(
        mixinStandardHelpOptions = true,
        name = "registry",
        description = "Enrols, approves, suspends, revokes and lists devices.")
final class RegistryCommand {
    @Command(
            mixinStandardHelpOptions = true,
            name = "enrol",
            description = "Takes an enrolment request; the device is PENDING until it is approved.")
    int enrol(
            @Option(names = "--db", required = true, paramLabel = "FILE") Path db,
            @Parameters(paramLabel = "REQUEST", description = "file made by 'keys request'") Path request)
            throws IOException, RegistryException {
        try (DeviceRegistry registry = open(db)) {
            var enrolment = KeysCommand.enrolmentRequest(request);
            registry.enrol(enrolment);
            System.out.println(enrolment.card().nodeId().hex() + " PENDING");
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "approve", description = "PENDING to ACTIVE.")
    int approve(
            @Option(names = "--db", required = true, paramLabel = "FILE") Path db,
            @Option(names = "--by", required = true, description = "who decides; goes into the audit table") String by,
            @Parameters(paramLabel = "NODE_ID") String id)
            throws RegistryException {
        try (DeviceRegistry registry = open(db)) {
            registry.approve(nodeId(id), by);
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "suspend", description = "ACTIVE to SUSPENDED.")
    int suspend(
            @Option(names = "--db", required = true, paramLabel = "FILE") Path db,
            @Option(names = "--by", required = true) String by,
            @Option(names = "--reason", required = true) String reason,
            @Parameters(paramLabel = "NODE_ID") String id)
            throws RegistryException {
        try (DeviceRegistry registry = open(db)) {
            registry.suspend(nodeId(id), by, reason);
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "reinstate", description = "SUSPENDED to ACTIVE.")
    int reinstate(
            @Option(names = "--db", required = true, paramLabel = "FILE") Path db,
            @Option(names = "--by", required = true) String by,
            @Option(names = "--reason", required = true) String reason,
            @Parameters(paramLabel = "NODE_ID") String id)
            throws RegistryException {
        try (DeviceRegistry registry = open(db)) {
            registry.reinstate(nodeId(id), by, reason);
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "revoke", description = "To REVOKED, for good.")
    int revoke(
            @Option(names = "--db", required = true, paramLabel = "FILE") Path db,
            @Option(names = "--by", required = true) String by,
            @Option(names = "--reason", required = true) String reason,
            @Parameters(paramLabel = "NODE_ID") String id)
            throws RegistryException {
        try (DeviceRegistry registry = open(db)) {
            registry.revoke(nodeId(id), by, reason);
            return 0;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "rotate",
            description = "Takes a device's change of its key; the id stays.")
    int rotate(
            @Option(names = "--db", required = true, paramLabel = "FILE") Path db,
            @Parameters(paramLabel = "ROTATION", description = "file made by 'keys rotate --what device'")
                    Path rotation)
            throws IOException, RegistryException {
        KeyRotation change;
        try {
            change = KeyRotation.fromText(Files.readString(rotation));
        } catch (RecordException e) {
            throw new CliException(CliException.USAGE, rotation + ": " + e.getMessage());
        }
        try (DeviceRegistry registry = open(db)) {
            System.out.println(registry.rotateKey(change).id().hex() + " key " + change.index());
            return 0;
        }
    }

    @Command(mixinStandardHelpOptions = true, name = "list", description = "Lists devices.")
    int list(
            @Option(names = "--db", required = true, paramLabel = "FILE") Path db,
            @Option(names = "--status", description = "PENDING, ACTIVE, SUSPENDED or REVOKED") @Nullable String status,
            @Option(names = "--json", description = "NDJSON") boolean json)
            throws RegistryException {
        try (DeviceRegistry registry = open(db)) {
            for (RegisteredDevice device : registry.list()) {
                if (status != null && !device.status().name().equalsIgnoreCase(status)) {
                    continue;
                }
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("node_id", device.id().hex());
                fields.put("name", device.name());
                fields.put("tier", device.tier().text());
                fields.put("status", device.status().name());
                System.out.println(
                        json
                                ? EventLog.json(fields)
                                : String.format(
                                        "%s %-20s %-9s %s",
                                        device.id().hex(),
                                        device.name(),
                                        device.tier().text(),
                                        device.status()));
            }
            return 0;
        }
    }

    private static DeviceRegistry open(Path db) throws RegistryException {
        Path folder = db.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CliException(CliException.USAGE, "--db: no such folder " + folder + "; make it first");
        }
        return DeviceRegistry.open(db);
    }

    private static NodeId nodeId(String text) {
        try {
            return NodeId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(CliException.USAGE, "a node id is 64 hexadecimal digits; found " + text);
        }
    }
}
