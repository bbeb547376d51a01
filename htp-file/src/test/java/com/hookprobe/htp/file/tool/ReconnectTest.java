package com.hookprobe.htp.file.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.ChildProcess;
import com.hookprobe.htp.file.ReservedNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's process is killed in the middle of a command and started again: the command goes on by itself. */
@Timeout(180)
class ReconnectTest {
    private static final byte[] CONTENT = new byte[40 << 20];

    static {
        new Random(8).nextBytes(CONTENT);
    }

    @TempDir
    Path temp;

    private Path root;
    private Path home;
    private ChildProcess server;
    private String address = "127.0.0.1:0";
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void serve() throws Exception {
        root = Files.createDirectories(temp.resolve("root"));
        home = temp.resolve("home");
        server = startServer();
    }

    private ChildProcess startServer() throws IOException {
        ChildProcess started =
                ChildProcess.start(FileMain.class, "serve", "--root", root, "--listen", address, "--home", home);
        // "ROOT on ADDRESS; card: CARD"
        String said = started.await("serving ");
        address = said.replaceAll(".* on ([0-9.:]+); card: .*", "$1");
        return started;
    }

    @AfterEach
    void kill() throws Exception {
        server.close();
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--home", home.toString()));
        return FileMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    /** Runs the command, kills the server once a journal in that directory was written to a few times, starts it again. */
    private int runOverAKill(Path journals, String... args) throws Exception {
        try (WatchService watch = journals.getFileSystem().newWatchService()) {
            journals.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> run(args));
            for (int notes = 0; notes < 3; ) {
                WatchKey key = watch.poll(60, TimeUnit.SECONDS);
                assertThat(key).as("a journal, or: " + err).isNotNull();
                for (WatchEvent<?> event : key.pollEvents()) {
                    notes += event.context().toString().endsWith(".j") ? 1 : 0;
                }
                key.reset();
            }
            server.kill();
            assertThat(code).as("killed in the middle").isNotDone();
            server = startServer();
            return code.get(120, TimeUnit.SECONDS);
        }
    }

    @Test
    void putGoesOn() throws Exception {
        Path local = Files.write(temp.resolve("local.bin"), CONTENT);
        assertThat(runOverAKill(root, "put", local.toString(), "a.bin", "--silence", "2"))
                .as(err::toString)
                .isZero();
        assertThat(root.resolve("a.bin")).hasBinaryContent(CONTENT);
        assertThat(ReservedNames.in(root)).isEmpty();
        assertThat(err.toString()).contains("connecting again in 250 ms, 1 of 5");
    }

    @Test
    void getGoesOn() throws Exception {
        Files.write(root.resolve("a.bin"), CONTENT);
        Path folder = Files.createDirectory(temp.resolve("folder"));
        Path target = folder.resolve("a.bin");
        assertThat(runOverAKill(folder, "get", "a.bin", target.toString(), "--silence", "2"))
                .as(err::toString)
                .isZero();
        assertThat(target).hasBinaryContent(CONTENT);
        assertThat(ReservedNames.in(folder)).isEmpty();
        assertThat(err.toString()).contains("connecting again in 250 ms, 1 of 5");
    }

    @Test
    void syncGoesOnWithTheFileItWasAtAndDoesTheRest() throws Exception {
        Path from = Files.createDirectory(temp.resolve("from"));
        Files.write(from.resolve("a.txt"), new byte[10]);
        Files.write(from.resolve("b.bin"), CONTENT);
        Files.write(from.resolve("c.txt"), new byte[20]);
        assertThat(runOverAKill(root, "sync", from.toString(), "--silence", "2"))
                .as(err::toString)
                .isZero();
        assertThat(root.resolve("b.bin")).hasBinaryContent(CONTENT);
        assertThat(root.resolve("c.txt")).hasSize(20);
        assertThat(out.toString()).contains("3 new, 0 changed, 0 same, 0 failed");
    }

    @Test
    void withoutRetriesItEndsAndSaysHowToGoOn() throws Exception {
        Path local = Files.write(temp.resolve("local.bin"), CONTENT);
        assertThat(runOverAKill(root, "put", local.toString(), "a.bin", "--silence", "2", "--retries", "0"))
                .isOne();
        assertThat(err.toString()).contains("TRANSFER_FAILED").contains("the same command again goes on");
        assertThat(run("put", local.toString(), "a.bin")).as(err.toString()).isZero();
        assertThat(root.resolve("a.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void theBoundsOfTheOptions() throws Exception {
        Path local = Files.write(temp.resolve("local.txt"), new byte[1]);
        String[] sound = {"--retries", "0", "--retries", "100", "--silence", "2", "--silence", "600"};
        for (int i = 0; i < sound.length; i += 2) {
            assertThat(run("put", local.toString(), "a.txt", "--overwrite", sound[i], sound[i + 1]))
                    .as(err.toString())
                    .isZero();
        }
        String[] beyond = {"--retries", "-1", "--retries", "101", "--silence", "1", "--silence", "601"};
        for (int i = 0; i < beyond.length; i += 2) {
            assertThat(run("put", local.toString(), "a.txt", beyond[i], beyond[i + 1]))
                    .isEqualTo(2);
        }
        assertThat(err.toString())
                .contains("--retries expects 0 to 100; found 101")
                .contains("--silence expects 2 to 600; found 601");
    }

    @Test
    void pausesDoubleUpToABound() {
        assertThat(Retries.pauseMs(1)).isEqualTo(250);
        assertThat(Retries.pauseMs(2)).isEqualTo(500);
        assertThat(Retries.pauseMs(6)).isEqualTo(8000);
        assertThat(Retries.pauseMs(Retries.RETRIES_MAX)).isEqualTo(8000);
    }
}
