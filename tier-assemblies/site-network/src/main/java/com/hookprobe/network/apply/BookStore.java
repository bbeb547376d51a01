package com.hookprobe.network.apply;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hookprobe.network.core.Book;
import com.hookprobe.network.core.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The book on disk, replaced as a whole and synced; and the lock of who applies. */
final class BookStore {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addMixIn(State.class, Kinds.class)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private final Path folder;

    /**
     * @param folder is made when it is missing, in one that is there
     * @throws IOException when it cannot be made, or is another user's
     */
    BookStore(Path folder) throws IOException {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            Path parent = folder.resolveSibling("");
            if (!Files.isDirectory(parent)) {
                // Made here it would be root's alone, and the node could not use it.
                throw new IOException(parent
                        + ": expected the node's data folder; found none; make it first, owned by the node's user");
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        OwnFolder.require(folder);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = State.FileState.class, name = "file"),
        @JsonSubTypes.Type(value = State.TableState.class, name = "table"),
        @JsonSubTypes.Type(value = State.LinkState.class, name = "link"),
        @JsonSubTypes.Type(value = State.SysctlState.class, name = "sysctl"),
        @JsonSubTypes.Type(value = State.ServiceState.class, name = "service")
    })
    private interface Kinds {}

    private record Written(int version, @Nullable Book book) {}

    /** Held while an application runs or waits; an end of the process gives it back. */
    final class Lock implements AutoCloseable {
        private final FileChannel channel;

        private Lock(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Empty when somebody else holds it. */
    Optional<Lock> lock() throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new Lock(channel));
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this process has it.
            channel.close();
            return Optional.empty();
        }
        channel.close();
        return Optional.empty();
    }

    /**
     * What was written last; empty on a machine on which nothing was.
     *
     * @throws IOException when it cannot be read, or is not what this program writes
     */
    Book read() throws IOException {
        Path file = folder.resolve("book.json");
        try {
            Written written = JSON.readValue(OwnFolder.read(folder, "book.json"), Written.class);
            if (written.version() != VERSION || written.book() == null) {
                throw new IOException(file + ": expected version " + VERSION + "; found " + written.version());
            }
            return written.book();
        } catch (NoSuchFileException e) {
            return Book.EMPTY;
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ": expected what this program wrote; found something else (" + e.getOriginalMessage()
                            + "); start the machine anew, which takes back everything that was applied, and delete the file",
                    e);
        }
    }

    void write(Book book) throws IOException {
        Path part = folder.resolve("book.json.part");
        byte[] bytes = JSON.writeValueAsBytes(new Written(VERSION, book));
        try (FileChannel channel = FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(part, folder.resolve("book.json"), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What a person wants of the application that waits: a file, since it is another process. */
    enum Request {
        CONFIRM,
        ROLLBACK
    }

    void ask(Request request, String id) throws IOException {
        Path part = folder.resolve(request + ".part");
        Files.deleteIfExists(part);
        Files.writeString(part, id, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        Files.move(part, folder.resolve(request.name()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The id that the request names; it is taken. */
    Optional<String> take(Request request) throws IOException {
        Path file = folder.resolve(request.name());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String id = new String(OwnFolder.read(folder, request.name()), StandardCharsets.UTF_8);
        Files.delete(file);
        return Optional.of(id);
    }
}
