package com.hookprobe.htp.file.tool;

import com.hookprobe.htp.DeviceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What others may know of a node: a text file of "name value" lines.
 *
 * @param ed25519 its device key, 32 bytes; the node id follows from it ({@link DeviceKey#nodeIdOf})
 * @param kem its X-Wing key, 1216 bytes
 * @param address host:port where it listens; empty for one that only asks
 */
record NodeCard(byte[] ed25519, byte[] kem, String address) {
    private static final int BYTES_MAX = 8192;
    private static final int KEM_BYTES = 1216;

    static NodeCard read(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw wrong(file, "at most " + BYTES_MAX + " bytes", Files.size(file) + " bytes");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            int space = line.indexOf(' ');
            if (space < 0 || fields.put(line.substring(0, space), line.substring(space + 1)) != null) {
                throw wrong(file, "lines of a name, a space and a value, each name once", "'" + line + "'");
            }
        }
        NodeCard card = new NodeCard(
                bytes(file, fields, "ed25519", DeviceKey.PUBLIC_KEY_BYTES),
                bytes(file, fields, "kem", KEM_BYTES),
                fields.getOrDefault("address", ""));
        if (fields.size() > (card.address.isEmpty() ? 2 : 3)) {
            throw wrong(file, "ed25519, kem and address", String.join(", ", fields.keySet()));
        }
        return card;
    }

    private static byte[] bytes(Path file, Map<String, String> fields, String name, int length) throws IOException {
        String hex = fields.getOrDefault(name, "");
        if (!hex.matches("([0-9a-f]{2}){" + length + "}")) {
            throw wrong(file, "'" + name + "' with " + length + " bytes in hex", hex.length() / 2 + " bytes");
        }
        return HexFormat.of().parseHex(hex);
    }

    private static IOException wrong(Path file, String expected, String found) {
        return new IOException(file + " is not a node card: expected " + expected + ", found " + found
                + "; make one with 'hookprobe file key' or 'hookprobe file serve'");
    }

    void write(Path file) throws IOException {
        HexFormat hex = HexFormat.of();
        StringBuilder text = new StringBuilder();
        text.append("ed25519 ").append(hex.formatHex(ed25519)).append('\n');
        text.append("kem ").append(hex.formatHex(kem)).append('\n');
        if (!address.isEmpty()) {
            text.append("address ").append(address).append('\n');
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text, StandardCharsets.US_ASCII);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
