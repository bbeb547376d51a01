package com.hookprobe.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.hookprobe.benchmarks.BlockTimes.Hop;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Attackers come to k sites of a running mesh, one after the other, and the time runs from when the k-th site's sensor writes its
 * line until each site that was not attacked has blocked. A new attacker each round; what the earlier sights led to is waited for, so
 * that it is not measured with the k-th.
 */
final class RealRounds {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration START_PATIENCE = Duration.ofSeconds(180);
    private static final Duration EARLIER_PATIENCE = Duration.ofSeconds(3);
    private static final long QUIET_MS = 400;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+0000'", Locale.ROOT);

    private static final int TROUBLE_MAX = 40;
    private static final List<String> TROUBLE = List.of(
            "\"event\":\"alert_unverified\"",
            "\"event\":\"witness_refused\"",
            "\"event\":\"report_refused\"",
            "\"event\":\"messages_refused\"",
            "\"event\":\"send_queue_full\"",
            "\"event\":\"peer_lost\"",
            "\"event\":\"signature_broadcast\"");

    private final RealSites mesh;
    private final int confirmations;
    private final Random random;
    private final Map<String, NodeLine> seen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
    private int attackers;

    RealRounds(RealSites mesh, int confirmations, long seed) {
        this.mesh = mesh;
        this.confirmations = confirmations;
        this.random = new Random(seed);
    }

    /**
     * What became of a round.
     *
     * @param first to the first block at each site, whoever decided
     * @param missing sites that did not block
     * @param byMssp to the MSSP's decision at each site, where the nexus may have been faster
     * @param byNexus to that of the nexus
     */
    record Outcome(
            List<BlockTimes.Way> first,
            List<String> missing,
            List<BlockTimes.Way> byMssp,
            List<BlockTimes.Way> byNexus) {}

    /** A line of a node's log; on the node's thread, so only what the rounds wait for is parsed. */
    void hear(String line) {
        if (line.contains("\"event\":\"blocked\"")) {
            keep(line, parsed -> parsed.text("node") + " blocked " + parsed.text("indicator"));
            keep(line, RealRounds::decision);
        } else if (line.contains("\"event\":\"mesh_decision\"") && line.contains("\"action\":\"BLOCK\"")) {
            keep(line, RealRounds::decision);
        } else if (line.contains("\"event\":\"signature_sent\"")) {
            keep(line, parsed -> parsed.text("node") + " sent");
        } else if (line.contains("\"event\":\"signature_broadcast\"")) {
            keep(line, parsed -> "broadcast " + parsed.text("tag") + " " + parsed.number("sites"));
        } else if (line.contains("\"event\":\"resonance_certificate\"")) {
            keep(line, parsed -> parsed.text("node") + " certified");
        } else if (line.contains("\"event\":\"group_key\"")) {
            keep(line, parsed -> parsed.text("node") + " key");
        } else if (line.contains("\"event\":\"internal_error\"")) {
            System.err.println(line);
        }
        if (TROUBLE.stream().anyMatch(line::contains)) {
            trouble.add(line);
            if (trouble.size() > TROUBLE_MAX) {
                trouble.poll();
            }
        }
    }

    /** What may explain a round that failed, since the last one. */
    List<String> trouble() {
        List<String> all = List.copyOf(trouble);
        trouble.clear();
        return all;
    }

    private static String decision(NodeLine line) {
        return line.text("node") + " by " + line.text("by") + " " + line.text("indicator");
    }

    private void keep(String line, java.util.function.Function<NodeLine, String> name) {
        NodeLine.parse(line).ifPresent(parsed -> seen.put(name.apply(parsed), parsed));
    }

    /** Until every node is certified and every site has the group's key. */
    void awaitMesh() throws InterruptedException {
        boolean stands = await(
                START_PATIENCE,
                () -> mesh.certified().stream().allMatch(name -> seen.containsKey(name + " certified"))
                        && mesh.sites().stream().allMatch(name -> seen.containsKey(name + " key")));
        if (!stands) {
            List<String> late = mesh.certified().stream()
                    .filter(name -> !seen.containsKey(name + " certified"))
                    .toList();
            throw new IllegalStateException("the mesh does not stand; without a certificate: " + late);
        }
    }

