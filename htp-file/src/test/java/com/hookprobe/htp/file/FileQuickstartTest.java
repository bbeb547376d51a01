package com.hookprobe.htp.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hookprobe.htp.HtpSession;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ListEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what is compiled and run here, line by line. */
@Timeout(60)
class FileQuickstartTest {
    private static final Path SOURCE = Path.of("src/test/java/com/hookprobe/htp/file/FileQuickstartTest.java");

    @TempDir
    Path temp;

    private DirectoryFileStore store;
    private HtpFileServer server;
    private HtpFiles files;
    private LoopbackPair pair;

    @BeforeEach
    void open() throws Exception {
        Path root = Files.createDirectories(temp.resolve("root/remote/path"))
                .getParent()
                .getParent();
        // server begin
        store = DirectoryFileStore.open(root);
        server = HtpFileServer.builder(store).start(); // the listener of the server's endpoint
        // server end
        files = HtpFiles.clients(FileLimits.DEFAULT);
        pair = LoopbackPair.open(files, server);
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        files.close();
        server.close();
        store.close();
    }

    private List<ListEntry> blocking(HtpSession session) throws FileTransferException {
        // blocking begin
        HtpFileTransfer ft = files.transfer(session); // files = HtpFiles.clients(...), the endpoint's listener
        ft.create("/remote/path/file.txt", "file contents".getBytes(UTF_8));
        byte[] data = ft.read("/remote/path/file.txt");
        ft.update("/remote/path/file.txt", "new contents".getBytes(UTF_8));
        FileStat metadata = ft.stat("/remote/path/file.txt");
        List<ListEntry> entries = ft.list("/remote/path/");
        ft.delete("/remote/path/file.txt", metadata.sha256()); // only if nobody changed it since
        // blocking end
        assertThat(data).asString(UTF_8).isEqualTo("file contents");
        assertThat(metadata.size()).isEqualTo(12);
        return entries;
    }

    private CompletableFuture<Void> waitingForNothing(HtpSession session, Path local, List<String> log) {
        // async begin
        CompletableFuture<Void> sent = files.client(session)
                .onProgress((done, total) -> log.add(done + " of " + total))
                .create("/remote/path/big.bin", local) // after a lost session the same call sends the rest
                .thenAccept(file -> log.add("SHA-256 " + file.sha256()));
        // async end
        return sent;
    }

    @Test
    void theBlockingExampleRuns() throws Exception {
        assertThat(blocking(pair.session())).extracting(ListEntry::name).containsExactly("file.txt");
        assertThat(temp.resolve("root/remote/path/file.txt")).doesNotExist();
    }

    @Test
    void theAsynchronousExampleRuns() throws Exception {
        Path local = Files.write(temp.resolve("local"), LoopbackTest.bytes(1, 2_000_000));
        List<String> log = new ArrayList<>();
        HtpFileClient.await(waitingForNothing(pair.session(), local, log));
        assertThat(log).contains("0 of 2000000", "2000000 of 2000000");
        assertThat(log.get(log.size() - 1)).startsWith("SHA-256 ");
    }

    @Test
    void anInterruptedWaitCancelsItsTransfer() {
        HtpFileTransfer ft = files.transfer(pair.session());
        Thread.currentThread().interrupt();
        FileTransferException cancelled = catchThrowableOfType(
                FileTransferException.class, () -> ft.create("/remote/path/x.bin", new byte[100_000]));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(cancelled.code()).isEqualTo(FileErrorCode.TRANSFER_CANCELLED);
    }

    @Test
    void everyCallOfTheBlockingFormDoesWhatTheOtherDoes() throws Exception {
        HtpFileTransfer ft = files.transfer(pair.session());
        Path local = Files.write(temp.resolve("local"), new byte[] {1, 2, 3});
        List<Long> moved = new ArrayList<>();
        FileOutcome.Transferred made =
                ft.onProgress((done, total) -> moved.add(done)).create("a.bin", local);
        assertThat(moved).endsWith(3L);
        ft.append("a.bin", new byte[] {4});
        Path target = temp.resolve("target");
        ft.read("a.bin", target);
        assertThat(target).hasBinaryContent(new byte[] {1, 2, 3, 4});
        FileTransferException wrong =
                catchThrowableOfType(FileTransferException.class, () -> ft.update("a.bin", new byte[1], made.sha256()));
        assertThat(wrong.code()).isEqualTo(FileErrorCode.HASH_MISMATCH);
        ft.update("a.bin", local);
        assertThat(ft.async().stat("a.bin").get().sha256()).isEqualTo(made.sha256());
        ft.delete("a.bin");
        FileTransferException refused =
                catchThrowableOfType(FileTransferException.class, () -> ft.deleteTree("remote"));
        assertThat(refused.code()).as("off by default").isEqualTo(FileErrorCode.PERMISSION_DENIED);
    }

    @Test
    void theReadmeShowsTheseLines() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (String part : List.of("server", "blocking", "async")) {
            String code = between(Files.readString(SOURCE), "// " + part + " begin\n", "        // " + part + " end");
            assertThat(code.lines().count()).isBetween(2L, 8L);
            assertThat(readme).contains("```java\n" + code.stripTrailing().stripIndent() + "\n```");
        }
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
