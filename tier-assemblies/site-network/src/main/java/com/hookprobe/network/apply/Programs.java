package com.hookprobe.network.apply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the programs lie that are run, and which package of Debian brings each. */
final class Programs {
    private static final List<String> FOLDERS =
            List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final Map<String, String> PACKAGES = Map.of(
            "nft", "nftables",
            "ip", "iproute2",
            "sysctl", "procps",
            "dnsmasq", "dnsmasq-base",
            "hostapd", "hostapd",
            "dhcpcd", "dhcpcd-base",
            "unshare", "util-linux",
            "systemctl", "systemd",
            "networkctl", "systemd",
            "nmcli", "network-manager");

    private Programs() {}

    /**
     * The path of a program.
     *
     * @throws IOException when it is missing; the message names its package
     */
    static String find(String name) throws IOException {
        if (name.startsWith("/")) {
            return name;
        }
        for (String folder : FOLDERS) {
            Path path = Path.of(folder, name);
            if (Files.isExecutable(path)) {
                return path.toString();
            }
        }
        throw new IOException("expected the program '" + name + "' in " + String.join(", ", FOLDERS)
                + "; found none; install Debian's package " + PACKAGES.getOrDefault(name, name));
    }
}
