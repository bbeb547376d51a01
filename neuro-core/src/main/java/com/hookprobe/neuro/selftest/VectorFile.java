package com.hookprobe.neuro;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code name: value} blocks, one case each, from the resources {@code vectors/} of the package. */
final class VectorFile {
    private VectorFile() {}

    /** The whole text of a committed file. */
    static String text(String name) throws IOException {
        try (InputStream in = VectorFile.class.getResourceAsStream("vectors/" + name)) {
            if (in == null) {
                throw new IOException("no vectors " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Copies a committed file into a directory, for programs that read files. */
    static Path copy(String name, Path directory) throws IOException {
        return Files.writeString(directory.resolve(name), text(name));
    }

    static List<Case> read(String name) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String block : text(name).split("\n\n", -1)) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String line : block.split("\n", -1)) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    String[] parts = line.split(": ", 2);
                    if (parts.length != 2 || fields.put(parts[0], parts[1]) != null) {
                        throw new IOException(name + " has a line that is no new field: " + line);
                    }
                }
            }
            if (!fields.isEmpty()) {
                cases.add(new Case(fields));
            }
        }
        return cases;
    }

    /** The cases of one kind. */
    static List<Case> read(String name, String kind) throws IOException {
        return read(name).stream().filter(c -> c.text("kind").equals(kind)).toList();
    }

    record Case(Map<String, String> fields) {
        boolean has(String key) {
            return fields.containsKey(key);
        }

        String text(String key) {
            String value = fields.get(key);
            if (value == null) {
                throw new IllegalArgumentException("no " + key + " in " + fields.get("case"));
            }
            return value;
        }

        /** Hex; a dash is no byte. */
        byte[] bytes(String key) {
            return text(key).equals("-") ? new byte[0] : HexFormat.of().parseHex(text(key));
        }

        int number(String key) {
            return Integer.parseInt(text(key));
        }

        /** Decimal numbers up to 2^64 - 1, those from 2^63 on as what they are in 64 bits. */
        long[] list(String key) {
            return List.of(text(key).split(" ", -1)).stream()
                    .mapToLong(v -> v.startsWith("-") ? Long.parseLong(v) : Long.parseUnsignedLong(v))
                    .toArray();
        }

        /** The records that the case gives, or else those of its generator. */
        List<Ter> ters() {
            if (!has("ter-0")) {
                return number("n") == 0 ? List.of() : TerGenerator.generate(number("gen"), number("mode"), number("n"));
            }
            List<Ter> ters = new ArrayList<>();
            for (int i = 0; i < number("n"); i++) {
                ters.add(Ter.decode(bytes("ter-" + i)).orElseThrow());
            }
            return ters;
        }

        @Override
        public String toString() {
            return text("case");
        }
    }
}
