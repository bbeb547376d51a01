package com.hookprobe.htp.file.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;

/** HTP file 3, 4: any bytes are junk, a refusal that can be told, or a message in its one form. The header likewise. */
class FileMessageFuzzTest {
    @FuzzTest
    void anyBytesAreAMessageInItsOneFormOrRefused(byte[] message) {
        byte[] before = message.clone();
        Optional<FileHeader> header = FileHeader.decode(message);
        FileMessage.Decoded decoded = FileMessage.decode(message);
        if (!Arrays.equals(before, message)) {
            throw new AssertionError("changed its input");
        }
        if (header.isPresent()) {
            byte[] written = header.get().encode();
            if (!Arrays.equals(written, 0, FileHeader.LENGTH, message, 0, FileHeader.LENGTH)) {
                throw new AssertionError("the header writes other bytes than were read");
            }
        }
        if (decoded instanceof FileMessage.Decoded.Sound sound) {
            if (header.isEmpty() || !header.get().equals(sound.message().header())) {
                throw new AssertionError("a message without its header");
            }
            if (!Arrays.equals(sound.message().encode(), message)) {
                throw new AssertionError("a message in another form than its own");
            }
        } else if (decoded instanceof FileMessage.Decoded.Refused refused) {
            if (header.isEmpty()
                    || refused.fileId() != header.get().fileId()
                    || refused.op() != header.get().op()) {
                throw new AssertionError("a refusal of another message");
            }
        }
    }
}
