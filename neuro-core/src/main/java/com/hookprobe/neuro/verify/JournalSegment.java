package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.JournalEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One file of the journal, and which devices still need it. NEURO 9.26.
 *
 * <pre>
 * offset size field
 *      0    8 magic "HPVJRNL1"
 *      8    8 number of the segment
 *     16    8 bytes of the segment before it; 0 when there is none
 *     24    4 length n of the sealed key
 *     28    n key of the segment, sealed by the store's seal
 * 28 + n    4 CRC-32C of all before
 *             frames, see JournalFrame
 * </pre>
 */
final class JournalSegment implements AutoCloseable {
    /** Most bytes that are written and synced at once, so most that a crash can tear. */
    static final int GROUP_BYTES_MAX = 8 << 20;

    private static final byte[] MAGIC = "HPVJRNL1".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_AT = 28;
    private static final int SEALED_KEY_BYTES_MAX = 4_096;

    private final Path file;
    private final FileChannel channel;
    private final long number;
    private final long previousBytes;
    private final JournalCipher cipher;
    private long end;
    private long entries;
    private long groups;
    /** Entries of each device that are in no saved state yet; the oldest device first. */
    final Map<DeviceId, Integer> needed = new LinkedHashMap<>();

    private JournalSegment(
            Path file, FileChannel channel, long number, long previousBytes, JournalCipher cipher, long end) {
        this.file = file;
        this.channel = channel;
        this.number = number;
        this.previousBytes = previousBytes;
        this.cipher = cipher;
        this.end = end;
    }

    static JournalSegment create(Path file, Disk disk, StateSeal seal, long number, long previousBytes)
            throws IOException {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        byte[] sealedKey = seal.seal(label(number), key);
        ByteBuffer header = ByteBuffer.allocate(KEY_AT + sealedKey.length + 4);
        header.put(MAGIC)
                .putLong(number)
                .putLong(previousBytes)
                .putInt(sealedKey.length)
                .put(sealedKey);
        header.putInt(crc(header.array(), header.position())).flip();
        int length = header.limit();
        disk.replace(file, header);
        JournalCipher cipher = new JournalCipher(key, number);
        Arrays.fill(key, (byte) 0);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new JournalSegment(file, channel, number, previousBytes, cipher, length);
    }

