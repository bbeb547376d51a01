package com.hookprobe.neuro;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code name: value} blocks, one case each, from {@code vectors/} on the class path. */
final class VectorFile {
    private VectorFile() {}

    static List<Case> read(String name) throws IOException {
        try (InputStream in = VectorFile.class.getResourceAsStream("/vectors/" + name)) {
            if (in == null) {
                throw new IOException("no vectors " + name);
            }
            List<Case> cases = new ArrayList<>();
            for (String block : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n\n", -1)) {
                Map<String, String> fields = new LinkedHashMap<>();
                for (String line : block.split("\n", -1)) {
                    if (!line.startsWith("#") && !line.isBlank()) {
                        String[] parts = line.split(": ", 2);
                        fields.put(parts[0], parts[1]);
                    }
                }
                if (!fields.isEmpty()) {
                    cases.add(new Case(fields));
                }
            }
            return cases;
        }
    }

    record Case(Map<String, String> fields) {
        String text(String key) {
            String value = fields.get(key);
            if (value == null) {
                throw new IllegalArgumentException("no " + key + " in " + fields.get("case"));
            }
            return value;
        }

        byte[] bytes(String key) {
            return HexFormat.of().parseHex(text(key));
        }

        int number(String key) {
            return Integer.parseInt(text(key));
        }

        List<Ter> ters() {
            return TerGenerator.generate(number("gen"), number("mode"), number("n"));
        }

        @Override
        public String toString() {
            return text("case");
        }
    }
}
