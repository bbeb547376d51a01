package com.hookprobe.dsm.ledger.kv;

import java.io.IOException;
import java.util.Arrays;

/** A file on a failing disk: sectors that cannot be read are read as zeros, which checksums tell from what was there. */
final class PatientFile implements Disk.File {
    private static final int SECTOR_BYTES = 512;

    private final Disk.File file;

    PatientFile(Disk.File file) {
        this.file = file;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void read(long position, byte[] into) throws IOException {
        try {
            file.read(position, into);
        } catch (IOException e) {
            Arrays.fill(into, (byte) 0);
            readSectors(position, into);
        }
    }

    private void readSectors(long position, byte[] into) {
        int at = 0;
        while (at < into.length) {
            int toNext = SECTOR_BYTES - (int) ((position + at) % SECTOR_BYTES);
            byte[] piece = new byte[Math.min(toNext, into.length - at)];
            try {
                file.read(position + at, piece);
                System.arraycopy(piece, 0, into, at, piece.length);
            } catch (IOException e) {
                // Stays zero.
            }
            at += piece.length;
        }
    }

    @Override
    public void append(byte[] bytes, int length) {
        throw new UnsupportedOperationException("a damaged file is only read");
    }

    @Override
    public void force() {
        throw new UnsupportedOperationException("a damaged file is only read");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
