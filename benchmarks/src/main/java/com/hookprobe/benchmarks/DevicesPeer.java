package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.htp.RemotePeer;
import com.hookprobe.node.mesh.Member;
import com.hookprobe.node.mesh.MeshFile;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Many devices in a JVM of their own, on a few threads. It says {@code ready}, and then does what it is told: {@code connect} all keep a
 * session; {@code records} they make and upload records; {@code churn N} so many in a thousand leave each minute and return;
 * {@code reports N} so many reports of attackers an hour and device; {@code stats} a line of JSON about the time since the last one.
 */
public final class DevicesPeer {
    private DevicesPeer() {}

    /** Arguments: mesh file, file of the devices' secret, number of devices, threads. */
    public static void main(String[] args) throws Exception {
        Member verifier = MeshFile.load(Path.of(args[0])).verifier();
        RemotePeer peer = new RemotePeer(
                verifier.htp().orElseThrow(),
                verifier.id().bytes(),
                verifier.card().kemPublicKey().orElseThrow());
        byte[] secret = Files.readAllBytes(Path.of(args[1]));
        int devices = Integer.parseInt(args[2]);
        int threads = Integer.parseInt(args[3]);
        DeviceTally tally = new DeviceTally();
        List<DeviceShard> shards = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            shards.add(new DeviceShard(i, threads, devices, secret, peer, tally));
        }
        shards.forEach(DeviceShard::start);
        System.out.println("ready");
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ", -1);
                double number = words.length > 1 ? Double.parseDouble(words[1]) : 0;
                for (DeviceShard shard : shards) {
                    switch (words[0]) {
                        case "connect" -> shard.connecting = true;
                        case "records" -> shard.recording = true;
                        case "churn" -> shard.churnPerMille = number;
                        case "reports" -> shard.reportsPerHour = number;
                        default -> {}
                    }
                }
                if (words[0].equals("stats")) {
                    Map<String, Object> all = tally.take();
                    all.put(
                            "connected",
                            shards.stream().mapToInt(shard -> shard.connected).sum());
                    all.put(
                            "behind_ms",
                            shards.stream()
                                    .mapToLong(shard -> shard.takeBehindNs() / 1_000_000)
                                    .max()
                                    .orElse(0));
                    System.out.println(json.writeValueAsString(all));
                }
            }
        }
        System.exit(0);
    }
}
