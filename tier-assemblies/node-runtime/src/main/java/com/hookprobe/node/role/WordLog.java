package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.identity.NodeId;
import com.hookprobe.node.federation.core.InForce;
import com.hookprobe.node.wire.MeshMessage;
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
 * record: length u32 of kind and body | CRC-32C u32 of salt, kind and body | kind u8 | body
 * 1 begin   network id 32, node id 32: whose file it is | salt 8, random; its own record's CRC has the salt 0
 * 2 cursor  a Cursor
 * 3 word    until u64 microseconds, a DECISION or CANCEL of mesh 1
 * </pre>
 *
 * <p>Bytes at the end that are no whole record are what a crash left, and are cut. Any other damage is refused. The salt is there since
 * peers choose bytes of decisions, and must not be able to make some of them look like a record.
 */
final class WordLog implements AutoCloseable {
    /** The file's name in the data folder. */
    static final String FILE = "decisions.words";

    private static final int BEGIN = 1;
    private static final int CURSOR = 2;
    private static final int WORD = 3;
    private static final int HEAD_BYTES = 8;
    private static final int OWNER_BYTES = 2 * Hash32.BYTES;
    private static final int BEGIN_BYTES = 1 + OWNER_BYTES + Long.BYTES;
    private static final int BODY_MAX = 4 * MeshMessage.BLOB_MAX;
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
     */
    record Contents(WordLog log, Optional<byte[]> cursor, List<InForce.Kept> words) {}

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
        List<InForce.Kept> words = new ArrayList<>();
        byte[] begin = body(from, 0);
        if (begin == null || begin.length != BEGIN_BYTES || begin[0] != BEGIN) {
            throw damaged(file, "its first record is missing or not as it was written");
        }
        if (!Arrays.equals(begin, 1, 1 + OWNER_BYTES, owner, 0, OWNER_BYTES)) {
            throw damaged(file, "it is another network's or another node's");
        }
        long salt = ByteBuffer.wrap(begin).getLong(1 + OWNER_BYTES);
        while (from.hasRemaining()) {
            int at = from.position();
            byte[] body = body(from, salt);
            if (body == null) {
                if (!isTail(from.array(), at, salt)) {
                    throw damaged(file, "the record at byte " + at + " is not as it was written");
                }
                channel.truncate(at);
                channel.force(true);
                break;
            }
            byte[] rest = Arrays.copyOfRange(body, 1, body.length);
            if (body[0] == CURSOR) {
                cursor = rest;
            } else if (body[0] == WORD) {
                words.add(word(file, at, rest));
            } else {
                throw damaged(file, "the record at byte " + at + " is of an unknown kind, " + body[0]);
            }
        }
        return new Contents(new WordLog(file, owner, salt, channel), Optional.ofNullable(cursor), words);
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

    /** The kind and body of the next record; none when it is not whole, or not as it was written. */
    private static byte @Nullable [] body(ByteBuffer from, long salt) {
        if (from.remaining() < HEAD_BYTES) {
            return null;
        }
        int length = from.getInt();
        int crc = from.getInt();
        if (length < 1 || length > BODY_MAX || length > from.remaining()) {
            return null;
        }
        byte[] body = new byte[length];
        from.get(body);
        return crc(salt, body) == crc ? body : null;
    }

    /** True when no whole record follows: a crash leaves nothing behind what it met. */
    private static boolean isTail(byte[] file, int at, long salt) {
        for (int next = at + 1; next < file.length; next++) {
            if (body(ByteBuffer.wrap(file, next, file.length - next), salt) != null) {
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
        unsaved.add(record(
                salt,
                WORD,
                ByteBuffer.allocate(Long.BYTES + message.length)
                        .putLong(word.untilMicros())
                        .put(message)
                        .array()));
    }

    /** To be stored by the next {@link #save}. */
    void add(byte[] cursor) {
        unsaved.add(record(salt, CURSOR, cursor));
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
        int length = unsaved.stream().mapToInt(record -> record.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        unsaved.forEach(all::put);
        WholeFile.writeFully(channel, all.array());
        channel.force(false);
        unsaved.clear();
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
        int length = unsaved.stream().mapToInt(record -> record.length).sum();
        byte[] begin = begin(owner, salt);
        ByteBuffer all = ByteBuffer.allocate(begin.length + length).put(begin);
        unsaved.forEach(all::put);
        unsaved.clear();
        WholeFile.replace(file, all.array(), step -> {});
        FileChannel next = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        next.position(next.size());
        channel.close();
        channel = next;
        rewriteAtBytes = GROWTH_MIN_BYTES + 2 * next.size();
        failed = false;
    }

    private static byte[] begin(byte[] owner, long salt) {
        byte[] body =
                ByteBuffer.allocate(BEGIN_BYTES - 1).put(owner).putLong(salt).array();
        return record(0, BEGIN, body);
    }

    private static byte[] record(long salt, int kind, byte[] body) {
        byte[] whole =
                ByteBuffer.allocate(1 + body.length).put((byte) kind).put(body).array();
        return ByteBuffer.allocate(HEAD_BYTES + whole.length)
                .putInt(whole.length)
                .putInt(crc(salt, whole))
                .put(whole)
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