    Outcome round() throws Exception {
        String attacker = "203.0.%d.%d".formatted(113 + attackers / 250, 1 + attackers % 250);
        attackers++;
        List<String> edges = new ArrayList<>(mesh.edges());
        Collections.shuffle(edges, random);
        List<String> attacked = edges.subList(0, confirmations);
        for (int i = 0; i < confirmations - 1; i++) {
            earlierSight(attacked.get(i), attacker, i + 1);
        }
        TimeUnit.MILLISECONDS.sleep(QUIET_MS);
        String last = attacked.get(confirmations - 1);
        String line = alert(attacker);
        long sight = micros();
        mesh.sense(last, line);
        Set<String> others = new HashSet<>(mesh.sites());
        attacked.forEach(others::remove);
        await(
                PATIENCE,
                () -> others.stream()
                        .allMatch(site -> seen(site, "blocked", attacker).isPresent()));
        await(EARLIER_PATIENCE, () -> others.stream().allMatch(site -> decidedTwice(site, attacker)));
        Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String site : others) {
            seen(site, "blocked", attacker)
                    .ifPresentOrElse(
                            found -> outcome.first().add(way(found, sight)),
                            () -> outcome.missing().add(site));
            seen(site, "by " + RealSites.MSSP, attacker)
                    .filter(RealRounds::tellsItsWay)
                    .ifPresent(found -> outcome.byMssp().add(way(found, sight)));
            seen(site, "by " + RealSites.NEXUS, attacker)
                    .filter(RealRounds::tellsItsWay)
                    .ifPresent(found -> outcome.byNexus().add(way(found, sight)));
        }
        return outcome;
    }

    private boolean decidedTwice(String site, String attacker) {
        return seen(site, "by " + RealSites.MSSP, attacker).isPresent()
                && seen(site, "by " + RealSites.NEXUS, attacker).isPresent();
    }

    private void earlierSight(String site, String attacker, int number) throws Exception {
        seen.remove(site + " sent");
        mesh.sense(site, alert(attacker));
        if (!await(PATIENCE, () -> seen.containsKey(site + " sent"))) {
            throw new IllegalStateException(site + " did not report what its sensor saw");
        }
        String tag = Optional.ofNullable(seen.get(site + " sent"))
                .map(line -> line.text("tag"))
                .orElse("");
        await(EARLIER_PATIENCE, () -> seen.containsKey("broadcast " + tag + " " + number));
    }

    private Optional<NodeLine> seen(String site, String what, String attacker) {
        return Optional.ofNullable(seen.get(site + " " + what + " " + attacker));
    }

    /** What a site has missed and asks for comes without its hops. */
    private static boolean tellsItsWay(NodeLine line) {
        return !line.fields().path("hops_us").isEmpty();
    }

    private static BlockTimes.Way way(NodeLine blocked, long sight) {
        List<Long> hops = new ArrayList<>();
        for (JsonNode hop : blocked.fields().path("hops_us")) {
            hops.add(hop.asLong());
        }
        Map<Hop, Long> at = new EnumMap<>(Hop.class);
        at.put(Hop.DETECTED, hops.get(0));
        at.put(Hop.EDGE_SENT, hops.get(1));
        boolean mssp = blocked.text("by").equals(RealSites.MSSP);
        if (!mssp || hops.size() > 4) {
            at.put(Hop.NEXUS, hops.get(2));
        }
        if (mssp) {
            at.put(Hop.MSSP, hops.get(hops.size() - 2));
        }
        at.put(Hop.DECIDED, blocked.number("decided_us"));
        at.put(Hop.WITNESSED, hops.get(hops.size() - 1));
        at.put(Hop.RECEIVED, blocked.number("received_us"));
        at.put(Hop.ENFORCED, blocked.number("enforced_us"));
        return new BlockTimes.Way(sight, at);
    }

    private static boolean await(Duration patience, BooleanSupplier there) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** As Suricata writes an alert. */
    private String alert(String attacker) {
        return "{\"timestamp\":\"" + TIME.format(Instant.now().atOffset(ZoneOffset.UTC)) + "\",\"flow_id\":"
                + random.nextInt(Integer.MAX_VALUE) + ",\"event_type\":\"alert\",\"src_ip\":\"" + attacker
                + "\",\"src_port\":51515,\"dest_ip\":\"10.0.0.5\",\"dest_port\":443,\"proto\":\"TCP\","
                + "\"alert\":{\"action\":\"allowed\",\"gid\":1,\"signature_id\":2010001,\"rev\":1,"
                + "\"signature\":\"an exploit of a web server\","
                + "\"category\":\"Attempted Administrator Privilege Gain\",\"severity\":1}}";
    }
}
