package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who is logged in by SSH: the other ends of the connections that SSH_CONNECTION names in the environment of some process,
 * and that are established. sshd sets it after the log-in only; an established connection to its port alone proves
 * nothing, since everybody who guesses passwords has one.
 */
final class SshSessions {
    private static final int PROCESSES_MAX = 32_768;
    private static final int ENVIRONMENT_BYTES_MAX = 131_072;
    private static final int SESSIONS_MAX = 256;
    private static final String NAME = "SSH_CONNECTION=";
    private static final String ESTABLISHED = "01";

    /** One end of a connection. */
    private record End(IpAddress address, int port) {}

    private SshSessions() {}

    /** The addresses of those who are logged in, as far as this process may see it. */
    static Set<IpAddress> peers(Path root) {
        Set<End> claimed = new LinkedHashSet<>();
        try (Stream<Path> processes = Files.list(root.resolve("proc"))) {
            for (Path process : processes.limit(PROCESSES_MAX).toList()) {
                if (claimed.size() < SESSIONS_MAX
                        && Character.isDigit(
                                String.valueOf(process.getFileName()).charAt(0))) {
                    claim(process.resolve("environ")).ifPresent(claimed::add);
                }
            }
        } catch (IOException e) {
            return Set.of();
        }
        Set<IpAddress> peers = new LinkedHashSet<>();
        if (!claimed.isEmpty()) {
            for (String table : List.of("proc/net/tcp", "proc/net/tcp6")) {
                established(root.resolve(table), claimed, peers);
            }
        }
        return peers;
    }

    private static void established(Path table, Set<End> claimed, Set<IpAddress> peers) {
        // Line by line to the end: who opens many connections must not push the operator's out of sight.
        try (Stream<String> lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
            lines.forEach(
                    line -> established(line).filter(claimed::contains).ifPresent(end -> peers.add(end.address())));
        } catch (IOException | UncheckedIOException e) {
            // No IPv6, or not Linux.
            return;
        }
    }

    private static Optional<End> claim(Path environ) {
        String text;
        try (InputStream stream = Files.newInputStream(environ)) {
            text = new String(stream.readNBytes(ENVIRONMENT_BYTES_MAX), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Another user's, or gone.
            return Optional.empty();
        }
        for (String variable : text.split("\0", -1)) {
            if (variable.startsWith(NAME)) {
                // Client address and port, server address and port.
                String[] parts = variable.substring(NAME.length()).split(" ", -1);
                return parts.length == 4 ? end(parts[0], parts[1]) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<End> end(String address, String port) {
        Optional<IpAddress> parsed = IpAddress.parse(address);
        try {
            return parsed.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new End(parsed.get(), Integer.parseUnsignedInt(port)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The other end of an established connection in a line of /proc/net/tcp: "sl local remote state ...". */
    private static Optional<End> established(String line) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length < 4 || !columns[3].equals(ESTABLISHED)) {
            return Optional.empty();
        }
        int colon = columns[2].indexOf(':');
        if (colon != 8 && colon != 32) {
            return Optional.empty();
        }
        // Words of four bytes, each in the machine's order; Linux on the machines that this runs on is little-endian.
        Optional<byte[]> address = bytes(columns[2].substring(0, colon), colon / 2);
        Optional<byte[]> port = bytes(columns[2].substring(colon + 1), 2);
        if (address.isEmpty() || port.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes = address.get();
        for (int i = 0; i < bytes.length; i += 4) {
            byte first = bytes[i];
            byte second = bytes[i + 1];
            bytes[i] = bytes[i + 3];
            bytes[i + 1] = bytes[i + 2];
            bytes[i + 2] = second;
            bytes[i + 3] = first;
        }
        int number = (port.get()[0] & 0xff) << 8 | port.get()[1] & 0xff;
        return Optional.of(new End(IpAddress.ofBytes(bytes), number));
    }

    /** So many bytes in hexadecimal, exactly. */
    static Optional<byte[]> bytes(String hex, int length) {
        try {
            return hex.length() == 2 * length ? Optional.of(HexFormat.of().parseHex(hex)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
