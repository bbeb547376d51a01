package com.hookprobe.htp.file.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where keys and cards are: client.key, client.card, server.key, server.card. */
final class Home {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "where keys and cards are (default: .hookprobe/file in your home directory)")
    private @Nullable Path directory;

    Home() {}

    Path resolve(String name) throws IOException {
        Path chosen = directory;
        Path home = chosen != null ? chosen : Path.of(System.getProperty("user.home"), ".hookprobe", "file");
        if (!Files.isDirectory(home)) {
            Files.createDirectories(
                    home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return home.resolve(name);
    }

    /** The key that asks; its card is written beside it. */
    NodeKey clientKey() throws IOException {
        NodeKey key = NodeKey.readOrMake(resolve("client.key"));
        key.card("").write(resolve("client.card"));
        return key;
    }
}
