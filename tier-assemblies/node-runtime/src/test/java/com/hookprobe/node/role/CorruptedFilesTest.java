package com.hookprobe.node.role;

import com.hookprobe.node.keys.FolderTie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(1200)
class CorruptedFilesTest {
    enum Damage {
        FLIPPED,
        HALVED,
        EMPTY;

        byte[] of(byte[] whole) {
            byte[] copy = whole.clone();
            if (this == EMPTY) {
                return new byte[0];
            }
            if (this == HALVED) {
                return Arrays.copyOf(copy, copy.length / 2);
            }
            for (int part = 1; part < 4; part++) {
                copy[copy.length * part / 4] ^= 0x55;
            }
            return copy;
        }
    }

    private static final Pattern EVENT = Pattern.compile("\"event\":\"([a-z_]+)\"");

    @TempDir
    Path folder;

    private LiveMesh mesh;

    @Test
    void explore() throws Exception {
        mesh = LiveMesh.sharing(folder, 2);
        mesh.stand("guardian-1", "guardian-2");
        for (String site : List.of("guardian-1", "guardian-2")) {
            mesh.sense(site, "203.0.113.9");
            mesh.senseGrave(site, "203.0.113.10");
        }
        mesh.awaitLog("mssp-1", "signature_broadcast");
        mesh.awaitLog("guardian-1", "mesh_decision");
        mesh.awaitLog("guardian-1", "inclusion_verified");
        for (String name : mesh.names()) {
            mesh.stop(name);
        }
        for (String name : List.of("guardian-1", "sentinel-1", "mssp-1", "nexus-1")) {
            explore(name);
        }
        mesh.close();
    }

    private void explore(String name) throws Exception {
        Path home = mesh.home(name);
        Map<String, byte[]> files = read(home);
        Set<String> normal = events(run(name, files));
        System.out.println("== " + name + " normal " + normal);
        Map<String, String> patterns = new LinkedHashMap<>();
        files.forEach((file, bytes) -> patterns.putIfAbsent(pattern(file), file));
        for (Map.Entry<String, String> each : patterns.entrySet()) {
            for (Damage damage : Damage.values()) {
                byte[] whole = files.get(each.getValue());
                if (whole.length == 0 || each.getKey().startsWith("keystore")) {
                    continue;
                }
                Map<String, byte[]> damaged = new TreeMap<>(files);
                damaged.put(each.getValue(), damage.of(whole));
                String told = run(name, damaged);
                String outcome;
                if (told.startsWith("REFUSED")) {
                    outcome = told;
                } else {
                    Set<String> events = events(told);
                    events.removeAll(normal);
                    outcome = "STARTED " + events;
                    for (String line : told.split("\n")) {
                        for (String event : events) {
                            if (line.contains("\"event\":\"" + event + "\"")) {
                                outcome += "\n      " + line.substring(Math.min(line.length(), 80));
                            }
                        }
                    }
                }
                System.out.println(name + " | " + each.getKey() + " | " + damage + " | " + outcome);
            }
        }
        write(home, files, name);
    }

    private static String pattern(String file) {
        return file.replaceAll("[0-9a-f]{8,}", "H").replaceAll("[0-9]+", "N");
    }

    private static Set<String> events(String told) {
        Set<String> events = new TreeSet<>();
        Matcher event = EVENT.matcher(told);
        while (event.find()) {
            events.add(event.group(1));
        }
        return events;
    }

    private String run(String name, Map<String, byte[]> files) throws Exception {
        write(mesh.home(name), files, name);
        try {
            mesh.start(name);
            CountDownLatch started = new CountDownLatch(1);
            mesh.node(name).execute(started::countDown);
            started.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            return "REFUSED " + e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        mesh.stop(name);
        return mesh.log(name);
    }

    private static Map<String, byte[]> read(Path home) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(home.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private void write(Path home, Map<String, byte[]> files, String name) throws Exception {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> walked = Files.walk(home)) {
            walked.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path path : all) {
            String relative = home.relativize(path).toString();
            if (Files.isRegularFile(path) && !relative.startsWith("keystore")) {
                Files.delete(path);
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = home.resolve(file.getKey());
            if (!file.getKey().startsWith("keystore") || file.getKey().equals("keystore.tie")) {
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
        }
        new FolderTie(mesh.keys(name), home).renew(new SecureRandom());
    }
}
