package com.hookprobe.qsecbit.response;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Three network namespaces in a row: a host at 10.9.0.2 and .3, this site's router at 10.9.0.1 and 10.8.0.1, and behind it
 * servers at 10.8.0.2 and 10.8.0.53. Real packets, and nothing outside of them.
 */
final class VethSite implements AutoCloseable {
    static final String HOST_MAC = "02:00:00:00:09:02";

    final Netns host = new Netns();
    final Netns router = new Netns();
    final Netns servers = new Netns();
    private final List<Process> processes = new ArrayList<>();
    private final Process asker;
    private final BufferedReader answers;

    VethSite() throws IOException, InterruptedException {
        link(host, "10.9.0.2/24", "10.9.0.1/24", "left");
        link(servers, "10.8.0.2/24", "10.8.0.1/24", "right");
        host.run("ip", "link", "set", "up0", "address", HOST_MAC);
        host.run("ip", "address", "add", "10.9.0.3/24", "dev", "up0");
        host.run("ip", "address", "add", "fd00:9::2/64", "dev", "up0", "nodad");
        router.run("ip", "address", "add", "fd00:9::1/64", "dev", "left", "nodad");
        servers.run("ip", "address", "add", "10.8.0.53/24", "dev", "up0");
        host.run("ip", "route", "add", "default", "via", "10.9.0.1");
        servers.run("ip", "route", "add", "default", "via", "10.8.0.1");
        router.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        reader(java(router, VethProbe.class, "echo", "10.9.0.1", "fd00:9::1"));
        reader(java(servers, VethProbe.class, "echo", "10.8.0.2", "10.8.0.53"));
        asker = java(host, VethProbe.class, "ask");
        answers = reader(asker);
    }

    /** True when a datagram from one address comes back from another. */
    synchronized boolean reaches(String source, String target) throws IOException {
        asker.getOutputStream().write((source + " " + target + "\n").getBytes(StandardCharsets.US_ASCII));
        asker.getOutputStream().flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the asking process has ended");
        }
        return answer.equals("reached");
    }

    /** A Java process of the tests' classes in a namespace. */
    Process java(Netns where, Class<?> main, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(where.command(line.toArray(String[]::new)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    /** The output of a process that has said that it is ready. */
    static BufferedReader reader(Process process) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String line = reader.readLine();
        if (!"ready".equals(line)) {
            throw new IOException("the process says " + line);
        }
        return reader;
    }

    private void link(Netns end, String endAddress, String routerAddress, String name)
            throws IOException, InterruptedException {
        router.run("ip", "link", "add", name, "type", "veth", "peer", "name", "up0", "netns", end.pid());
        router.run("ip", "address", "add", routerAddress, "dev", name);
        router.run("ip", "link", "set", name, "up");
        end.run("ip", "address", "add", endAddress, "dev", "up0");
        end.run("ip", "link", "set", "up0", "up");
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        host.close();
        router.close();
        servers.close();
    }
}
