package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.wire.MeshMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a correlator has told its sites and may have to tell again, and how far it has come with what its log of inputs decides: one
 * append-only file, so that neither is ever there without the other (correlation 3.4). Owned by one thread.
 *
 * <pre>
 * record: length u32 of its items | CRC-32C u32 of salt and items | items
 * item: kind u8 | length u32 of its body | body
 * 1 begin   network id 32, node id 32: whose file it is | salt 8, random; its own record's CRC has the salt 0
 * 2 cursor  a Cursor
 * 3 word    until u64 microseconds, a DECISION or CANCEL of mesh 1
 * </pre>
 *
 * <p>What is stored at once is one record: a power cut may leave a later part of it and not an earlier one. Bytes at the end that are no
 * whole record are what a crash left, and are cut. Any other damage is refused. The salt is there since peers choose bytes of decisions,
 * and must not be able to make some of them look like a record.
 */
final class WordLog implements AutoCloseable {
    /** The file's name in the data folder. */
    static final String FILE = "decisions.words";

    private static final int BEGIN = 1;
    private static final int CURSOR = 2;
    private static final int WORD = 3;
    private static final int HEAD_BYTES = 8;
    private static final int OWNER_BYTES = 2 * Hash32.BYTES;
    private static final int ITEM_HEAD_BYTES = 1 + Integer.BYTES;
    private static final int BEGIN_BYTES = OWNER_BYTES + Long.BYTES;
    /** A turn's words, cancels of 16 kB at most, are less; a file that is made anew has several. */
    private static final int RECORD_MAX = 4 << 20;
    /** Written anew when it has grown by more than this, and to twice what is in force. */
    private static final long GROWTH_MIN_BYTES = 4L << 20;

    private final Path file;
    private final byte[] owner;
    private final List<byte[]> unsaved = new ArrayList<>();
    private FileChannel channel;
    private long salt;
    private long rewriteAtBytes;
    private boolean failed;

    /**
     * What lies in the file.
     *
     * @param cursor empty when nothing was decided yet
     * @param words in the order in which they were told
     * @param cutBytes at its end that were no whole record
     */
    record Contents(WordLog log, Optional<byte[]> cursor, List<InForce.Kept> words, long cutBytes) {}

    private WordLog(Path file, byte[] owner, long salt, FileChannel channel) throws IOException {
        this.salt = salt;
        this.file = file;
        this.owner = owner;
        this.channel = channel;
        this.rewriteAtBytes = GROWTH_MIN_BYTES + channel.size();
    }

