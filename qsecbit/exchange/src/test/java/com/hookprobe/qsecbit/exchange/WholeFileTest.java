package com.hookprobe.qsecbit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void modesAreKnownHere() {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void itIsItsOwnersFromTheFirstByteOnAlsoBesideWhatACrashLeft() throws Exception {
        Path file = folder.resolve("file");
        Path beside = folder.resolve("file.new");
        Files.writeString(beside, "left by a crash");
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.writeString(file, "old");
        WholeFile.replace(file, out -> {
            assertThat(mode(beside)).isEqualTo("rw-------");
            assertThat(Files.readString(file)).isEqualTo("old");
            out.write("new".getBytes());
        });
        assertThat(Files.readString(file)).isEqualTo("new");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(beside).doesNotExist();
    }

    @Test
    void aFailureLeavesTheOldOne() throws Exception {
        Path file = folder.resolve("file");
        WholeFile.replace(file, "old".getBytes());
        assertThatThrownBy(() -> WholeFile.replace(file, out -> {
                    out.write("half".getBytes());
                    throw new IOException("full");
                }))
                .hasMessage("full");
        assertThat(Files.readString(file)).isEqualTo("old");
        WholeFile.replace(file, "new".getBytes());
        assertThat(Files.readString(file)).isEqualTo("new");
    }

    @Test
    void aLogGoesOnWhereItIsPutAndIsItsOwners() throws Exception {
        Path file = folder.resolve("log");
        try (FileChannel log = WholeFile.log(file)) {
            WholeFile.append(log, "one".getBytes());
        }
        try (FileChannel log = WholeFile.log(file)) {
            log.position(log.size());
            WholeFile.append(log, "two".getBytes());
        }
        assertThat(Files.readString(file)).isEqualTo("onetwo");
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    /** Accounts, what others posted, the stream's log and snapshot, and the places of pulls. */
    @Test
    void everyFileOfAnExchangeIsItsOwners() throws Exception {
        try (TestExchange exchange = new TestExchange()) {
            exchange.stream.apply(Collections.nCopies(4_200, TestExchange.put("a", "192.0.2.1")));
            exchange.send(exchange.request("/v1/watchers")
                    .POST(BodyPublishers.ofString("{\"machine_id\":\"engine-1\",\"password\":\"x\"}")));
            Fetch fetch = new Fetch(Optional.empty(), Duration.ofSeconds(20));
            URI decisions = exchange.uri("/taxii2/root/collections/decisions/");
            new com.hookprobe.qsecbit.exchange.taxii.TaxiiPuller(
                            "peer",
                            decisions,
                            Optional.of("Bearer " + TestExchange.KEY),
                            exchange.folder.resolve("taxii.place"),
                            fetch,
                            said -> IndicatorIntake.Verdict.TAKEN)
                    .pull();
            com.hookprobe.qsecbit.exchange.misp.MispPuller.of(
                            "feed",
                            exchange.uri("/misp/"),
                            Map.of("X-Api-Key", TestExchange.KEY),
                            exchange.folder.resolve("misp.place"),
                            fetch,
                            said -> IndicatorIntake.Verdict.TAKEN)
                    .pull();
            List<Path> files;
            try (Stream<Path> all = Files.walk(exchange.folder)) {
                files = all.filter(Files::isRegularFile).toList();
            }
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            "decisions.log",
                            "decisions.snapshot",
                            "machines.json",
                            "shared.jsonl",
                            "taxii.place",
                            "misp.place");
            for (Path file : files) {
                assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
            }
        }
    }
}
