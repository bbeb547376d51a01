package com.hookprobe.network.apply;

import com.hookprobe.network.core.State;
import com.hookprobe.network.core.State.FileState;
import com.hookprobe.network.core.State.LinkState;
import com.hookprobe.network.core.State.ServiceState;
import com.hookprobe.network.core.State.SysctlState;
import com.hookprobe.network.core.State.TableState;
import com.hookprobe.network.render.Places;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The machine as it is: looks at states, and carries them out. One thread. */
public final class Machine {
    private static final Duration COMMAND = Duration.ofSeconds(30);

    private final Commands commands;
    private final FileEdge files;
    private final TableEdge tables;
    private final LinkEdge links;
    private final ServiceEdge services;

    /**
     * @param prefix what stands before each program, such as one that enters a network namespace; empty for nothing
     */
    public Machine(Places places, List<String> prefix) {
        // Below /run, where the node's user has no part: what a program is told there is what it was told by us.
        Path scratch = Path.of(places.run());
        this.commands = new Commands(prefix, scratch, COMMAND);
        this.files = new FileEdge(places, commands);
        this.tables = new TableEdge(commands, new Commands(List.of(), scratch, COMMAND));
        this.links = new LinkEdge(commands);
        this.services = new ServiceEdge(places.systemd(), commands);
    }

    Commands commands() {
        return commands;
    }

    FileEdge files() {
        return files;
    }

    TableEdge tables() {
        return tables;
    }

    /** A name for what is lost when the machine, or this network namespace, starts anew. */
    static String bootId() throws IOException {
        Path id = Path.of("/proc/sys/kernel/random/boot_id");
        return Files.readString(id, StandardCharsets.US_ASCII).strip() + " "
                + Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    }

    /**
     * How the things are that these states are about, by key.
     *
     * @param keep copies of files are made, so that they can be put back
     */
    Map<String, State> capture(List<State> states, boolean keep) throws IOException {
        Map<String, State> found = new LinkedHashMap<>();
        for (State state : states) {
            found.put(state.key(), capture(state, keep));
        }
        return found;
    }

    private State capture(State state, boolean keep) throws IOException {
        if (state instanceof FileState file) {
            return files.capture(file, keep);
        } else if (state instanceof TableState table) {
            return tables.capture(table);
        } else if (state instanceof LinkState link) {
            return links.capture(link.name(), link.addressed());
        } else if (state instanceof ServiceState service) {
            return services.capture(service);
        }
        return settings((SysctlState) state);
    }

    /** In one call; what the kernel does not have it leaves out. */
    private SysctlState settings(SysctlState wanted) throws IOException {
        List<String> line = new ArrayList<>(List.of("sysctl", "-e"));
        wanted.values().forEach(value -> line.add(value.getKey()));
        Map<String, String> told = new HashMap<>();
        for (String row : commands.feed("", line).split("\n")) {
            String[] both = row.split(" = ", 2);
            if (both.length == 2) {
                told.put(both[0], both[1].strip());
            }
        }
        List<Map.Entry<String, String>> values = new ArrayList<>();
        for (Map.Entry<String, String> value : wanted.values()) {
            String now = told.get(dotted(value.getKey()));
            if (now != null) {
                values.add(Map.entry(value.getKey(), now));
            }
        }
        return new SysctlState(values);
    }

    /** As sysctl writes it: dots for slashes, and slashes for the dots in the name of an interface. */
    private static String dotted(String key) {
        StringBuilder dotted = new StringBuilder();
        key.chars().forEach(c -> dotted.append(c == '/' ? '.' : c == '.' ? '/' : (char) c));
        return dotted.toString();
    }

    /** Makes it so; what is so already stays. */
    void carry(State state) throws IOException {
        if (state instanceof FileState file) {
            files.carry(file);
        } else if (state instanceof TableState table) {
            tables.carry(table);
        } else if (state instanceof LinkState link) {
            links.carry(link);
        } else if (state instanceof ServiceState service) {
            services.carry(service);
        } else if (state instanceof SysctlState settings) {
            List<String> line = new ArrayList<>(List.of("sysctl", "-q", "-w"));
            // The interface of a setting may have gone.
            Set<String> there = new HashSet<>();
            settings(settings).values().forEach(value -> there.add(value.getKey()));
            for (Map.Entry<String, String> value : settings.values()) {
                if (there.contains(value.getKey())) {
                    line.add(value.getKey() + "=" + value.getValue());
                }
            }
            if (!there.isEmpty()) {
                commands.feed("", line);
            }
        }
    }
}
