package com.hookprobe.qsecbit.response;

import com.hookprobe.qsecbit.metric.Band;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is done at most about the source of an attack, by its kind (RESPONSE 2.4): a flood of forged sources is not worth
 * the ban of an innocent, and who lies in ARP is met by his hardware address only. Immutable.
 */
public final class ActionTable {
    /** By which address the source of a kind is met. */
    enum By {
        /** Its IP address. */
        IP,
        /** Its hardware address: the IP address is forged, or another's. */
        MAC,
        /** Nothing that a packet filter sees. */
        NOTHING
    }

    /**
     * One kind.
     *
     * @param amber the strongest action in GREEN and AMBER
     * @param red the strongest action in RED
     * @param ownHost the strongest action when the source is a host of this site and the policy answers to those
     */
    record Row(By by, Action amber, Action red, Action ownHost) {
        Action most(Band band, boolean internal) {
            if (internal) {
                return ownHost;
            }
            return band == Band.RED ? red : amber;
        }
    }

    private static final String RESOURCE = "actions.txt";
    private static final String OTHER = "any other";
    private static final int COLUMNS = 5;
    private static final ActionTable STANDARD = read();

    private final Map<String, Row> rows;
    private final Row other;

    private ActionTable(Map<String, Row> rows, Row other) {
        this.rows = Map.copyOf(rows);
        this.other = other;
    }

    /** The table of RESPONSE 2.4. */
    public static ActionTable standard() {
        return STANDARD;
    }

    /** The row of a kind, or the one of all others. */
    Row row(String kind) {
        return rows.getOrDefault(kind, other);
    }

    /** The kinds that have a row of their own. */
    public Set<String> kinds() {
        return rows.keySet();
    }

    private static ActionTable read() {
        try (InputStream stream = ActionTable.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is missing in this build");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
            return parse(lines.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of this build cannot be read", e);
        }
    }

    /** Reads the lines of a Markdown table; what does not begin with a bar is a remark. */
    static ActionTable parse(Iterable<String> lines) {
        Map<String, Row> rows = new HashMap<>();
        int line = 0;
        for (String text : lines) {
            // The first two are the heading and the rule below it.
            if (text.startsWith("|") && ++line > 2) {
                String[] cells = text.substring(1, text.length() - 1).split("\\|", -1);
                if (cells.length != COLUMNS) {
                    throw new IllegalArgumentException("a row has " + COLUMNS + " cells, found: " + text);
                }
                if (rows.put(cells[0].strip(), row(cells)) != null) {
                    throw new IllegalArgumentException("a kind has one row, found another: " + text);
                }
            }
        }
        Row other = rows.remove(OTHER);
        if (other == null) {
            throw new IllegalArgumentException("a row for '" + OTHER + "' is needed");
        }
        return new ActionTable(rows, other);
    }

    private static Row row(String[] cells) {
        By by = switch (cells[1].strip()) {
            case "ip" -> By.IP;
            case "mac" -> By.MAC;
            case "-" -> By.NOTHING;
            default -> throw new IllegalArgumentException("ip, mac or - is expected, found:" + cells[1]);
        };
        Action amber = Action.valueOf(cells[2].strip());
        Action red = Action.valueOf(cells[3].strip());
        if (!red.atLeast(amber)) {
            throw new IllegalArgumentException("RED is no weaker than AMBER, found: " + String.join("|", cells));
        }
        return new Row(by, amber, red, Action.valueOf(cells[4].strip()));
    }
}
