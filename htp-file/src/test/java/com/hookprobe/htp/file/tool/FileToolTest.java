package com.hookprobe.htp.file.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands against a real server on the loopback interface: what they print, and their exit codes. */
@Timeout(120)
class FileToolTest {
    @TempDir
    Path temp;

    private Path root;
    private Path home;
    private ServeCommand.Running running;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void serve() throws Exception {
        root = Files.createDirectory(temp.resolve("root"));
        home = temp.resolve("home");
        running = serve("--trees", "10");
    }

    private ServeCommand.Running serve(String... more) throws Exception {
        ServeCommand command = new ServeCommand();
        List<String> args = new ArrayList<>(
                List.of("--root", root.toString(), "--listen", "127.0.0.1:0", "--home", home.toString()));
        args.addAll(List.of(more));
        new CommandLine(command).parseArgs(args.toArray(String[]::new));
        return command.start();
    }

    @AfterEach
    void close() throws Exception {
        running.close();
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--home");
        all.add(home.toString());
        return FileMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void putStatLsGetRm() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path local = Files.write(temp.resolve("local.bin"), content);
        assertThat(run("put", local.toString(), "d/a.bin", "--dirs")).isZero();
        assertThat(out.toString()).startsWith("put d/a.bin: 3000000 bytes, SHA-256 ");
        assertThat(root.resolve("d/a.bin")).hasBinaryContent(content);
        assertThat(run("put", local.toString(), "d/a.bin")).isOne();
        assertThat(err.toString())
                .contains("ALREADY_EXISTS: the other side: a file is there")
                .contains("put --overwrite replaces a file");
        assertThat(run("put", local.toString(), "d/a.bin", "--overwrite", "--plain", "--json"))
                .isZero();
        assertThat(out.toString()).startsWith("{\"put\":\"d/a.bin\",\"bytes\":3000000,\"sha256\":\"");
        String hash = out.toString().replaceAll("(?s).*sha256\":\"([0-9a-f]{64}).*", "$1");

        assertThat(run("stat", "d/a.bin")).isZero();
        assertThat(out.toString()).contains("3000000 bytes").contains(hash);
        assertThat(run("stat", "d", "--json")).isZero();
        assertThat(out.toString()).contains("\"directory\":true");
        assertThat(run("ls")).isZero();
        assertThat(out.toString()).contains("d/");
        assertThat(run("ls", "d", "--json")).isZero();
        assertThat(out.toString()).startsWith("{\"name\":\"a.bin\",\"directory\":false,\"bytes\":3000000,");

        Path target = temp.resolve("back.bin");
        assertThat(run("get", "d/a.bin", target.toString())).isZero();
        assertThat(target).hasBinaryContent(content);
        assertThat(run("get", "d/none.bin", target.toString())).isOne();
        assertThat(err.toString()).contains("NOT_FOUND: the other side: no such file or directory");

        assertThat(run("rm", "d")).isOne();
        assertThat(run("rm", "d/a.bin", "--if-hash", "0".repeat(63) + "1")).isOne();
        assertThat(err.toString()).contains("HASH_MISMATCH");
        assertThat(run("rm", "d/a.bin", "--if-hash", hash))
                .as(() -> err.toString())
                .isZero();
        assertThat(run("rm", "d", "--recursive")).as(err.toString()).isZero();
        assertThat(root.resolve("d")).doesNotExist();
        assertThat(run("rm", "/", "--recursive")).isOne();
    }

    @Test
    void syncSendsWhatIsMissingOrDiffersAndTellsWhatFailed() throws Exception {
        Path from = Files.createDirectories(temp.resolve("from/sub")).getParent();
        Files.writeString(from.resolve("a.txt"), "a");
        Files.writeString(from.resolve("sub/b.txt"), "b");
        assertThat(run("sync", from.toString(), "copy", "--dry-run")).isZero();
        assertThat(out.toString()).contains("2 new").contains("dry run");
        assertThat(root.resolve("copy")).doesNotExist();
        assertThat(run("sync", from.toString(), "copy")).isZero();
        assertThat(root.resolve("copy/sub/b.txt")).hasContent("b");
        Files.writeString(from.resolve("a.txt"), "A");
        assertThat(run("sync", from.toString(), "copy", "--json")).isZero();
        assertThat(out.toString())
                .contains("{\"changed\":\"copy/a.txt\"}")
                .contains("{\"new\":0,\"changed\":1,\"same\":1,\"failed\":0,\"dryRun\":false}");
        assertThat(root.resolve("copy/a.txt")).hasContent("A");
        Files.writeString(from.resolve("bad.exe"), "x");
        Files.createSymbolicLink(from.resolve("link.txt"), from.resolve("a.txt"));
        assertThat(run("sync", from.toString(), "copy")).isOne();
        assertThat(err.toString()).contains("copy/bad.exe").contains("PERMISSION_DENIED");
        assertThat(out.toString()).contains("0 new, 0 changed, 2 same, 1 failed");
    }

