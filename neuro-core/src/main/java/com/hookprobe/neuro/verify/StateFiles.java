package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.NeuroException;
import com.hookprobe.neuro.NeuroException.Kind;
import com.hookprobe.neuro.verify.core.DeviceHistory;
import com.hookprobe.neuro.verify.core.DeviceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One sealed file for each device, in two levels of folders by the first two bytes of its id. NEURO 9.26.
 *
 * <pre>
 * offset size field
 *      0    8 magic "HPVSTATE"
 *      8    8 revision, in the clear: so opening a store needs to unseal no state
 *     16    4 length of what is sealed
 *     20    4 CRC-32C of offsets 0 to 19 and of what is sealed
 *     24    - sealed; its label holds device and revision
 * </pre>
 */
final class StateFiles {
    private static final byte[] MAGIC = "HPVSTATE".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 24;

    /** More than any seal adds. */
    private static final int SEALED_BYTES_MAX = DeviceHistory.SERIALISED_BYTES_MAX + 4_096;

    private final Path root;
    private final Disk disk;
    private final StateSeal seal;

    StateFiles(Path root, Disk disk, StateSeal seal) {
        this.root = root;
        this.disk = disk;
        this.seal = seal;
    }

    /** The revision that was saved last; 0 without a file. */
    long savedRevision(DeviceId device) throws IOException, NeuroException {
        Path file = file(device);
        byte[] header = new byte[HEADER_BYTES];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer in = ByteBuffer.wrap(header);
            while (in.hasRemaining() && channel.read(in) >= 0) {
                // Reads until the header is whole or the file ends.
            }
            if (in.hasRemaining()) {
                throw damaged(file, "ends at byte " + in.position() + ", expected a header of " + HEADER_BYTES);
            }
        } catch (NoSuchFileException e) {
            return 0;
        }
        return revision(file, header);
    }

    Optional<byte[]> read(DeviceId device) throws IOException, NeuroException {
        Path file = file(device);
        byte[] bytes;
        try {
            long size = Files.size(file);
            if (size > HEADER_BYTES + SEALED_BYTES_MAX) {
                throw damaged(file, "has " + size + " bytes, expected at most " + (HEADER_BYTES + SEALED_BYTES_MAX));
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length < HEADER_BYTES) {
            throw damaged(file, "has " + bytes.length + " bytes, expected a header of " + HEADER_BYTES);
        }
        long revision = revision(file, bytes);
        ByteBuffer in = ByteBuffer.wrap(bytes, 16, 8);
        int length = in.getInt();
        if (length != bytes.length - HEADER_BYTES) {
            throw damaged(file, "has " + (bytes.length - HEADER_BYTES) + " sealed bytes, expected " + length);
        }
        byte[] sealed = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
        if (in.getInt() != crc(bytes, sealed)) {
            throw damaged(file, "has a wrong CRC");
        }
        try {
            return Optional.of(seal.open(label(device, revision), sealed));
        } catch (NeuroException e) {
            throw new NeuroException(Kind.STATE_DAMAGED, message(file, "cannot be opened: " + e.getMessage()), e);
        }
    }

    void write(DeviceId device, long revision, byte[] history) throws IOException {
        byte[] sealed = seal.seal(label(device, revision), history);
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.put(MAGIC).putLong(revision).putInt(sealed.length);
        header.putInt(crc(header.array(), sealed)).flip();
        Path file = file(device);
        Path folder = Disk.parentOf(file);
        disk.makeFolder(Disk.parentOf(folder));
        disk.makeFolder(folder);
        disk.replace(file, header, ByteBuffer.wrap(sealed));
    }

    Path file(DeviceId device) {
        String hex = device.hex();
        return root.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex + ".state");
    }

    private static long revision(Path file, byte[] header) throws NeuroException {
        if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(file, "does not begin with the magic HPVSTATE");
        }
        return ByteBuffer.wrap(header).getLong(MAGIC.length);
    }

    private static int crc(byte[] header, byte[] sealed) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 20);
        crc.update(sealed, 0, sealed.length);
        return (int) crc.getValue();
    }

    private static String label(DeviceId device, long revision) {
        return "neuro.verifier.state/" + device.hex() + "/" + revision;
    }

    private static NeuroException damaged(Path file, String how) {
        return new NeuroException(Kind.STATE_DAMAGED, message(file, how));
    }

    private static String message(Path file, String how) {
        return "the saved state " + file.getFileName() + " " + how
                + "; restore it from a backup, or enrol the device anew";
    }
}