    /** Opens and reads the header only; {@link #scan} comes next. */
    static JournalSegment open(Path file, StateSeal seal, long number) throws IOException, NeuroException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            byte[] head = read(channel, 0, (int) Math.min(channel.size(), KEY_AT + SEALED_KEY_BYTES_MAX + 4));
            int length = head.length < KEY_AT ? -1 : ByteBuffer.wrap(head).getInt(KEY_AT - 4);
            boolean whole = length >= 0 && length <= head.length - KEY_AT - 4;
            if (!whole
                    || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                    || ByteBuffer.wrap(head).getLong(MAGIC.length) != number
                    || ByteBuffer.wrap(head).getInt(KEY_AT + length) != crc(head, KEY_AT + length)) {
                throw corrupt(file, 0, "a bad header");
            }
            byte[] key = seal.open(label(number), Arrays.copyOfRange(head, KEY_AT, KEY_AT + length));
            JournalCipher cipher = new JournalCipher(key, number);
            Arrays.fill(key, (byte) 0);
            long previousBytes = ByteBuffer.wrap(head).getLong(16);
            return new JournalSegment(file, channel, number, previousBytes, cipher, KEY_AT + length + 4);
        } catch (IOException | NeuroException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    long number() {
        return number;
    }

    Path file() {
        return file;
    }

    long bytes() {
        return end;
    }

    long previousBytes() {
        return previousBytes;
    }

    /** An entry and where it is. */
    record Placed(JournalFrame frame, JournalEntry entry) {}

    /**
     * Reads all entries.
     *
     * @param newest true when a crash may have torn the end: it is cut then
     * @param bytesMax what a segment may have at most
     */
    List<Placed> scan(boolean newest, long bytesMax) throws IOException, NeuroException {
        if (channel.size() > bytesMax) {
            throw corrupt(file, bytesMax, "bytes, expected an end,");
        }
        byte[] bytes = read(channel, 0, (int) channel.size());
        List<Placed> found = new ArrayList<>();
        boolean groupEnded = true;
        while (end < bytes.length) {
            var frame = JournalFrame.read(bytes, (int) end);
            long group = groupEnded ? groups : groups - 1;
            if (frame.isEmpty()
                    || frame.get().number() != entries
                    || frame.get().group() != group) {
                if (!newest || bytes.length - end > GROUP_BYTES_MAX || laterGroup(bytes, (int) end + 1, group)) {
                    throw corrupt(file, end, "a bad entry, durable once,");
                }
                channel.truncate(end);
                channel.force(true);
                return found;
            }
            found.add(new Placed(frame.get(), entry(frame.get(), bytes)));
            entries++;
            groups = group + 1;
            groupEnded = frame.get().endsGroup();
            end = frame.get().end();
        }
        return found;
    }

    /** A group is begun only when the ones before are durable: so a later one shows that the bad entry was. */
    private static boolean laterGroup(byte[] bytes, int from, long group) {
        for (int at = from; at < bytes.length; at++) {
            var frame = JournalFrame.read(bytes, at);
            if (frame.isPresent() && frame.get().group() > group) {
                return true;
            }
        }
        return false;
    }

    JournalEntry read(JournalFrame frame) throws IOException, NeuroException {
        byte[] bytes = read(channel, frame.position(), JournalFrame.HEADER_BYTES + frame.length());
        if (JournalFrame.read(bytes, 0).isEmpty()) {
            throw corrupt(file, frame.position(), "an entry that changed since the store was opened");
        }
        return entry(new JournalFrame(0, frame.number(), 0, false, frame.length()), bytes);
    }

    /** Writes a group and syncs it. */
    List<Placed> append(List<JournalEntry> group, List<byte[]> encoded) throws IOException {
        int bytes = 0;
        for (byte[] one : encoded) {
            bytes += frameBytes(one);
        }
        byte[] written = new byte[bytes];
        int next = 0;
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < encoded.size(); i++) {
            byte[] sealed = cipher.seal(entries + i, encoded.get(i));
            boolean last = i == encoded.size() - 1;
            placed.add(
                    new Placed(new JournalFrame(end + next, entries + i, groups, last, sealed.length), group.get(i)));
            next = JournalFrame.write(written, next, entries + i, groups, last, sealed);
        }
        ByteBuffer out = ByteBuffer.wrap(written);
        long at = end;
        while (out.hasRemaining()) {
            at += channel.write(out, at);
        }
        channel.force(false);
        end = at;
        entries += encoded.size();
        groups++;
        return placed;
    }

    static int frameBytes(byte[] encoded) {
        return JournalFrame.HEADER_BYTES + encoded.length + AesGcm.TAG_BYTES;
    }

    private JournalEntry entry(JournalFrame frame, byte[] bytes) throws NeuroException {
        int at = (int) frame.position() + JournalFrame.HEADER_BYTES;
        byte[] plain = cipher.open(frame.number(), Arrays.copyOfRange(bytes, at, at + frame.length()))
                .orElseThrow(() -> corrupt(file, frame.position(), "an entry that was not sealed by this store"));
        try {
            return JournalEntry.decode(plain);
        } catch (NeuroException e) {
            throw new NeuroException(Kind.LOG_CORRUPT, e.getMessage() + " in " + file.getFileName(), e);
        }
    }

    private static String label(long number) {
        return "neuro.verifier.journal/" + number;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static byte[] read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("the file ended at " + (position + bytes.position()) + " while it was read");
            }
        }
        return bytes.array();
    }

    static NeuroException corrupt(Path file, long position, String what) {
        return new NeuroException(
                Kind.LOG_CORRUPT,
                "the verifier's journal has " + what + " at byte " + position + " of " + file.getFileName()
                        + "; it is not repaired by itself: restore the store from a backup");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
