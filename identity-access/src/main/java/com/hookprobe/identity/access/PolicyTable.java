package com.hookprobe.identity.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The one table of who may do what: operation by role, and in each cell the reaches that are allowed. It is read from
 * {@code policy.md} in this jar, a Markdown table that the specification shows word for word.
 */
final class PolicyTable {
    private static final String RESOURCE = "policy.md";
    private static final int FIRST_ROLE = 2;

    private record Row(Operation.Kind kind, Map<Role, Set<Reach>> cells) {}

    private final Map<Operation, Row> rows;

    private PolicyTable(Map<Operation, Row> rows) {
        this.rows = rows;
    }

    static PolicyTable ofJar() {
        return parse(text());
    }

    static String text() {
        try (InputStream in = PolicyTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the policy table " + RESOURCE + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses whatever is not exactly one row for each operation and one column for each role. */
    static PolicyTable parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2) {
            throw new IllegalStateException("policy table: expected a head and rows, found " + lines.size() + " lines");
        }
        List<String> head = cells(lines.get(0));
        if (head.size() != FIRST_ROLE + Role.values().length) {
            throw new IllegalStateException("policy table: expected one column for each role, found " + head);
        }
        Map<Operation, Row> rows = new EnumMap<>(Operation.class);
        for (String line : lines.subList(2, lines.size())) {
            List<String> cells = cells(line);
            if (cells.size() != head.size()) {
                throw new IllegalStateException("policy table: expected " + head.size() + " cells, found " + line);
            }
            Operation operation = Operation.ofText(cells.get(0))
                    .orElseThrow(() -> new IllegalStateException("policy table: no operation " + cells.get(0)));
            Operation.Kind kind = Operation.Kind.ofText(cells.get(1))
                    .orElseThrow(() -> new IllegalStateException("policy table: no kind " + cells.get(1)));
            Map<Role, Set<Reach>> reaches = new EnumMap<>(Role.class);
            for (int i = FIRST_ROLE; i < cells.size(); i++) {
                String name = head.get(i);
                Role role =
                        Role.ofText(name).orElseThrow(() -> new IllegalStateException("policy table: no role " + name));
                reaches.put(role, reaches(cells.get(i)));
            }
            if (reaches.size() != Role.values().length || rows.put(operation, new Row(kind, reaches)) != null) {
                throw new IllegalStateException("policy table: a role or operation stands twice: " + line);
            }
        }
        if (rows.size() != Operation.values().length) {
            Set<Operation> missing = EnumSet.allOf(Operation.class);
            missing.removeAll(rows.keySet());
            throw new IllegalStateException("policy table: no row for " + missing);
        }
        return new PolicyTable(rows);
    }

    Operation.Kind kind(Operation operation) {
        return row(operation).kind();
    }

    boolean allows(Role role, Operation operation, Reach reach) {
        return row(operation).cells().getOrDefault(role, Set.of()).contains(reach);
    }

    private Row row(Operation operation) {
        Row row = rows.get(operation);
        if (row == null) {
            throw new IllegalStateException("policy table: no row for " + operation);
        }
        return row;
    }

    private static List<String> cells(String line) {
        if (!line.startsWith("| ") || !line.endsWith(" |")) {
            throw new IllegalStateException("policy table: expected a row of Markdown, found " + line);
        }
        return Arrays.stream(line.substring(2, line.length() - 2).split(" \\| ", -1))
                .map(String::strip)
                .toList();
    }

    private static Set<Reach> reaches(String cell) {
        Set<Reach> reaches = EnumSet.noneOf(Reach.class);
        if (!cell.equals("-")) {
            for (String word : cell.split(" ", -1)) {
                if (!word.equals(word.toLowerCase(Locale.ROOT))) {
                    throw new IllegalStateException("policy table: expected lower case, found " + cell);
                }
                reaches.add(Reach.valueOf(word.toUpperCase(Locale.ROOT)));
            }
        }
        return reaches;
    }
}
