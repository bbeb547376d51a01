package com.hookprobe.htp.file.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Sound values of every kind. */
final class MessageArbitraries {
    private MessageArbitraries() {}

    static FilePath path(String text) {
        return ((PathGrammar.Result.Sound) PathGrammar.parse(text.getBytes(StandardCharsets.UTF_8), true)).path();
    }

    static Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0123456789._-äßΣ日 ")
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(name -> PathGrammar.checkName(name).isEmpty());
    }

    static Arbitrary<FilePath> paths() {
        return names().list().ofMinSize(1).ofMaxSize(6).map(FilePath::new);
    }

    static Arbitrary<FileHash> hashes() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofSize(32)
                .map(FileHash::of)
                .filter(FileHash::known);
    }

    static Arbitrary<FileHash> hashesOrNone() {
        return Arbitraries.oneOf(hashes(), Arbitraries.just(FileHash.NONE));
    }

    static Arbitrary<ChunkPlan> plans() {
        return Arbitraries.longs().between(0, ChunkPlan.SIZE_MAX).map(ChunkPlan::of);
    }

    static Arbitrary<Integer> ids() {
        return Arbitraries.integers();
    }

    static Arbitrary<Role> roles() {
        return Arbitraries.of(Role.class);
    }

    static Arbitrary<FileMessage> messages() {
        return Arbitraries.oneOf(
                List.of(writeRequests(), replies(), reads(), queries(), listings(), chunks(), completes(), errors()));
    }

    private static Arbitrary<FileMessage> writeRequests() {
        return Combinators.combine(ids(), Arbitraries.of(true, false), plans(), hashesOrNone(), paths())
                .as((id, update, plan, hash, path) -> {
                    boolean append = update && id % 3 == 0;
                    boolean resume = hash.known() && id % 2 == 0 && !append;
                    boolean tagged = resume && id % 4 == 0;
                    int flags = (hash.known() && !tagged ? FileFlags.VERIFY_HASH : 0)
                            | (update ? FileFlags.ATOMIC : FileFlags.CREATE_DIRS | FileFlags.OVERWRITE);
                    FileHash ifHash = update && id % 5 == 0 ? hash : FileHash.NONE;
                    return new WriteRequest(
                            id,
                            update,
                            append ? flags | FileFlags.APPEND : flags,
                            resume,
                            tagged,
                            plan,
                            hash,
                            ifHash,
                            path);
                });
    }

    private static Arbitrary<FileMessage> replies() {
        return Combinators.combine(
                        ids(),
                        Arbitraries.of(true, false),
                        plans(),
                        Arbitraries.longs().between(0, 0xFFFF_FFFFL))
                .as((id, update, plan, window) -> id % 2 == 0
                        ? new WriteReply(id, update, plan.totalChunks(), window)
                        : new WriteReply(id, update, plan.totalChunks(), window, true, some(id, plan)));
    }

    private static ChunkRanges some(int seed, ChunkPlan plan) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet chunks = new BitSet();
        for (int i = random.nextInt(1, 20); i > 0 && plan.totalChunks() > 0; i--) {
            int first = random.nextInt(plan.totalChunks());
            chunks.set(first, random.nextInt(first, plan.totalChunks()) + 1);
        }
        return ChunkRanges.of(chunks);
    }

    private static Arbitrary<FileMessage> reads() {
        return Combinators.combine(
                        ids(),
                        plans(),
                        hashes(),
                        hashesOrNone(),
                        paths(),
                        Arbitraries.longs().between(0, 0xFFFF_FFFFL))
                .flatAs((id, plan, hash, ifHash, path, window) -> Arbitraries.of(
                        new ReadRequest(id, id % 2 == 0, ifHash.known() ? window : 0, window, ifHash, path),
                        new ReadReply(id, plan, window * 7, id % 2 == 1, hash)));
    }

    private static Arbitrary<FileMessage> queries() {
        return Combinators.combine(
                        ids(), paths(), hashesOrNone(), Arbitraries.longs().greaterOrEqual(0))
                .flatAs((id, path, hash, size) -> Arbitraries.of(
                        new QueryRequest(id, false, hash.known(), path),
                        new QueryRequest(id, false, false, FilePath.ROOT),
                        new QueryRequest(id, true, false, path),
                        new QueryRequest(id, true, false, false, hash, path),
                        new QueryRequest(id, true, false, true, FileHash.NONE, path),
                        new StatReply(id, new FileStat(false, size, size, hash)),
                        new StatReply(id, new FileStat(true, 0, size, FileHash.NONE)),
                        new DeleteReply(id)));
    }

    private static Arbitrary<FileMessage> listings() {
        return Combinators.combine(ids(), paths(), names().list().ofMaxSize(8), names())
                .flatAs((id, path, names, after) -> {
                    TreeSet<String> ordered = new TreeSet<>(ListEntry.ORDER);
                    ordered.addAll(names);
                    List<ListEntry> entries = new ArrayList<>();
                    for (String name : ordered) {
                        boolean directory = name.length() % 2 == 0;
                        entries.add(new ListEntry(
                                name, new FileStat(directory, directory ? 0 : name.length(), 5, FileHash.NONE)));
                    }
                    return Arbitraries.of(
                            new ListRequest(id, path, after),
                            new ListRequest(id, FilePath.ROOT, ""),
                            new ListReply(id, entries, !entries.isEmpty()),
                            new ListReply(id, entries, false));
                });
    }

    private static Arbitrary<FileMessage> chunks() {
        return Combinators.combine(
                        roles(),
                        ids(),
                        Arbitraries.integers().between(1, 65536),
                        ids(),
                        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(300))
                .flatAs((role, id, total, prefix, data) -> Arbitraries.of(
                        new ChunkData(role, id, total / 2, total, prefix, id % 2 == 0, ChunkBytes.of(data)),
                        new ChunkAck(role, id, total, prefix, total / 3)));
    }

    private static Arbitrary<FileMessage> completes() {
        return Combinators.combine(roles(), Arbitraries.of(true, false), ids(), plans(), hashes())
                .as(Complete::new);
    }

    private static Arbitrary<FileMessage> errors() {
        return Combinators.combine(
                        roles(),
                        ids(),
                        Arbitraries.of(FileErrorCode.class).filter(code -> code != FileErrorCode.SUCCESS),
                        Arbitraries.of(FileOp.class),
                        Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(120))
                .as(ErrorMessage::new);
    }
}
