package com.hookprobe.network;

import com.hookprobe.network.apply.SiteNetwork;
import com.hookprobe.network.render.Places;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway in a namespace with hosts in others: on its interface {@code wan0} the internet, 203.0.113.1 and 198.51.100.7, and on
 * {@code port-NAME} each a host. Real packets, and nothing outside of them.
 */
final class Site implements AutoCloseable {
    /** A host: its namespace, and the process that does what it is told. */
    static final class Host {
        final Netns netns;
        final String mac;
        private final Process process;
        private final BufferedReader answers;

        private Host(Netns netns, String mac, Process process) {
            this.netns = netns;
            this.mac = mac;
            this.process = process;
            this.answers =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        }

        private void ready() throws IOException {
            if (!"ready".equals(answers.readLine())) {
                throw new IOException("the probe does not start");
            }
        }

        /** Asks once. */
        String ask(String order) throws IOException {
            process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the probe has ended");
            }
            return answer;
        }

        /** Asks until something answers, or for 10 seconds: on a busy machine one packet may wait. */
        String reach(String order) throws IOException {
            long until = System.nanoTime() + 10_000_000_000L;
            String answer = ask(order);
            while (answer.startsWith("silent") && System.nanoTime() < until) {
                answer = ask(order);
            }
            return answer;
        }

        /** Gets an address by DHCP, and takes it. */
        String lease() throws IOException, InterruptedException {
            netns.run("ip", "route", "replace", "default", "dev", "up0");
            String lease = ask("dhcp " + mac);
            String[] words = lease.split(" ");
            if (words.length == 4) {
                netns.run("ip", "address", "add", words[0] + "/24", "dev", "up0");
                netns.run("ip", "route", "replace", "default", "via", words[2]);
            }
            return lease;
        }
    }

    final Netns gateway = new Netns();
    final Host internet;

    /** On the gateway itself. */
    final Host gatewayProbe;

    final Path folder;
    final Places places;
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final List<SiteNetwork> networks = new ArrayList<>();

    Site(Path folder, String... names) throws IOException, InterruptedException {
        this.folder = folder;
        this.places = new Places(folder + "/run", folder + "/data", folder + "/system", false);
        boolean asked = names.length > 0;
        gatewayProbe = new Host(gateway, "", asked ? probe(gateway) : nobody());
        Netns outside = link("wan0", "02:00:00:00:ff:01");
        outside.run("ip", "address", "add", "203.0.113.1/24", "dev", "up0");
        outside.run("ip", "address", "add", "198.51.100.7/32", "dev", "lo");
        outside.run("ip", "address", "add", "192.0.2.53/32", "dev", "lo");
        internet =
                new Host(outside, "", asked ? probe(outside, "203.0.113.1", "198.51.100.7", "192.0.2.53") : nobody());
        for (int i = 0; i < names.length; i++) {
            String mac = "02:00:00:00:00:0" + (i + 1);
            Netns netns = link("port-" + names[i], mac);
            hosts.put(names[i], new Host(netns, mac, probe(netns)));
        }
        internet.ready();
        gatewayProbe.ready();
        for (Host host : hosts.values()) {
            host.ready();
        }
    }

    private Netns link(String port, String mac) throws IOException, InterruptedException {
        Netns netns = new Netns();
        gateway.run("ip", "link", "add", port, "type", "veth", "peer", "name", "up0", "netns", netns.pid());
        netns.run("ip", "link", "set", "up0", "address", mac);
        netns.run("ip", "link", "set", "up0", "up");
        return netns;
    }

    /** Where no packet is sent, nobody has to answer. */
    private static Process nobody() throws IOException {
        return new ProcessBuilder("echo", "ready").start();
    }

    private static Process probe(Netns netns, String... addresses) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> line = new ArrayList<>(List.of(
                java,
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName()));
        line.addAll(List.of(addresses));
        return new ProcessBuilder(netns.line(line.toArray(String[]::new)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    Host host(String name) {
        Host host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException(name);
        }
        return host;
    }

    /** All of them get an address, at the same time. */
    List<String> lease(String... names) {
        return List.of(names).parallelStream()
                .map(name -> {
                    try {
                        return host(name).lease();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(name, e);
                    }
                })
                .toList();
    }

    /** Of the gateway. */
    SiteNetwork network() throws IOException {
        SiteNetwork network = new SiteNetwork(places, gateway.prefix());
        networks.add(network);
        return network;
    }

    /** Everything that an application could change, as the system's own tools show it. */
    String picture() throws IOException, InterruptedException {
        StringBuilder picture = new StringBuilder();
        picture.append(gateway.run("nft", "-s", "list", "ruleset"));
        // Without the kernel's own link-local addresses, whose state changes by itself, and counters.
        // Without the number of an interface: one that was made anew has another.
        sorted(picture, gateway.run("ip", "-o", "-4", "address").replaceAll("(?m)^[0-9]+: ", ""));
        sorted(
                picture,
                gateway.run("ip", "-o", "-6", "address", "show", "scope", "global")
                        .replaceAll("(?m)^[0-9]+: ", ""));
        sorted(
                picture,
                gateway.run("ip", "-o", "link")
                        .replaceAll(
                                "(?m)^[0-9]+: |UP|DOWN|LOWER_|NO-CARRIER|M-|,| state [A-Z]*| qdisc [a-z]*|link/ether.*",
                                ""));
        picture.append(gateway.run("ip", "route"));
        picture.append(gateway.run(
                "sysctl",
                "net.ipv4.ip_forward",
                "net.ipv4.conf.wan0.rp_filter",
                "net.ipv6.conf.all.forwarding",
                "net.ipv4.conf.wan0.accept_redirects",
                "net.ipv4.conf.all.accept_redirects",
                "net.ipv6.conf.wan0.accept_ra"));
        for (String part : List.of("run", "system")) {
            if (Files.isDirectory(folder.resolve(part))) {
                try (var files = Files.walk(folder.resolve(part))) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        picture.append(file).append('\n').append(Files.readString(file));
                    }
                }
            }
        }
        return picture.toString();
    }

    private static void sorted(StringBuilder picture, String lines) {
        lines.lines().sorted().forEach(line -> picture.append(line).append('\n'));
    }

    @Override
    public void close() throws IOException {
        Path pid = folder.resolve("run/dnsmasq.pid");
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
        hosts.values().forEach(host -> host.process.destroyForcibly());
        hosts.values().forEach(host -> host.netns.close());
        internet.process.destroyForcibly();
        gatewayProbe.process.destroyForcibly();
        internet.netns.close();
        gateway.close();
    }
}
