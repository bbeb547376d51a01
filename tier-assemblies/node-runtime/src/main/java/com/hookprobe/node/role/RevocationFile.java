package com.hookprobe.node.role;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.node.resonance.Revocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The verifier's words on nodes, as they were received, so that a revoked node is refused after a restart although the verifier is
 * away (mesh 3.5): "HPRV" | version u8 = 1 | count u32 | words of 154 bytes. Each word carries its signature.
 */
final class RevocationFile {
    static final int WORDS_MAX = 65_536;

    private static final byte[] MAGIC = "HPRV".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 9;

    private final Path file;

    RevocationFile(Path data) {
        this(data, "revocations");
    }

    RevocationFile(Path data, String name) {
        this.file = data.resolve(name);
    }

    Path path() {
        return file;
    }

    /**
     * Reads what was kept; nothing when there is no file.
     *
     * @throws IOException when the file is not as it was written: who was revoked must not be forgotten by mistake
     */
    List<Revocation> read() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        long size = Files.size(file);
        if (size < HEADER_BYTES || size > HEADER_BYTES + (long) WORDS_MAX * Revocation.BYTES) {
            throw damaged("expected at most " + WORDS_MAX + " words, found " + size + " bytes");
        }
        try {
            return decode(Files.readAllBytes(file));
        } catch (MalformedException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private static List<Revocation> decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw new MalformedException("expected a file of revocations, found something else");
        }
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("expected version " + VERSION + ", found " + version);
        }
        int count = in.count(WORDS_MAX, Revocation.BYTES);
        List<Revocation> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            words.add(Revocation.decode(in.bytes(Revocation.BYTES)));
        }
        in.end();
        return words;
    }

    /** Replaces the file; after a crash it is the old one or the new one. */
    void write(List<Revocation> words) throws IOException {
        WireWriter out = new WireWriter(HEADER_BYTES + words.size() * Revocation.BYTES)
                .bytes(MAGIC)
                .u8(VERSION)
                .u32(words.size());
        words.forEach(word -> out.bytes(word.encode()));
        WholeFile.replace(file, out.toBytes(), step -> {});
    }

    IOException damaged(String reason) {
        return new IOException(
                file + ": " + reason
                        + "; restore it from a copy, or move it away: then a revoked node is known here only once the MSSP is reached");
    }
}
