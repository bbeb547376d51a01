package com.hookprobe.qsecbit.detection.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes small recordings for tests. */
final class Recordings {
    private Recordings() {}

    /** An EVE file in which one source knocks at many closed ports of a host. */
    static String scan(String source, int ports) {
        StringBuilder out = new StringBuilder();
        for (int port = 1; port <= ports; port++) {
            out.append("{\"timestamp\":\"2024-05-01T10:00:")
                    .append(String.format("%02d", port % 60))
                    .append(".000000+0000\",\"event_type\":\"flow\",\"src_ip\":\"")
                    .append(source)
                    .append("\",\"src_port\":40000,\"dest_ip\":\"10.0.0.5\",\"dest_port\":")
                    .append(port)
                    .append(
                            ",\"proto\":\"TCP\",\"flow\":{\"pkts_toserver\":1,\"pkts_toclient\":1,\"bytes_toserver\":60,"
                                    + "\"bytes_toclient\":54,\"start\":\"2024-05-01T10:00:00.000000+0000\"},"
                                    + "\"tcp\":{\"tcp_flags_ts\":\"02\",\"tcp_flags_tc\":\"14\"}}\n");
        }
        return out.toString();
    }

    /** An access log of one client. */
    static String access(String client, String... requests) {
        StringBuilder out = new StringBuilder();
        for (String request : requests) {
            out.append(client)
                    .append(" - - [01/May/2024:10:00:01 +0000] \"GET ")
                    .append(request)
                    .append(" HTTP/1.1\" 404 153 \"-\" \"curl/8.5.0\"\n");
        }
        return out.toString();
    }

    static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** A gzipped tar of plain files. */
    static Path tarGz(Path file, Map<String, String> entries) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            byte[] content = entry.getValue().getBytes(StandardCharsets.UTF_8);
            byte[] header = new byte[512];
            put(header, 0, entry.getKey());
            put(header, 124, String.format("%011o", content.length));
            header[156] = '0';
            tar.write(header);
            tar.write(content);
            tar.write(new byte[(512 - content.length % 512) % 512]);
        }
        tar.write(new byte[1024]);
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(tar.toByteArray());
        }
        return file;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
