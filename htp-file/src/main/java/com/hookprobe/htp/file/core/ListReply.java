package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of a directory.
 *
 * <pre>
 * 16 form u8 = 1 | 17 more u8 (0, 1) | 18 count u16 | then count entries:
 *    name_length u16 | kind u8 (0 file, 1 directory) | size u64 | modified_millis u64 | name
 * </pre>
 *
 * @param entries at most {@link #ENTRIES_MAX}, strictly ascending in {@link ListEntry#ORDER}
 * @param more whether names follow after the last one
 */
public record ListReply(int fileId, List<ListEntry> entries, boolean more) implements FileMessage {
    /** Most entries in a page. */
    public static final int ENTRIES_MAX = 1000;

    private static final int FIXED_BYTES = 1 + 2;
    private static final int ENTRY_BYTES = 2 + 1 + 8 + 8;

    public ListReply {
        entries = List.copyOf(entries);
        boolean ordered = true;
        for (int i = 1; i < entries.size(); i++) {
            ordered &= ListEntry.ORDER.compare(
                            entries.get(i - 1).name(), entries.get(i).name())
                    < 0;
        }
        if (entries.size() > ENTRIES_MAX || !ordered || (more && entries.isEmpty())) {
            throw new IllegalArgumentException("no page: " + entries.size() + " entries, ordered " + ordered);
        }
    }

    @Override
    public Role from() {
        return Role.ANSWERER;
    }

    @Override
    public FileHeader header() {
        return Fields.header(FileOp.LIST, 0, fileId, 0, FileHash.NONE);
    }

    @Override
    public byte[] encode() {
        List<byte[]> names = new ArrayList<>();
        int bytes = FIXED_BYTES;
        for (ListEntry entry : entries) {
            byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
            names.add(name);
            bytes += ENTRY_BYTES + name.length;
        }
        ByteBuffer out = FileMessage.begin(header(), Form.REPLY.code(), bytes);
        out.put((byte) (more ? 1 : 0)).putShort((short) entries.size());
        for (int i = 0; i < entries.size(); i++) {
            FileStat stat = entries.get(i).stat();
            out.putShort((short) names.get(i).length).put((byte) (stat.directory() ? 1 : 0));
            out.putLong(stat.size()).putLong(stat.modifiedMillis()).put(names.get(i));
        }
        return out.array();
    }

    static ListReply parse(FileHeader header, WireReader in) throws Malformed {
        Fields.noChunks(header);
        Fields.prefixOf(header, FileHash.NONE);
        int more = in.u8();
        int count = in.u16();
        if (more > 1 || count > ENTRIES_MAX || (more == 1 && count == 0)) {
            throw Malformed.invalid("page out of range");
        }
        List<ListEntry> entries = new ArrayList<>();
        String before = "";
        for (int i = 0; i < count; i++) {
            ListEntry entry = entry(in);
            if (i > 0 && ListEntry.ORDER.compare(before, entry.name()) >= 0) {
                throw Malformed.invalid("page not in order");
            }
            before = entry.name();
            entries.add(entry);
        }
        return new ListReply(header.fileId(), entries, more == 1);
    }

    private static ListEntry entry(WireReader in) throws Malformed {
        int nameLength = in.u16();
        int kind = in.u8();
        long size = in.u63();
        long modifiedMillis = in.u63();
        String name = Fields.name(in.bytes(nameLength));
        if (kind > 1 || (kind == 1 && size != 0)) {
            throw Malformed.invalid("entry kind and size disagree");
        }
        return new ListEntry(name, new FileStat(kind == 1, size, modifiedMillis, FileHash.NONE));
    }
}
