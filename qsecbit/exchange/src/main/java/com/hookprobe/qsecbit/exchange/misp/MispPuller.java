package com.hookprobe.qsecbit.exchange.misp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.qsecbit.exchange.Fetch;
import com.hookprobe.qsecbit.exchange.Fields;
import com.hookprobe.qsecbit.exchange.IndicatorIntake;
import com.hookprobe.qsecbit.exchange.Json;
import com.hookprobe.qsecbit.exchange.Pulled;
import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Source;
import com.hookprobe.qsecbit.exchange.WholeFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a feed from a server or a folder; of its events only what is newer than the last time. For one thread. */
public final class MispPuller implements Source {
    private static final int FILE_BYTES_MAX = 16 << 20;
    static final int EVENTS_AT_ONCE = 500;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final String name;
    private final Loader loader;
    private final Path cursor;
    private final IndicatorIntake intake;

    /** Events of the manifest whose file was not there. */
    private final Set<String> missing = new HashSet<>();

    /** Gives a file of the feed; its name is {@code manifest.json}, or a UUID with {@code .json}. */
    private interface Loader {
        byte[] load(String file) throws IOException, InterruptedException;
    }

    private MispPuller(String name, Loader loader, Path cursor, IndicatorIntake intake) {
        this.name = name;
        this.loader = loader;
        this.cursor = cursor;
        this.intake = intake;
    }

    /**
     * A feed on a server.
     *
     * @param folder its address, with a slash at its end
     * @param headers of each request, such as Authorization
     * @param cursor the file that keeps what was taken
     * @throws IllegalArgumentException when the address is not https, or http on loopback
     */
    public static MispPuller of(
            String name, URI folder, Map<String, String> headers, Path cursor, Fetch fetch, IndicatorIntake intake) {
        Fetch.requireSafe(name, folder);
        if (!folder.getPath().endsWith("/") || folder.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    name + ": expected the address of a folder with a slash at its end, found " + folder);
        }
        Map<String, String> sent = Map.copyOf(headers);
        return new MispPuller(
                name,
                file -> fetch.get(folder.resolve(file), sent, FILE_BYTES_MAX).body(),
                cursor,
                intake);
    }

    /** A feed in a folder of this machine. */
    public static MispPuller ofFolder(String name, Path folder, Path cursor, IndicatorIntake intake) {
        return new MispPuller(
                name,
                file -> {
                    Path path = folder.resolve(file);
                    if (Files.size(path) > FILE_BYTES_MAX) {
                        throw new IOException(path + ": expected at most " + FILE_BYTES_MAX + " bytes, found more");
                    }
                    return Files.readAllBytes(path);
                },
                cursor,
                intake);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Pulled pull() throws IOException, InterruptedException {
        try {
            Map<String, Long> known = known();
            Map<String, Long> events = MispReader.manifest(loader.load("manifest.json"));
            known.keySet().retainAll(events.keySet());
            missing.retainAll(events.keySet());
            List<Map.Entry<String, Long>> news = new ArrayList<>(events.entrySet());
            news.removeIf(event -> known.getOrDefault(event.getKey(), -1L) >= event.getValue());
            // What was not there the last time must not keep away what is there.
            news.sort(Comparator.comparing(event -> missing.contains(event.getKey())));
            int atOnce = Math.min(news.size(), EVENTS_AT_ONCE);
            Pulled sum = Pulled.NOTHING;
            try {
                for (Map.Entry<String, Long> event : news.subList(0, atOnce)) {
                    Pulled taken = take(event.getKey());
                    sum = sum.plus(taken);
                    if (taken.full()) {
                        return sum;
                    }
                    if (!missing.contains(event.getKey())) {
                        known.put(event.getKey(), event.getValue());
                    }
                }
            } finally {
                save(known);
            }
            boolean all = news.subList(atOnce, news.size()).stream().allMatch(one -> missing.contains(one.getKey()));
            return all ? sum : sum.plus(Pulled.FULL);
        } catch (RefusedException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private Pulled take(String id) throws IOException, InterruptedException {
        MispReader.Read read;
        Optional<byte[]> file = event(id);
        if (file.isEmpty()) {
            return new Pulled(0, 0, 1, false);
        }
        try {
            read = MispReader.event(name, file.get());
        } catch (RefusedException e) {
            // One event that is not understood must not keep the others away; it is counted, and looked at when it
            // changes.
            return new Pulled(0, 0, 1, false);
        }
        if (!read.said().isEmpty() && intake.offer(read.said()) == IndicatorIntake.Verdict.FULL) {
            return Pulled.FULL;
        }
        return new Pulled(read.said().size(), read.passedOver(), read.refused(), false);
    }

    /** Empty when the feed names an event that it does not have: that is asked for again the next time. */
    private Optional<byte[]> event(String id) throws IOException, InterruptedException {
        try {
            byte[] file = loader.load(id + ".json");
            missing.remove(id);
            return Optional.of(file);
        } catch (NoSuchFileException e) {
            missing.add(id);
        } catch (Fetch.Failed e) {
            if (e.status() != NOT_FOUND && e.status() != GONE) {
                throw e;
            }
            missing.add(id);
        }
        return Optional.empty();
    }

    private Map<String, Long> known() throws IOException, RefusedException {
        Map<String, Long> known = new HashMap<>();
        if (Files.exists(cursor)) {
            Fields fields = Fields.of(Json.parse(Files.readAllBytes(cursor)), "what was taken");
            for (Map.Entry<String, ?> one : fields.node().properties()) {
                known.put(one.getKey(), fields.number(one.getKey(), 0, Long.MAX_VALUE));
            }
        }
        return known;
    }

    private void save(Map<String, Long> known) throws IOException {
        ObjectNode json = Json.object();
        known.forEach(json::put);
        WholeFile.replace(cursor, Json.bytes(json));
    }
}
