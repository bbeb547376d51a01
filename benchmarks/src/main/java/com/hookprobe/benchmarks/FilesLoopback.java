package com.hookprobe.benchmarks;

import com.hookprobe.htp.file.core.ChunkPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file up and down over HTP on the loopback interface, beside the same bytes in raw messages of the same size over the same
 * transport, the disk alone, and scp. What is compared takes turns. Started by {@code benchmarks/files}, which says how.
 */
public final class FilesLoopback implements Options.Program {
    private static final long MB = 1_000_000;
    private static final long MEGABYTES_MAX = 1073;
    private static final int HEAP_MB = 512;
    /** A chunk's message is its bytes behind header and form byte. */
    private static final int MESSAGE_OVERHEAD = 17;
    /** A store remembers the hash of a file only when it has been at rest for two seconds. */
    private static final long AT_REST_MS = 2500;

    private static final Path MEMORY = Path.of("/dev/shm");

    private long bytes = 1024 * MB;
    private int runs = 5;
    private int warmups = 2;
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    private final List<FilesRow> rows = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    /** Ends with 0 when all was measured, 1 when something failed, 2 when the arguments are wrong. */
    public static void main(String[] args) {
        Options.main("files", "loopback", new FilesLoopback(), args);
    }

    @Override
    public void option(String name, String value) {
        switch (name) {
            case "--megabytes" -> bytes = Options.number(name, value, 1, MEGABYTES_MAX) * MB;
            case "--runs" -> runs = (int) Options.number(name, value, 1, 1000);
            case "--warmups" -> warmups = (int) Options.number(name, value, 0, 1000);
            case "--dir" -> directory = Options.directory(name, value);
            default -> throw Options.unknown(name);
        }
    }

    /** Server and client with a directory of their own, and what is measured of them. */
    private final class Place implements AutoCloseable {
        private static final String SOURCE = "file.bin";
        private final WorkDirectory work;
        private final PeerPair peers;
        private final FilesRow up;
        private final FilesRow first;
        private final FilesRow again;

        Place(Path in, String name) throws Exception {
            work = new WorkDirectory(in);
            peers = new PeerPair(FilesPeer.class, HEAP_MB, work.path().toString());
            SyncedWrite.random(source(), bytes);
            up = row("up, " + name);
            first = row("down, " + name);
            again = row("down again, " + name);
        }

        Path source() {
            return work.path().resolve(SOURCE);
        }

        void run(boolean counts) throws Exception {
            up.add(peers.run("put " + SOURCE), bytes, counts);
            Thread.sleep(AT_REST_MS);
            first.add(peers.run("get " + SOURCE), bytes, counts);
            again.add(peers.run("get " + SOURCE), bytes, counts);
            peers.run("rm " + SOURCE);
        }

        @Override
        public void close() throws Exception {
            try (work) {
                peers.close();
            }
        }
    }

    private FilesRow row(String name) {
        FilesRow row = new FilesRow(name);
        rows.add(row);
        return row;
    }

    @Override
    public void run(boolean json) throws Exception {
        int messageBytes = ChunkPlan.of(bytes).chunkSize() + MESSAGE_OVERHEAD;
        FilesRow transport = row("transport, messages of " + messageBytes + " bytes");
        try (PeerPair raw = new PeerPair(GoodputPeer.class, HEAP_MB, "htp-" + messageBytes);
                Place disk = new Place(directory, "disk")) {
            FilesRow alone = row("the disk alone: write, sync each MiB, rename");
            Optional<Place> memory = memory();
            try (Scp scp = Scp.start(disk.work.path(), remarks::add)) {
                FilesRow scpRow = row("scp up (syncs nothing)");
                for (int i = -warmups; i < runs; i++) {
                    boolean counts = i >= 0;
                    transport.add(raw.run(String.valueOf(bytes)), bytes, counts);
                    disk.run(counts);
                    alone.add(SyncedWrite.seconds(disk.work.path(), bytes), bytes, counts);
                    if (memory.isPresent()) {
                        memory.get().run(counts);
                    }
                    if (scp.runs()) {
                        scpRow.add(scp.seconds(disk.source()), bytes, counts);
                    }
                }
            } finally {
                if (memory.isPresent()) {
                    memory.get().close();
                }
            }
        }
        rows.removeIf(FilesRow::isEmpty);
        if (json) {
            Options.printJson(report());
        } else {
            FilesRow.print(heading(), rows);
            remarks.forEach(System.out::println);
        }
    }

    /** Where syncing costs nothing: what the protocol and the code cost by themselves. */
    private Optional<Place> memory() throws Exception {
        if (Files.isDirectory(MEMORY) && room(MEMORY) > 4 * bytes) {
            return Optional.of(new Place(MEMORY, "memory"));
        }
        remarks.add("no rows without the disk: " + MEMORY + " has no room for 4 times " + bytes + " bytes");
        return Optional.empty();
    }

    private static long room(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private String heading() {
        return String.format(
                "%d MB a file, %d in turn after %d each to warm up; JDK %s, %d processors; disk: %s",
                bytes / MB,
                runs,
                warmups,
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                directory);
    }

    private Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("jdk", Runtime.version().toString());
        report.put("processors", Runtime.getRuntime().availableProcessors());
        report.put("bytes", bytes);
        report.put("runs", runs);
        report.put("warmups", warmups);
        report.put("directory", directory.toString());
        for (FilesRow row : rows) {
            report.put(row.name(), row.report(rows.get(0)));
        }
        report.put("remarks", remarks);
        return report;
    }
}
