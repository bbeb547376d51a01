package com.hookprobe.distribution;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Writes content as {@code tar.gz} and {@code deb}: owner root, one time for all, names in order. */
final class Archives {
    private final Instant time;

    /** @param time of every entry, whole seconds */
    Archives(Instant time) {
        this.time = time;
    }

    void tarGz(Content content, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            tarGz(content, "", out);
        }
    }

    /**
     * The format of deb(5): an ar archive of the format's version, control files and data, in this order.
     *
     * @param control what {@code DEBIAN/} holds
     * @param data what is unpacked at the root
     */
    void deb(Content control, Content data, Path file) throws IOException {
        Path packed = Files.createTempFile(file.toAbsolutePath().getParent(), "data", ".tar.gz");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
            try (OutputStream tar = new BufferedOutputStream(Files.newOutputStream(packed), 1 << 16)) {
                tarGz(data, "./", tar);
            }
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            tarGz(control, "./", head);
            member(ar, "debian-binary", "2.0\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            member(ar, "control.tar.gz", head.toByteArray());
            ar.putArchiveEntry(entry("data.tar.gz", Files.size(packed)));
            Files.copy(packed, ar);
            ar.closeArchiveEntry();
        } finally {
            Files.delete(packed);
        }
    }

    private void member(ArArchiveOutputStream ar, String name, byte[] bytes) throws IOException {
        ar.putArchiveEntry(entry(name, bytes.length));
        ar.write(bytes);
        ar.closeArchiveEntry();
    }

    private ArArchiveEntry entry(String name, long length) {
        return new ArArchiveEntry(name, length, 0, 0, 0100644, time.getEpochSecond());
    }

    private void tarGz(Content content, String root, OutputStream out) throws IOException {
        GzipParameters stored = new GzipParameters();
        // Jars are compressed already: doing it again took most of the time, and saved a twentieth.
        stored.setCompressionLevel(Deflater.NO_COMPRESSION);
        Map<String, TarArchiveEntry> entries = new TreeMap<>();
        for (String folder : content.folders()) {
            entries.put(root + folder, stamped(new TarArchiveEntry(root + folder), 0755));
        }
        for (Map.Entry<String, Content.Item> item : content.items().entrySet()) {
            TarArchiveEntry entry = stamped(
                    new TarArchiveEntry(root + item.getKey()), item.getValue().mode());
            entry.setSize(item.getValue().source().length());
            entries.put(root + item.getKey(), entry);
        }
        content.links().forEach((name, link) -> {
            TarArchiveEntry entry = stamped(new TarArchiveEntry(root + name, TarConstants.LF_SYMLINK), 0777);
            entry.setLinkName(link.target());
            entries.put(root + name, entry);
        });
        GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(out, stored);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        for (Map.Entry<String, TarArchiveEntry> entry : entries.entrySet()) {
            tar.putArchiveEntry(entry.getValue());
            Content.Item item = content.items().get(entry.getKey().substring(root.length()));
            if (item != null) {
                try (InputStream in = item.source().open()) {
                    in.transferTo(tar);
                }
            }
            tar.closeArchiveEntry();
        }
        tar.finish();
        gzip.finish();
    }

    private TarArchiveEntry stamped(TarArchiveEntry entry, int mode) {
        entry.setModTime(java.nio.file.attribute.FileTime.from(time));
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        return entry;
    }
}
