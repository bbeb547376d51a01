package com.hookprobe.htp.file.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Optional;

/**
 * HTP file 3, 4: any bytes are junk, a refusal that can be told, or a message in its one form. The header likewise. Only a
 * path has two: the '/' that may lead it is stripped (section 6).
 */
class FileMessageFuzzTest {
    /** Where the messages that name a path have its length. */
    private static final int PATH_LENGTH_AT = 18;

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
            byte[] written = sound.message().encode();
            if (!Arrays.equals(written, message) && !onlyTheSlash(written, message)) {
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

    /** True when the message as read differs by nothing but the '/' in front of its path. */
    private static boolean onlyTheSlash(byte[] written, byte[] read) {
        if (read.length != written.length + 1 || pathLength(read) != pathLength(written) + 1) {
            return false;
        }
        boolean steady = FileMessage.decode(written) instanceof FileMessage.Decoded.Sound again
                && Arrays.equals(again.message().encode(), written);
        byte[] shorter = Arrays.copyOf(read, written.length);
        System.arraycopy(written, PATH_LENGTH_AT, shorter, PATH_LENGTH_AT, 2);
        for (int at = read.length - 1; at > PATH_LENGTH_AT + 1; at--) {
            // Here shorter is what was read without the byte at this place.
            if (read[at] == '/' && Arrays.equals(shorter, written)) {
                return steady;
            }
            if (at - 1 < shorter.length) {
                shorter[at - 1] = read[at];
            }
        }
        return false;
    }

    private static int pathLength(byte[] message) {
        return (message[PATH_LENGTH_AT] & 0xff) << 8 | message[PATH_LENGTH_AT + 1] & 0xff;
    }
}