    @Test
    void wrongUsageIsTwo() throws Exception {
        assertThat(run("put", "none.txt", "a.txt")).isEqualTo(2);
        assertThat(err.toString()).contains("LOCAL expects a file that exists; found none.txt");
        assertThat(run("put")).isEqualTo(2);
        assertThat(run("get", "a.txt", temp.resolve("no/where.txt").toString())).isEqualTo(2);
        assertThat(run("rm", "a.txt", "--if-hash", "12")).isEqualTo(2);
        assertThat(run("rm", "a.txt", "--recursive", "--if-hash", "1".repeat(64)))
                .isEqualTo(2);
        assertThat(run("serve", "--root", temp.resolve("none").toString())).isEqualTo(2);
        assertThat(run("serve", "--root", root.toString(), "--listen", "nonsense"))
                .isEqualTo(2);
        assertThat(run("serve", "--root", root.toString(), "--trees", "-1")).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
    }

    @Test
    void helpIsThereForEveryCommand() {
        for (String command : new String[] {"serve", "key", "put", "get", "ls", "stat", "rm", "sync"}) {
            assertThat(run(command, "--help")).as(command).isZero();
            assertThat(out.toString()).contains("Usage: file " + command);
        }
    }

    @Test
    void aStrangerGetsNoSession() throws Exception {
        Path other = temp.resolve("other");
        Path card = home.resolve("server.card");
        int code = FileMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("ls", "--home", other.toString(), "--server", card.toString());
        assertThat(code).isOne();
        assertThat(err.toString()).contains("no session with 127.0.0.1:").contains("allow this client's card");
        running.close();
        running = serve("--allow", other.resolve("client.card").toString());
        assertThat(FileMain.commandLine().execute("ls", "--home", other.toString(), "--server", card.toString()))
                .isZero();
    }

    @Test
    void keysAreForTheirOwnerAndCardsAreChecked() throws Exception {
        assertThat(run("key")).isZero();
        assertThat(out.toString().trim()).isEqualTo(home.resolve("client.card").toString());
        Path key = home.resolve("client.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(home.resolve("client.card"))).doesNotContain("address");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("ls")).isOne();
        assertThat(err.toString()).contains("expected mode 600, found rw-r--r--");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path card = home.resolve("server.card");
        String sound = Files.readString(card);
        for (String broken :
                new String[] {"", "node 12\n", sound + "more 1\n", sound + sound, sound.replace("kem ", "kem 0")}) {
            Files.writeString(card, broken);
            assertThat(run("ls")).isOne();
            assertThat(err.toString()).contains("is not a node card: expected");
        }
        Files.delete(card);
        assertThat(run("ls")).isOne();
        assertThat(err.toString()).contains("found nothing; start 'hookprobe file serve'");
    }

    @Test
    void theBarFillsAndEndsItsLine() {
        ProgressBar bar = ProgressBar.drawing(new PrintWriter(out, true), "a.bin");
        bar.moved(0, 200);
        bar.moved(1, 200);
        bar.moved(100, 200);
        bar.moved(200, 200);
        assertThat(out.toString())
                .isEqualToNormalizingNewlines("\ra.bin [" + " ".repeat(30) + "] 0 %" + "\ra.bin [" + "#".repeat(15)
                        + " ".repeat(15) + "] 50 %" + "\ra.bin [" + "#".repeat(30) + "] 100 %\n");
    }

    @Test
    void jsonEscapesWhatItMust() {
        assertThat(Json.object(java.util.Map.of("a\"", "b\\\n\u00e9")))
                .isEqualTo("{\"a\\\"\":\"b\\\\\\u000a\\u00e9\"}");
    }
}
