package com.hookprobe.neuro.selftest;

import com.hookprobe.neuro.Ter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the form of the vectors: blocks of lines {@code name: value}, one case each. NEURO 11.2. Stateless. */
public final class VectorFile {
    private static final String FOLDER = "/com/hookprobe/neuro/vectors/";

    private VectorFile() {}

    /**
     * The whole text of a published file.
     *
     * @param name such as {@code neuro-v2.txt}
     * @throws IOException also when there is no such file
     */
    public static String text(String name) throws IOException {
        try (InputStream in = VectorFile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException("no vectors " + name + ": expected them in the jar at " + FOLDER);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The cases of a published file. */
    public static List<Case> read(String name) throws IOException {
        return parse(name, text(name));
    }

    /** Those of one kind. */
    public static List<Case> read(String name, String kind) throws IOException {
        return read(name).stream().filter(c -> c.text("kind").equals(kind)).toList();
    }

    /**
     * The cases of a text.
     *
     * @param name for messages
     * @throws IOException when a line is neither a comment nor a new field of its case, or a case has no name or kind
     */
    public static List<Case> parse(String name, String text) throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String block : text.split("\n\n", -1)) {
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
                if (!fields.containsKey("case") || !fields.containsKey("kind")) {
                    throw new IOException(name + " has a case without name or kind: " + fields.keySet());
                }
                cases.add(new Case(fields));
            }
        }
        return cases;
    }

    /**
     * One case. It remembers which of its fields were asked for, so that whoever checks it can find the ones that nobody
     * knows. Not thread-safe.
     */
    public static final class Case {
        private final Map<String, String> fields;
        private final Set<String> asked = new TreeSet<>(List.of("case", "kind"));

        private Case(Map<String, String> fields) {
            this.fields = fields;
        }

        /** Is there a field of this name? */
        public boolean has(String key) {
            return fields.containsKey(key);
        }

        /**
         * The value of a field.
         *
         * @throws IllegalArgumentException when there is none
         */
        public String text(String key) {
            String value = fields.get(key);
            if (value == null) {
                throw new IllegalArgumentException("the case " + this + " has no field " + key);
            }
            asked.add(key);
            return value;
        }

        /** Hex; a dash is no byte. */
        public byte[] bytes(String key) {
            return text(key).equals("-") ? new byte[0] : HexFormat.of().parseHex(text(key));
        }

        /** A decimal number of 32 bits. */
        public int number(String key) {
            return Integer.parseInt(text(key));
        }

        /** Decimal numbers up to 2^64 - 1, those from 2^63 on as what they are in 64 bits. */
        public long[] list(String key) {
            return List.of(text(key).split(" ", -1)).stream()
                    .mapToLong(v -> v.startsWith("-") ? Long.parseLong(v) : Long.parseUnsignedLong(v))
                    .toArray();
        }

        /** The records that the case gives, or else those of its generator. */
        public List<Ter> ters() {
            if (!has("ter-0")) {
                boolean none = !has("gen") && number("n") == 0;
                return none ? List.of() : TerGenerator.generate(number("gen"), number("mode"), number("n"));
            }
            List<Ter> ters = new ArrayList<>();
            for (int i = 0; i < number("n"); i++) {
                String key = "ter-" + i;
                ters.add(Ter.decode(bytes(key))
                        .orElseThrow(() -> new IllegalArgumentException(key + " has not " + Ter.BYTES + " bytes")));
            }
            return ters;
        }

        /** Names of the fields that were not asked for so far. */
        public Set<String> unknown() {
            Set<String> names = new TreeSet<>(fields.keySet());
            names.removeAll(asked);
            return names;
        }

        /** The name of the case. */
        @Override
        public String toString() {
            return String.valueOf(fields.get("case"));
        }
    }
}
