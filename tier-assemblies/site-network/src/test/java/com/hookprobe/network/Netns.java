package com.hookprobe.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of its own, alive as long as this object; nothing outside of it is touched. */
final class Netns implements AutoCloseable {
    private final Process holder;

    Netns() throws IOException, InterruptedException {
        holder = new ProcessBuilder("unshare", "-n", "sh", "-c", "echo ready; exec sleep 300")
                .redirectErrorStream(true)
                .start();
        byte[] ready = holder.getInputStream().readNBytes(5);
        if (!new String(ready, StandardCharsets.US_ASCII).equals("ready")) {
            throw new IOException("no network namespace");
        }
        run("ip", "link", "set", "lo", "up");
    }

    /** True when this may be done here, and the programs are there. */
    static boolean permitted() {
        try (Netns netns = new Netns()) {
            netns.run("nft", "list", "tables");
            netns.run("dnsmasq", "--version");
            return true;
        } catch (IOException e) {
            System.err.println(
                    "NOT TESTED: a real network in namespaces; root, ip (iproute2), nft (nftables), dnsmasq (dnsmasq-base),"
                            + " unshare and nsenter (util-linux) are needed: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What stands before a command that runs inside. */
    List<String> prefix() {
        return List.of("nsenter", "-t", Long.toString(holder.pid()), "-n");
    }

    String pid() {
        return Long.toString(holder.pid());
    }

    /** Runs a command inside; its output, or an exception when it fails. */
    String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(line(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    List<String> line(String... command) {
        List<String> line = new ArrayList<>(prefix());
        line.addAll(List.of(command));
        return line;
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
