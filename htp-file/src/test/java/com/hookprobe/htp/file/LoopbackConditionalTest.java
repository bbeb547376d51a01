package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.ExtensionPolicy;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Append, conditions and trees over a real session. */
@Timeout(60)
class LoopbackConditionalTest {
    private static final byte[] OLD = LoopbackTest.bytes(1, 1_500_000);
    private static final byte[] MORE = LoopbackTest.bytes(2, 1_200_000);

    @TempDir
    Path root;

    private DirectoryFileStore store;
    private HtpFileServer server;
    private HtpFiles files;
    private LoopbackPair pair;
    private HtpFileClient client;

    @BeforeEach
    void open() throws Exception {
        store = DirectoryFileStore.open(root, ExtensionPolicy.DEFAULT, StoreLimits.DEFAULT.withTreeMax(100));
        FileLimits limits = FileLimits.DEFAULT.withRequests(10_000, 10_000).withFileBytesMax(3_000_000);
        server = HtpFileServer.builder(store).limits(limits).start();
        files = HtpFiles.clients(limits);
        pair = LoopbackPair.open(files, server);
        client = files.client(pair.session());
        HtpFileClient.await(client.create("a.bin", OLD));
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
        files.close();
        server.close();
        store.close();
    }

    @Test
    void anAppendPutsAllOrNothingBehindWhatIsThere() throws Exception {
        FileOutcome.Transferred done = HtpFileClient.await(client.append("a.bin", MORE));
        assertThat(done).isEqualTo(new FileOutcome.Transferred(MORE.length, hash(MORE)));
        byte[] both = Arrays.copyOf(OLD, OLD.length + MORE.length);
        System.arraycopy(MORE, 0, both, OLD.length, MORE.length);
        assertThat(root.resolve("a.bin")).hasBinaryContent(both);
        LoopbackTest.assertFails(client.append("none.bin", MORE), FileErrorCode.NOT_FOUND);
        // 2.7 MB are there, and 3 MB are the limit of a file.
        LoopbackTest.assertFails(client.append("a.bin", MORE), FileErrorCode.QUOTA_EXCEEDED);
        assertThat(root.resolve("a.bin")).hasBinaryContent(both);
        HtpFileClient.await(client.append("a.bin", new byte[0]));
        assertThat(root.resolve("a.bin")).hasBinaryContent(both);
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void updatesAndDeletesOfTheNamedVersionOnly() throws Exception {
        LoopbackTest.assertFails(client.update("a.bin", MORE, hash(MORE)), FileErrorCode.HASH_MISMATCH);
        LoopbackTest.assertFails(client.delete("a.bin", hash(MORE)), FileErrorCode.HASH_MISMATCH);
        assertThat(root.resolve("a.bin")).hasBinaryContent(OLD);
        HtpFileClient.await(client.update("a.bin", MORE, hash(OLD)));
        assertThat(root.resolve("a.bin")).hasBinaryContent(MORE);
        LoopbackTest.assertFails(client.delete("none.bin", hash(MORE)), FileErrorCode.NOT_FOUND);
        HtpFileClient.await(client.delete("a.bin", hash(MORE)));
        assertThat(root.resolve("a.bin")).doesNotExist();
        assertThat(ReservedNames.in(root)).isEmpty();
    }

    @Test
    void aDeleteWithAConditionIsNotForDirectories() throws Exception {
        Files.createDirectory(root.resolve("d.txt"));
        LoopbackTest.assertFails(client.delete("d.txt", hash(MORE)), FileErrorCode.PERMISSION_DENIED);
        assertThat(root.resolve("d.txt")).isDirectory();
    }

    @Test
    void aTreeGoesAndTheRootStays() throws Exception {
        Files.createDirectories(root.resolve("t/one"));
        Files.write(root.resolve("t/one/b.txt"), new byte[1]);
        LoopbackTest.assertFails(client.delete("t"), FileErrorCode.INVALID_OPERATION);
        LoopbackTest.assertFails(client.deleteTree("/"), FileErrorCode.INVALID_PATH);
        LoopbackTest.assertFails(client.deleteTree(""), FileErrorCode.INVALID_PATH);
        HtpFileClient.await(client.deleteTree("t"));
        assertThat(root.resolve("t")).doesNotExist();
        assertThat(root.resolve("a.bin")).exists();
    }

    private static FileHash hash(byte[] content) {
        return FileHash.of(Digests.sha256().digest(content));
    }
}
