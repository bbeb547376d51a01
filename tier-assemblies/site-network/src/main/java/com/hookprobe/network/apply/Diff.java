package com.hookprobe.network.apply;

import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.ServiceState;
import com.hookprobe.network.core.State.SysctlState;
import com.hookprobe.network.core.State.TableState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What changes, for people: lines that go with '-', lines that come with '+'. Passphrases are not shown. */
final class Diff {
    private static final int LINES_MAX = 2_000;

    private Diff() {}

    /** One state as lines. */
    static List<String> lines(State state) {
        List<String> lines = new ArrayList<>();
        if (state instanceof FileState file) {
            if (file.present()) {
                file.content().lines().map(Diff::masked).forEach(lines::add);
            }
        } else if (state instanceof TableState table) {
            table.text().lines().forEach(lines::add);
        } else if (state instanceof LinkState link) {
            link(link, lines);
        } else if (state instanceof SysctlState settings) {
            for (Map.Entry<String, String> value : settings.values()) {
                lines.add(value.getKey() + " = " + value.getValue());
            }
        } else if (state instanceof ServiceState service && service.running()) {
            lines.add("runs: " + String.join(" ", service.command()));
        }
        return lines;
    }

    private static String masked(String line) {
        return line.startsWith("wpa_passphrase=") ? "wpa_passphrase=(not shown)" : line;
    }

    private static void link(LinkState link, List<String> lines) {
        if (link.kind() == LinkState.Kind.ABSENT) {
            return;
        }
        lines.add("kind " + link.kind() + (link.vlan() == 0 ? "" : " " + link.vlan() + " on " + link.parent()));
        lines.add(link.up() ? "up" : "down");
        if (!link.master().isEmpty()) {
            lines.add("port of " + link.master() + (link.isolated() ? ", isolated" : ""));
        }
        if (link.filtered()) {
            lines.add("its frames meet the rules");
        }
        link.addresses().forEach(address -> lines.add("address " + address));
        link.routes().forEach(route -> lines.add("route " + route));
    }

    /** The lines of both, in order, by their longest common subsequence. */
    static List<String> between(List<String> from, List<String> to) {
        List<String> result = new ArrayList<>();
        if (from.size() > LINES_MAX || to.size() > LINES_MAX) {
            return List.of("  (" + from.size() + " lines before, " + to.size() + " after)");
        }
        int[][] common = new int[from.size() + 1][to.size() + 1];
        for (int i = from.size() - 1; i >= 0; i--) {
            for (int j = to.size() - 1; j >= 0; j--) {
                common[i][j] = from.get(i).equals(to.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < from.size() || j < to.size()) {
            if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
                i++;
                j++;
            } else if (j == to.size() || i < from.size() && common[i + 1][j] >= common[i][j + 1]) {
                result.add("- " + from.get(i++));
            } else {
                result.add("+ " + to.get(j++));
            }
        }
        return result;
    }
}
