package com.hookprobe.neuro;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the form that {@link VectorFile} reads, and makes the fixed inputs of the vectors. */
final class VectorText {
    private final StringBuilder out = new StringBuilder();

    VectorText(String comment) {
        comment.lines().forEach(line -> out.append("# ").append(line).append('\n'));
    }

    VectorText begin(String name, String kind) {
        out.append('\n');
        return field("case", name).field("kind", kind);
    }

    VectorText field(String name, String value) {
        out.append(name).append(": ").append(value).append('\n');
        return this;
    }

    VectorText field(String name, long value) {
        return field(name, Long.toString(value));
    }

    VectorText field(String name, byte[] value) {
        return field(name, value.length == 0 ? "-" : HexFormat.of().formatHex(value));
    }

    VectorText list(String name, BigInteger... values) {
        return field(name, Arrays.stream(values).map(BigInteger::toString).collect(Collectors.joining(" ")));
    }

    /** The number of records, and each of them. */
    VectorText ters(List<Ter> ters) {
        field("n", ters.size());
        for (int i = 0; i < ters.size(); i++) {
            field("ter-" + i, ters.get(i).encode());
        }
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    static byte[] sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SHA-256 of all records one after the other. */
    static byte[] digestOf(List<Ter> ters) {
        byte[] all = new byte[ters.size() * Ter.BYTES];
        for (int i = 0; i < ters.size(); i++) {
            System.arraycopy(ters.get(i).encode(), 0, all, i * Ter.BYTES, Ter.BYTES);
        }
        return sha256(all);
    }

    /** {@code n} records 5 s apart that follow from a name. */
    static List<Ter> history(String name, int n) {
        TerChain chain = TerChain.START;
        Ter[] ters = new Ter[n];
        for (int i = 0; i < n; i++) {
            ters[i] = chain.next(
                    sha256("HookProbe NEURO " + name + " entropy " + i),
                    Arrays.copyOf(sha256("HookProbe NEURO " + name + " integrity"), Ter.INTEGRITY_BYTES),
                    1_764_547_200_000_000L + 5_000_000L * i);
            chain = chain.after(ters[i]);
        }
        return List.of(ters);
    }
}
