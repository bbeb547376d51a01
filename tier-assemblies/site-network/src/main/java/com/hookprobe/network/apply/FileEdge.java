package com.hookprobe.network.apply;

import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.render.Places;
import com.hookprobe.network.render.Rendering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Files, replaced as a whole; the secret of one is put in when it is written, and is in no other file of ours. */
final class FileEdge {
    private static final Pattern PASSPHRASE = Pattern.compile("[ -~]{8,63}");
    private static final int FILE_MAX = 1 << 20;

    private final Places places;
    private final Commands commands;

    FileEdge(Places places, Commands commands) {
        this.places = places;
        this.commands = commands;
    }

    /**
     * The wanted state itself when the file has that content, whoever's plan its first line names.
     *
     * @param keep copies what is there, so that it can be put back
     */
    FileState capture(FileState wanted, boolean keep) throws IOException {
        Path path = Path.of(wanted.path());
        if (!Files.exists(path)) {
            return FileState.absent(wanted.path());
        }
        String there = read(path);
        if (wanted.present() && Rendering.body(there).equals(Rendering.body(content(wanted)))) {
            return wanted;
        }
        if (!keep) {
            return FileState.of(wanted.path(), there);
        }
        Path folder = Path.of(places.run(), "before");
        folder(folder);
        Path copy = folder.resolve(UUID.randomUUID().toString());
        Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
        return new FileState(wanted.path(), true, "", "", copy.toString());
    }

    void carry(FileState wanted) throws IOException {
        Path path = Path.of(wanted.path());
        if (!wanted.present()) {
            Files.deleteIfExists(path);
        } else {
            folder(path.resolveSibling(""));
            Path part = path.resolveSibling(path.getFileName() + ".part");
            Files.deleteIfExists(part);
            if (wanted.copy().isEmpty()) {
                boolean ours = path.startsWith(places.run());
                Files.createFile(
                        part,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString(ours ? "rw-------" : "rw-r--r--")));
                Files.writeString(part, content(wanted), StandardCharsets.UTF_8);
            } else {
                Files.copy(Path.of(wanted.copy()), part, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        tell(wanted.path());
    }

    /** Programs that read some of the files have to be told. */
    private void tell(String path) throws IOException {
        if (path.startsWith(places.systemRun() + "/systemd/system/")) {
            commands.run("systemctl", "daemon-reload");
        } else if (path.startsWith(places.systemRun() + "/systemd/network/")) {
            commands.run("networkctl", "reload");
        } else if (path.startsWith(places.systemRun() + "/NetworkManager/")) {
            commands.run("nmcli", "general", "reload", "conf");
        }
    }

    /** The whole text, with its secret. */
    String content(FileState wanted) throws IOException {
        return wanted.secretFile().isEmpty()
                ? wanted.content()
                : wanted.content().replace(FileState.SECRET, secret(Path.of(wanted.secretFile())));
    }

    /**
     * The passphrase in a file.
     *
     * @throws IOException when there is none, it is not one, or others may read it
     */
    static String secret(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    file + ": expected a file with the passphrase; found none; write it, readable by root only");
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
        if (rights.contains(PosixFilePermission.OTHERS_READ) || rights.contains(PosixFilePermission.GROUP_READ)) {
            throw new IOException(file + ": expected a file that its owner alone can read; found "
                    + PosixFilePermissions.toString(rights) + "; run: chmod 600 " + file);
        }
        String text = read(file);
        String line = text.lines().findFirst().orElse("");
        if (!PASSPHRASE.matcher(line).matches() || !line.equals(line.strip())) {
            throw new IOException(file
                    + ": expected a first line of 8 to 63 printable ASCII characters without a space at its ends; found "
                    + line.length() + " characters of which not all are; choose another passphrase");
        }
        return line;
    }

    private static String read(Path file) throws IOException {
        if (Files.size(file) > FILE_MAX) {
            throw new IOException(file + ": expected at most " + FILE_MAX + " bytes");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private void folder(Path folder) throws IOException {
        folder(folder, folder.startsWith(places.run()));
    }

    /** Ours are readable by nobody else; one that is there stays as it is. */
    static void folder(Path folder, boolean ours) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(ours ? "rwx------" : "rwxr-xr-x")));
        }
    }

    /** Copies that nothing refers to. */
    void forget(List<FileState> referred) throws IOException {
        Path folder = Path.of(places.run(), "before");
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<String> needed =
                Set.copyOf(referred.stream().map(FileState::copy).distinct().toList());
        try (var copies = Files.list(folder)) {
            for (Path copy : copies.toList()) {
                if (!needed.contains(copy.toString())) {
                    Files.delete(copy);
                }
            }
        }
    }
}
