package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Uploads so many files of so many MiB at once, then downloads them at once; client and server in this one JVM. Run it with
 * {@code -Xmx64m}. Arguments: an empty directory, number of files (at most 16), MiB each. The real size is 16 and 1024;
 * the directory then needs 48 GiB, less where files may have holes.
 */
final class StreamingMain {
    private StreamingMain() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        long bytes = Long.parseLong(args[2]) << 20;
        Path root = Files.createDirectory(directory.resolve("root"));
        List<Path> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sources.add(sparse(directory.resolve("source" + i), i + 1, bytes));
        }
        FileLimits limits = FileLimits.DEFAULT.withBytesPerNodePerDay(Long.MAX_VALUE);
        try (DirectoryFileStore store = DirectoryFileStore.open(root);
                HtpFileServer server =
                        HtpFileServer.builder(store).limits(limits).start();
                HtpFiles files = HtpFiles.clients(limits);
                LoopbackPair pair = LoopbackPair.open(files, server)) {
            HtpFileClient client = files.client(pair.session());
            List<CompletableFuture<FileOutcome.Transferred>> ups = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                // Plain, so that all the bytes really go over the wire.
                ups.add(client.create("f" + i + ".bin", sources.get(i), WriteOption.PLAIN));
            }
            List<FileOutcome.Transferred> sent = all(ups);
            List<CompletableFuture<FileOutcome.Transferred>> downs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                downs.add(client.read("f" + i + ".bin", directory.resolve("back" + i)));
            }
            if (!all(downs).equals(sent)) {
                throw new IOException("what came back is not what was sent");
            }
        }
        System.out.println(
                "heap " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB, of which " + (liveAfterCollection() >> 20)
                        + " MiB were live after the last collection, moved " + 2 * count * (bytes >> 20) + " MiB");
    }

    private static <T> List<T> all(List<CompletableFuture<T>> futures) throws Exception {
        List<T> results = new ArrayList<>();
        for (CompletableFuture<T> future : futures) {
            results.add(HtpFileClient.await(future));
        }
        return results;
    }

    private static Path sparse(Path file, int first, long bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(first);
            out.setLength(bytes);
        }
        return file;
    }

    /** What the pools held after the last collection of each, summed: an indication, not a bound; the bound is -Xmx. */
    private static long liveAfterCollection() {
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            sum += usage == null ? 0 : usage.getUsed();
        }
        return sum;
    }
}
