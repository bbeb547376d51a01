package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.file.core.FileHash;
import com.hookprobe.htp.file.core.FileLimits;
import com.hookprobe.htp.file.core.FileStat;
import com.hookprobe.htp.file.core.ListEntry;
import com.hookprobe.htp.file.core.ListReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The defaults are those of the specification's table; what each of them does is tested where it is enforced. */
@Timeout(60)
class DefaultLimitsTest {
    @TempDir
    Path root;

    @Test
    void theDefaultsAreThoseOfTheTable() {
        FileLimits limits = FileLimits.DEFAULT;
        assertThat(limits.fileBytesMax()).isEqualTo(1L << 30);
        assertThat(limits.transfersPerSessionMax()).isEqualTo(16);
        assertThat(limits.transfersMax()).isEqualTo(64);
        assertThat(limits.bytesPerNodePerDay()).isEqualTo(10L << 30);
        assertThat(limits.listPageMax()).isEqualTo(1000);
        assertThat(limits.requestsPerSecond()).isEqualTo(10);
        assertThat(limits.requestsBurst()).isEqualTo(50);
        assertThat(StoreLimits.DEFAULT.entriesMax()).isEqualTo(100_000);
        assertThat(StoreLimits.DEFAULT.treeMax()).isZero();
    }

    @Test
    void aPageHasAThousandNamesAndTheNextHasTheRest() throws Exception {
        for (int i = 0; i < 1001; i++) {
            Files.createFile(root.resolve(String.format("f%04d.txt", i)));
        }
        try (DirectoryFileStore store = DirectoryFileStore.open(root);
                HtpFileServer server = HtpFileServer.builder(store).start();
                HtpFiles files = HtpFiles.clients(FileLimits.DEFAULT);
                LoopbackPair pair = LoopbackPair.open(files, server)) {
            HtpFileClient client = files.client(pair.session());
            var first = HtpFileClient.await(client.listPage("/", ""));
            assertThat(first.entries()).hasSize(1000);
            assertThat(first.more()).isTrue();
            var second = HtpFileClient.await(client.listPage("/", "f0999.txt"));
            assertThat(second.entries()).extracting(ListEntry::name).containsExactly("f1000.txt");
            assertThat(HtpFileClient.await(client.list("/"))).hasSize(1001);
        }
    }

    @Test
    void aReplyOfMoreThanAThousandNamesIsNone() {
        List<ListEntry> names = IntStream.range(0, 1001)
                .mapToObj(i -> new ListEntry(String.format("f%04d.txt", i), new FileStat(false, 0, 0, FileHash.NONE)))
                .toList();
        assertThat(new ListReply(1, names.subList(0, 1000), false).encode()).isNotEmpty();
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> new ListReply(1, names, false));
    }
}
