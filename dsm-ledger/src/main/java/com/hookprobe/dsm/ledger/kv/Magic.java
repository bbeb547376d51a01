package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a file of the store says that it is: seven letters of its kind and one of the format's version. */
enum Magic {
    LOG("HPKVLOG1"),
    SEGMENT("HPKVSEG1"),
    MANIFEST("HPKVMAN1");

    static final int BYTES = 8;
    private final String text;

    Magic(String text) {
        this.text = text;
    }

    void put(ByteBuffer out) {
        out.put(text.getBytes(StandardCharsets.US_ASCII));
    }

    void take(ByteBuffer in, Disk disk, String file) throws StoreException {
        byte[] bytes = new byte[BYTES];
        in.get(bytes);
        String found = new String(bytes, StandardCharsets.ISO_8859_1);
        if (found.equals(text)) {
            return;
        }
        if (found.regionMatches(0, text, 0, BYTES - 1)) {
            throw Damage.format(disk, file, text, found);
        }
        throw Damage.found(disk, file, "the mark " + text, "another");
    }
}
