package com.hookprobe.htp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.htp.file.core.ChunkBytes;
import com.hookprobe.htp.file.core.FileErrorCode;
import com.hookprobe.htp.file.core.FilePath;
import com.hookprobe.htp.file.core.PathGrammar;
import com.hookprobe.htp.file.core.WriteMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Short hands for tests of the directory store. */
final class StoreFixture {
    private StoreFixture() {}

    static FilePath path(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ((PathGrammar.Result.Sound) PathGrammar.parse(utf8, true)).path();
    }

    static void write(FileStore store, String path, WriteMode mode, byte[] content) throws IOException {
        try (PendingFile pending = store.create(path(path), mode, false, content.length)) {
            pending.write(0, ChunkBytes.of(content));
            pending.commit();
        }
    }

    static byte[] read(FileStore store, String path) throws IOException {
        try (StoredFile file = store.open(path(path))) {
            byte[] content = new byte[(int) file.stat().size()];
            file.read(0, ByteBuffer.wrap(content));
            return content;
        }
    }

    static void assertRefused(FileErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FileTransferException.class,
                        refused -> assertThat(refused.code())
                                .as(refused.getMessage())
                                .isEqualTo(code));
    }
}
