package com.hookprobe.node.cli;

import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryException;
import com.hookprobe.identity.registry.sql.Database;
import com.hookprobe.identity.registry.sql.DatabaseException;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshBuilder;
import com.hookprobe.node.mesh.MeshException;
import com.hookprobe.node.mesh.MeshFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The public mesh file. */
@Command(
        mixinStandardHelpOptions = true,
        name = "mesh",
        description = "Writes and shows the mesh file: members, keys, addresses, genesis.")
final class MeshCommand {
    @Command(
            mixinStandardHelpOptions = true,
            name = "create",
            description = {
                "Writes a new mesh file. Every member but the MSSP must be ACTIVE in the registry.",
                "A member is CARDFILE, CARDFILE=HTP or CARDFILE=HTP,DSM with addresses as host:port."
            })
    int create(
            @Option(names = "--name", required = true) String name,
            @Mixin MeshRegistryOptions place,
            @Option(names = "--member", required = true, paramLabel = "CARD[=HTP[,DSM]]") List<String> members,
            @Option(
                            names = "--epoch",
                            paramLabel = "SECONDS",
                            defaultValue = "300",
                            description = "default ${DEFAULT-VALUE}")
                    int epochSeconds,
            @Option(
                            names = "--attestation-days",
                            paramLabel = "DAYS",
                            description = "a validator that was attested longer ago leaves the set; 0: never;"
                                    + " default 7, or 0 with epochs below a minute")
                    @Nullable Double attestationDays,
            @Option(
                            names = "--slash-per-mille",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "part of its bond that a validator with evidence against it loses")
                    int slash,
            @Option(names = "--out", required = true, paramLabel = "FILE") Path out)
            throws IOException, MeshException, DatabaseException, RegistryException {
        MeshFile.Consensus consensus = epochSeconds >= 60
                ? new MeshFile.Consensus(
                        epochSeconds, 5_000, 30_000, attestationEpochs(attestationDays, epochSeconds), slash)
                : new MeshFile.Consensus(
                        epochSeconds, 200, 1_000, attestationEpochs(attestationDays, epochSeconds), slash);
        try (Database database = place.open();
                DeviceRegistry registry =
                        DeviceRegistry.open(database, com.hookprobe.identity.registry.RegistryOptions.DEFAULT)) {
            MeshBuilder builder = new MeshBuilder(name, consensus, registry);
            for (String member : members) {
                int equals = member.lastIndexOf('=');
                String file = equals < 0 ? member : member.substring(0, equals);
                String[] addresses = equals < 0
                        ? new String[0]
                        : member.substring(equals + 1).split(",", -1);
                if (addresses.length > 2) {
                    throw new CliException(CliException.USAGE, "--member expects CARD[=HTP[,DSM]]; found " + member);
                }
                NodeCard card = KeysCommand.card(Path.of(file));
                builder.add(card, at(addresses, 0), at(addresses, 1));
            }
            if (Files.exists(out)) {
                throw new CliException(CliException.USAGE, out + " exists; a mesh keeps its genesis, remove it first");
            }
            Files.writeString(
                    out, builder.build(System.currentTimeMillis() * 1000).toJson());
            return 0;
        }
    }

    private static int attestationEpochs(@Nullable Double days, int epochSeconds) {
        double wanted = days != null ? days : epochSeconds >= 60 ? 7 : 0;
        if (!(wanted >= 0 && wanted <= 3_650)) {
            throw new CliException(CliException.USAGE, "--attestation-days expects 0 to 3650; found " + days);
        }
        return (int) Math.ceil(wanted * 86_400 / epochSeconds);
    }

    @Command(
            mixinStandardHelpOptions = true,
            name = "add-sentinel",
            description = {
                "Writes a mesh file with one more sentinel, and the same genesis: no ledger begins anew.",
                "Give the new file to all nodes; then the sentinel asks to join: 'hookprobe dsm set join'."
            })
    int addSentinel(
            @Option(names = "--file", required = true, paramLabel = "FILE", description = "the mesh file so far")
                    Path file,
            @Mixin MeshRegistryOptions place,
            @Option(names = "--member", required = true, paramLabel = "CARD=HTP,DSM") String member,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "a new file") Path out)
            throws IOException, MeshException, DatabaseException, RegistryException {
        int equals = member.lastIndexOf('=');
        String[] addresses = member.substring(equals + 1).split(",", -1);
        if (equals < 0 || addresses.length != 2) {
            throw new CliException(CliException.USAGE, "--member expects CARD=HTP,DSM; found " + member);
        }
        try (Database database = place.open();
                DeviceRegistry registry =
                        DeviceRegistry.open(database, com.hookprobe.identity.registry.RegistryOptions.DEFAULT)) {
            MeshFile mesh = MeshFile.load(file);
            Member sentinel = new MeshBuilder(mesh.name(), mesh.consensus(), registry)
                    .checked(KeysCommand.card(Path.of(member.substring(0, equals))), addresses[0], addresses[1]);
            String json = MeshFile.parse(
                            out.toString(), mesh.withLater(sentinel).toJson())
                    .toJson();
            Files.writeString(out, json, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return 0;
        }
    }

    private static @Nullable String at(String[] addresses, int index) {
        return index < addresses.length && !addresses[index].isEmpty() ? addresses[index] : null;
    }

    @Command(mixinStandardHelpOptions = true, name = "show", description = "Checks a mesh file and lists its members.")
    int show(@Option(names = "--file", required = true, paramLabel = "FILE") Path file) throws MeshException {
        MeshFile mesh = MeshFile.load(file);
        System.out.printf(
                "%s: epoch %d s, %d validators%n",
                mesh.name(),
                mesh.consensus().epochDurationS(),
                mesh.validators().size());
        for (Member member : mesh.members()) {
            System.out.printf(
                    "%-20s %-9s %s %s %s%n",
                    member.name(),
                    member.tier().text(),
                    member.id().hex(),
                    member.htp().map(Object::toString).orElse("-"),
                    member.dsm().map(Object::toString).orElse(""));
        }
        return 0;
    }
}
