package com.hookprobe.network.apply;

import com.hookprobe.network.core.State.TableState;
import com.hookprobe.network.render.GatewayRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Our table, by the command nft; never another one. */
final class TableEdge {
    private final Commands commands;
    private final Commands outside;

    /** @param outside the same without a prefix: for namespaces that end with the command */
    TableEdge(Commands commands, Commands outside) {
        this.commands = commands;
        this.outside = outside;
    }

    /** The wanted state itself when the kernel holds the same rules. */
    TableState capture(TableState wanted) throws IOException {
        String text = list(wanted.name());
        return !wanted.text().isEmpty() && text.equals(normal(wanted)) ? wanted : new TableState(wanted.name(), text);
    }

    private String list(String name) throws IOException {
        Commands.Output output = commands.attempt("", List.of("nft", "-s", "list", "table", "inet", name));
        if (output.exit() == 0) {
            return output.text();
        }
        if (output.text().contains("No such file or directory")) {
            return "";
        }
        throw new IOException("nft may not read the rules; run as root or with CAP_NET_ADMIN: " + output.told());
    }

    /**
     * The rules as nft lists them once they are in a kernel: in that of a namespace that is gone with the command. A list in the same
     * transaction would not show them; so it takes two commands, and a shell that sees no value of a plan.
     */
    String normal(TableState wanted) throws IOException {
        String both = "nft -f - && nft -s list table inet " + GatewayRules.TABLE;
        return outside.feed(wanted.text(), List.of("unshare", "-n", "sh", "-c", both));
    }

    /** Replaces the whole table in one transaction. */
    void carry(TableState wanted) throws IOException {
        commands.feed(script(wanted), List.of("nft", "-f", "-"));
    }

    /** What nft says about the table without loading it; empty when it is content. */
    List<String> check(TableState wanted) throws IOException {
        List<String> problems = new ArrayList<>();
        Commands.Output output = commands.attempt(script(wanted), List.of("nft", "-c", "-f", "-"));
        if (output.exit() != 0) {
            problems.add("nft does not take the rules: " + output.told());
        }
        return problems;
    }

    private static String script(TableState wanted) {
        // Deleting what is not there is an error; adding what is there is none.
        return "add table inet " + wanted.name() + "\ndelete table inet " + wanted.name() + "\n" + wanted.text();
    }
}
