package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When which key was made, by this machine's clock; for people only, nothing is decided by it. The keystore's secret
 * "key.times"; big-endian: magic "HPKT", version 1, count u16, and per key name (u8 length, ASCII), id u32, seconds u64.
 * Of the oldest the record forgets when there are more than {@link #ENTRIES_MAX}. Immutable.
 */
public final class KeyTimes {
    /** Name under which device keys stand; their ids count from 0. */
    public static final String DEVICE = "device";

    /** Name under which keys of the vault stand. */
    public static final String VAULT = "vault";

    /** Most keys that are remembered. */
    static final int ENTRIES_MAX = 512;

    static final String RECORD = "key.times";
    private static final byte[] MAGIC = Bytes.ascii("HPKT");
    private static final int VERSION = 1;

    /** One key: its name, its id among those of one name, and when it was made, in seconds since 1970. */
    public record Entry(String name, long id, long createdSeconds) {}

    private final List<Entry> entries;

    private KeyTimes(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** Reads a keystore's record; empty when there is none. */
    public static KeyTimes load(Keystore keystore) throws KeystoreException {
        Optional<byte[]> record = keystore.getRecord(RECORD);
        if (record.isEmpty()) {
            return new KeyTimes(List.of());
        }
        try {
            return decode(record.get());
        } catch (RecordException e) {
            throw KeystoreFormat.damaged(String.valueOf(e.getMessage()));
        }
    }

    /** Returns all keys that are remembered, the oldest first. Immutable. */
    public List<Entry> entries() {
        return entries;
    }

    /** Returns when the key was made; empty when it is not remembered. */
    public Optional<Long> of(String name, long id) {
        return entries.stream()
                .filter(e -> e.id() == id && e.name().equals(name))
                .map(Entry::createdSeconds)
                .findFirst();
    }

    /** This record and one key more, made now. */
    public KeyTimes with(String name, long id) {
        if (!KeystoreFormat.isValidName(name)) {
            throw new IllegalArgumentException("key's name: expected 1 to 64 of a-z 0-9 . _ -");
        }
        List<Entry> more = new ArrayList<>(entries);
        more.removeIf(e -> e.id() == id && e.name().equals(name));
        more.add(new Entry(name, id, Math.max(0, System.currentTimeMillis() / 1000)));
        return new KeyTimes(more.subList(Math.max(0, more.size() - ENTRIES_MAX), more.size()));
    }

    /** Stores this together with secrets, in one step. */
    public void store(Keystore keystore, Map<String, Secret> secrets) throws KeystoreException {
        Map<String, Secret> all = new LinkedHashMap<>(secrets);
        try (Secret record = Secret.moved(encode())) {
            all.put(RECORD, record);
            keystore.putAll(all);
        }
    }

    byte[] encode() {
        RecordWriter out = new RecordWriter().bytes(MAGIC).u8(VERSION).u16(entries.size());
        for (Entry entry : entries) {
            out.u8(entry.name().length())
                    .bytes(Bytes.ascii(entry.name()))
                    .u32(entry.id())
                    .u64(entry.createdSeconds());
        }
        return out.toBytes();
    }

    static KeyTimes decode(byte[] record) throws RecordException {
        RecordReader in = new RecordReader("key times", record, KeystoreFormat.SECRET_BYTES_MAX);
        in.header(MAGIC, VERSION);
        int count = in.u16("count");
        if (count > ENTRIES_MAX) {
            throw in.malformed("count: expected at most " + ENTRIES_MAX + ", found " + count);
        }
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = new String(in.bytes("name", in.u8("length")), StandardCharsets.ISO_8859_1);
            if (!KeystoreFormat.isValidName(name)) {
                throw in.malformed("name: expected 1 to 64 of a-z 0-9 . _ -");
            }
            entries.add(new Entry(name, in.u32("id"), in.u64("time")));
        }
        in.end();
        return new KeyTimes(entries);
    }
}
