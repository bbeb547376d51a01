package com.hookprobe.network.core;

import java.util.List;
import java.util.Map;

/**
 * How one thing of a machine is, or shall be. The same form for both: whatever was read before a change can be carried out to take the
 * change back. Carrying out a state is idempotent, whatever is there. Everything lasts until the machine starts anew, and no longer.
 */
public sealed interface State {
    /** What it is the state of; two states with the same key are of the same thing. */
    String key();

    /**
     * A file.
     *
     * @param path absolute
     * @param content its text; empty text with {@code present} false when there is no file
     * @param secretFile absolute path of a file whose first line stands for {@link #SECRET} in the content; empty when there is none. The
     *     secret itself is in no state
     * @param copy absolute path of a copy of what was there; empty when {@code content} is the content
     */
    record FileState(String path, boolean present, String content, String secretFile, String copy) implements State {
        /** Stands in a content for the first line of the secret file. */
        public static final String SECRET = "@SECRET@";

        /** A file of this text. */
        public static FileState of(String path, String content) {
            return new FileState(path, true, content, "", "");
        }

        /** No such file. */
        public static FileState absent(String path) {
            return new FileState(path, false, "", "", "");
        }

        @Override
        public String key() {
            return "file " + path;
        }
    }

    /**
     * A table of nftables, of family inet.
     *
     * @param text the table in nft's language, from {@code table} to the closing brace; empty when there is no such table
     */
    record TableState(String name, String text) implements State {
        @Override
        public String key() {
            return "table inet " + name;
        }
    }

    /**
     * A network interface.
     *
     * @param parent of a VLAN interface; else empty
     * @param vlan id of a VLAN interface; else 0
     * @param master the bridge that it is a port of; empty for none
     * @param isolated as a port of a bridge it talks to ports only that are not isolated
     * @param filtered frames that this bridge passes on meet the rules of IP as well
     * @param addressed false when addresses and routes are somebody else's
     * @param addresses of global scope, each {@code address/length} and what else {@code ip address add} takes
     * @param routes by this interface other than the kernel's own, as {@code ip route add} takes them
     */
    record LinkState(
            String name,
            Kind kind,
            String parent,
            int vlan,
            String master,
            boolean isolated,
            boolean filtered,
            boolean up,
            boolean addressed,
            List<String> addresses,
            List<String> routes)
            implements State {
        /** What sort of interface; a PLAIN one is there by itself and is never made or removed. */
        public enum Kind {
            ABSENT,
            PLAIN,
            BRIDGE,
            VLAN
        }

        public LinkState {
            addresses = List.copyOf(addresses);
            routes = List.copyOf(routes);
        }

        /** No such interface. */
        public static LinkState absent(String name) {
            return new LinkState(name, Kind.ABSENT, "", 0, "", false, false, false, true, List.of(), List.of());
        }

        @Override
        public String key() {
            return "link " + name;
        }
    }

    /**
     * Settings of the kernel, in this order: turning on forwarding sets others back to their defaults. A key that the kernel does not
     * have is left out when they are read.
     *
     * @param values by key with slashes, such as {@code net/ipv4/ip_forward}
     */
    record SysctlState(List<Map.Entry<String, String>> values) implements State {
        public SysctlState {
            values = List.copyOf(values);
        }

        @Override
        public String key() {
            return "sysctl";
        }
    }

    /**
     * A program that keeps running.
     *
     * @param command puts itself into the background; without systemd only
     * @param pidFile where it writes its process id
     * @param files that it reads when it starts: with another content it is started anew
     */
    record ServiceState(String name, List<String> command, String pidFile, List<String> files, boolean running)
            implements State {
        public ServiceState {
            command = List.copyOf(command);
            files = List.copyOf(files);
        }

        /** The same service, running or not. */
        public ServiceState running(boolean now) {
            return new ServiceState(name, command, pidFile, files, now);
        }

        @Override
        public String key() {
            return "service " + name;
        }
    }
}