    /**
     * Opens the file, or makes it.
     *
     * @throws IOException when it is damaged or another node's; the message says what to do
     */
    static Contents open(Path file, Hash32 network, NodeId self) throws IOException {
        byte[] bound = ByteBuffer.allocate(OWNER_BYTES)
                .put(network.bytes())
                .put(self.bytes())
                .array();
        if (!Files.exists(file)) {
            WholeFile.replace(file, begin(bound, new SecureRandom().nextLong()), step -> {});
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            Contents contents = read(file, bound, channel);
            channel.position(channel.size());
            return contents;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Contents read(Path file, byte[] owner, FileChannel channel) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(Files.readAllBytes(file));
        byte[] cursor = null;
        long cut = 0;
        List<InForce.Kept> words = new ArrayList<>();
        ByteBuffer begin = items(from, 0);
        if (begin == null || begin.remaining() != ITEM_HEAD_BYTES + BEGIN_BYTES || begin.get() != BEGIN) {
            throw damaged(file, "its first record is missing or not as it was written");
        }
        byte[] whose = body(file, 0, begin);
        if (!Arrays.equals(whose, 0, OWNER_BYTES, owner, 0, OWNER_BYTES)) {
            throw damaged(file, "it is another network's or another node's");
        }
        long salt = ByteBuffer.wrap(whose).getLong(OWNER_BYTES);
        while (from.hasRemaining()) {
            int at = from.position();
            ByteBuffer items = items(from, salt);
            if (items == null) {
                if (!isTail(from.array(), at, salt)) {
                    throw damaged(file, "the record at byte " + at + " is not as it was written");
                }
                cut = channel.size() - at;
                channel.truncate(at);
                channel.force(true);
                break;
            }
            while (items.hasRemaining()) {
                byte kind = items.get();
                byte[] body = body(file, at, items);
                if (kind == CURSOR) {
                    cursor = body;
                } else if (kind == WORD) {
                    words.add(word(file, at, body));
                } else {
                    throw damaged(file, "the record at byte " + at + " has an item of an unknown kind, " + kind);
                }
            }
        }
        return new Contents(new WordLog(file, owner, salt, channel), Optional.ofNullable(cursor), words, cut);
    }

    private static InForce.Kept word(Path file, int at, byte[] body) throws IOException {
        try {
            ByteBuffer word = ByteBuffer.wrap(body);
            long until = word.getLong();
            return new InForce.Kept(MeshMessage.decode(Arrays.copyOfRange(body, Long.BYTES, body.length)), until);
        } catch (MalformedException | BufferUnderflowException e) {
            throw damaged(file, "the record at byte " + at + " is no message: " + e.getMessage());
        }
    }

    private static byte[] body(Path file, int at, ByteBuffer items) throws IOException {
        int length = items.remaining() < Integer.BYTES ? -1 : items.getInt();
        if (length < 0 || length > items.remaining()) {
            throw damaged(file, "the record at byte " + at + " has an item that does not end in it");
        }
        byte[] body = new byte[length];
        items.get(body);
        return body;
    }

    /** The items of the next record; none when it is not whole, or not as it was written. */
    private static @Nullable ByteBuffer items(ByteBuffer from, long salt) {
        if (from.remaining() < HEAD_BYTES) {
            return null;
        }
        int length = from.getInt();
        int crc = from.getInt();
        if (length < 1 || length > RECORD_MAX || length > from.remaining()) {
            return null;
        }
        byte[] items = new byte[length];
        from.get(items);
        return crc(salt, items) == crc ? ByteBuffer.wrap(items) : null;
    }

    /** True when no whole record follows: a crash leaves nothing behind what it met. */
    private static boolean isTail(byte[] file, int at, long salt) {
        for (int next = at + 1; next < file.length; next++) {
            if (items(ByteBuffer.wrap(file, next, file.length - next), salt) != null) {
                return false;
            }
        }
        return true;
    }

    private static IOException damaged(Path file, String what) {
        return new IOException(file + ": " + what + "; put a copy back, or move it away together with the folder "
                + file.resolveSibling(CorrelatorLog.FOLDER)
                + ": then this correlator begins anew, and what it has decided ends by itself");
    }

    /** To be stored by the next {@link #save}. */
    void add(InForce.Kept word) {
        byte[] message = word.message().encode();
        unsaved.add(item(
                WORD,
                ByteBuffer.allocate(Long.BYTES + message.length)
                        .putLong(word.untilMicros())
                        .put(message)
                        .array()));
    }

    /** To be stored by the next {@link #save}. */
    void add(byte[] cursor) {
        unsaved.add(item(CURSOR, cursor));
    }

    /**
     * Puts all of it on the disk before it returns.
     *
     * @throws IOException when that is not sure; then every later call fails too, as the disk's state is unknown
     */
    void save() throws IOException {
        if (failed) {
            throw new IOException(file + " could not be written before");
        }
        if (unsaved.isEmpty()) {
            return;
        }
        failed = true;
        WholeFile.writeFully(channel, records());
        channel.force(false);
        failed = false;
    }

    boolean worthRewriting() throws IOException {
        return channel.size() > rewriteAtBytes;
    }

    /** Puts a file of these in the place of the old one; nothing may be unsaved. */
    void rewrite(byte[] cursor, List<InForce.Kept> words) throws IOException {
        if (failed || !unsaved.isEmpty()) {
            throw new IOException(file + " could not be written before");
        }
        failed = true;
        salt = new SecureRandom().nextLong();
        add(cursor);
        words.forEach(this::add);
        byte[] begin = begin(owner, salt);
        byte[] rest = records();
        byte[] all = Arrays.copyOf(begin, begin.length + rest.length);
        System.arraycopy(rest, 0, all, begin.length, rest.length);
        WholeFile.replace(file, all, step -> {});
        FileChannel next = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        next.position(next.size());
        channel.close();
        channel = next;
        rewriteAtBytes = GROWTH_MIN_BYTES + 2 * next.size();
        failed = false;
    }

    /** What is unsaved, from now on no more. */
    private byte[] records() {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        for (byte[] item : unsaved) {
            if (items.size() + item.length > RECORD_MAX) {
                records.writeBytes(record(salt, items.toByteArray()));
                items.reset();
            }
            items.writeBytes(item);
        }
        records.writeBytes(record(salt, items.toByteArray()));
        unsaved.clear();
        return records.toByteArray();
    }

    private static byte[] begin(byte[] owner, long salt) {
        byte[] body = ByteBuffer.allocate(BEGIN_BYTES).put(owner).putLong(salt).array();
        return record(0, item(BEGIN, body));
    }

    private static byte[] item(int kind, byte[] body) {
        return ByteBuffer.allocate(ITEM_HEAD_BYTES + body.length)
                .put((byte) kind)
                .putInt(body.length)
                .put(body)
                .array();
    }

    private static byte[] record(long salt, byte[] items) {
        return ByteBuffer.allocate(HEAD_BYTES + items.length)
                .putInt(items.length)
                .putInt(crc(salt, items))
                .put(items)
                .array();
    }

    private static int crc(long salt, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(salt).flip());
        crc.update(bytes);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
