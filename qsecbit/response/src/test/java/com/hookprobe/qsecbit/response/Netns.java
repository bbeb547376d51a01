package com.hookprobe.qsecbit.response;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of its own, alive as long as this object; nft in it touches nothing outside. */
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

    /** True when nft, unshare, nsenter and ip are here and may do this. */
    static boolean permitted() {
        try (Netns netns = new Netns()) {
            return !netns.run("nft", "list", "tables").contains("Error");
        } catch (IOException e) {
            System.err.println(
                    "NOT TESTED: nftables in a network namespace; root, nft, ip, unshare and nsenter are needed: "
                            + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    String pid() {
        return Long.toString(holder.pid());
    }

    NftConfig config(Path scratch) {
        return new NftConfig(command("nft"), "hookprobe", Duration.ofSeconds(30), 5, List.of(), scratch);
    }

    /** Runs a command inside; its output, or an exception when it fails. */
    String run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(command)).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    List<String> command(String... command) {
        List<String> line = new ArrayList<>(List.of("nsenter", "-t", pid(), "-n"));
        line.addAll(List.of(command));
        return line;
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
