package com.hookprobe.identity.registry;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small MaxMind DB files, version 2.0 of the format: IPv4 networks, records of 24 bits, no pointers. */
final class MmdbWriter {
    private static final int RECORD_BITS = 24;
    private static final int EMPTY = -1;

    private final List<int[]> nodes = new ArrayList<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    MmdbWriter() {
        nodes.add(new int[] {EMPTY, EMPTY});
    }

    /** A leaf is kept as -2 - its offset in the data. */
    MmdbWriter add(String network, int prefix, Map<String, Object> record) throws Exception {
        int leaf = -2 - data.size();
        value(data, record);
        int bits = ByteBuffer.wrap(InetAddress.getByName(network).getAddress()).getInt();
        int node = 0;
        for (int i = 0; i < prefix - 1; i++) {
            int side = bits >>> (31 - i) & 1;
            if (nodes.get(node)[side] == EMPTY) {
                nodes.get(node)[side] = nodes.size();
                nodes.add(new int[] {EMPTY, EMPTY});
            }
            node = nodes.get(node)[side];
        }
        nodes.get(node)[bits >>> (32 - prefix) & 1] = leaf;
        return this;
    }

    byte[] file(String type) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int record : node) {
                // Beyond the nodes: their number itself is "nothing", then 16 bytes of separator, then the data.
                int stored = record >= 0 ? record : record == EMPTY ? nodes.size() : nodes.size() + 16 + (-2 - record);
                file.write(stored >> 16);
                file.write(stored >> 8);
                file.write(stored);
            }
        }
        file.writeBytes(new byte[16]);
        file.writeBytes(data.toByteArray());
        file.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
        file.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 1_800_000_000L);
        metadata.put("database_type", type);
        metadata.put("description", Map.of("en", "a test's"));
        metadata.put("ip_version", (short) 4);
        metadata.put("languages", List.of("en"));
        metadata.put("node_count", nodes.size());
        metadata.put("record_size", (short) RECORD_BITS);
        value(file, metadata);
        return file.toByteArray();
    }

    private static void value(ByteArrayOutputStream out, Object value) {
        if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            control(out, 2, bytes.length);
            out.writeBytes(bytes);
        } else if (value instanceof Double real) {
            control(out, 3, 8);
            out.writeBytes(ByteBuffer.allocate(8).putDouble(real).array());
        } else if (value instanceof Short number) {
            control(out, 5, 2);
            out.writeBytes(ByteBuffer.allocate(2).putShort(number).array());
        } else if (value instanceof Integer number) {
            control(out, 6, 4);
            out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
        } else if (value instanceof Long number) {
            control(out, 9, 8);
            out.writeBytes(ByteBuffer.allocate(8).putLong(number).array());
        } else if (value instanceof Map<?, ?> map) {
            control(out, 7, map.size());
            map.forEach((key, inner) -> {
                value(out, key);
                value(out, inner);
            });
        } else if (value instanceof List<?> list) {
            control(out, 11, list.size());
            list.forEach(inner -> value(out, inner));
        } else {
            throw new IllegalArgumentException("no type for " + value);
        }
    }

    /** Types up to 7 in the first byte, later ones as 0 and the difference in a second; lengths below 285. */
    private static void control(ByteArrayOutputStream out, int type, int length) {
        int size = Math.min(length, 29);
        out.write((type <= 7 ? type << 5 : 0) | size);
        if (type > 7) {
            out.write(type - 7);
        }
        if (size == 29) {
            out.write(length - 29);
        }
    }
}
