package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The certificates that a validator holds for one height: what {@link Forensics} needs to find out who made a fork. Nothing in it is
 * secret. Immutable.
 *
 * <pre>
 * "HPTRANSC" 8 | version u16 (1) | network id 32 | height u64
 * count u8 (0..8)      | headers of 458, strictly rising as unsigned bytes
 * count u16 (0..4,112) | certificates, strictly rising as unsigned bytes
 * </pre>
 *
 * @param headers of that height and network: of values that were decided
 * @param certificates of that height: VC, SC and DC of any views and values; their signatures are not verified here
 */
public record Transcript(
        Hash32 networkId, long height, List<CheckpointHeader> headers, List<Certificate> certificates) {
    public static final int HEADERS_MAX = 8;

    /** VC and SC of as many views as a justification may span, and some that contradict them. */
    public static final int CERTIFICATES_MAX = 2 * Justification.CERTIFICATES_MAX + 16;

    /** Longest encoding: about 840 KiB. */
    public static final int BYTES_MAX =
            53 + HEADERS_MAX * CheckpointHeader.BYTES + CERTIFICATES_MAX * Certificate.BYTES_MAX;

    private static final byte[] MAGIC = "HPTRANSC".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;

    /** Throws {@link IllegalArgumentException} when something is of another height or network, too much, or out of order. */
    public Transcript {
        headers = List.copyOf(headers);
        certificates = List.copyOf(certificates);
        Checks.that(height >= 1, "height", height);
        Checks.that(headers.size() <= HEADERS_MAX, "number of headers", headers.size());
        Checks.that(certificates.size() <= CERTIFICATES_MAX, "number of certificates", certificates.size());
        for (CheckpointHeader header : headers) {
            Checks.that(
                    header.height() == height && header.networkId().equals(networkId),
                    "header: of another network or height",
                    header.height());
        }
        for (Certificate certificate : certificates) {
            Checks.that(certificate.height() == height, "height of a certificate", certificate.height());
        }
        Checks.that(
                rising(headers.stream().map(CheckpointHeader::encode).toList()),
                "order of headers, count",
                headers.size());
        Checks.that(
                rising(certificates.stream().map(Certificate::encode).toList()),
                "order of certificates, count",
                certificates.size());
    }

    /**
     * Puts what is held into order. Of more than the maximum the decisions are kept first, then the lower views: those that a
     * culprit is found by.
     */
    public static Transcript of(
            Hash32 networkId, long height, Collection<CheckpointHeader> headers, Collection<Certificate> certificates) {
        List<CheckpointHeader> sortedHeaders = headers.stream()
                .distinct()
                .limit(HEADERS_MAX)
                .sorted(Comparator.comparing(CheckpointHeader::encode, Arrays::compareUnsigned))
                .toList();
        List<Certificate> sorted = certificates.stream()
                .distinct()
                .sorted(Comparator.comparing((Certificate it) -> it.kind() != VoteKind.FINALIZE)
                        .thenComparing(Certificate::view))
                .limit(CERTIFICATES_MAX)
                .sorted(Comparator.comparing(Certificate::encode, Arrays::compareUnsigned))
                .toList();
        return new Transcript(networkId, height, sortedHeaders, sorted);
    }

    /** The same with one more header and certificate: what another side shows. */
    public Transcript plus(CheckpointHeader header, Certificate certificate) {
        List<CheckpointHeader> moreHeaders = new ArrayList<>(headers);
        moreHeaders.add(header);
        List<Certificate> more = new ArrayList<>(certificates);
        more.add(certificate);
        return of(networkId, height, moreHeaders, more);
    }

    /** True when the bytes begin as a transcript does. */
    public static boolean isOne(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** The canonical bytes. */
    public byte[] encode() {
        WireWriter out = new WireWriter(4_096);
        out.bytes(MAGIC).u16(VERSION).hash(networkId).u64(height).u8(headers.size());
        headers.forEach(header -> out.bytes(header.encode()));
        out.u16(certificates.size());
        certificates.forEach(certificate -> out.bytes(certificate.encode()));
        return out.toBytes();
    }

    /** Reads exactly one transcript; nothing in it is verified. */
    public static Transcript decode(byte[] bytes) throws MalformedException {
        if (bytes.length > BYTES_MAX) {
            throw new MalformedException(
                    "expected a transcript of at most " + BYTES_MAX + " bytes, found " + bytes.length);
        }
        WireReader in = new WireReader(bytes);
        if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
            throw new MalformedException("not a transcript");
        }
        int version = in.u16();
        if (version != VERSION) {
            throw new MalformedException("unknown version " + version + " of a transcript");
        }
        Hash32 networkId = in.hash();
        long height = in.u64();
        List<CheckpointHeader> headers = new ArrayList<>();
        for (int left = in.u8(); left > 0; left--) {
            headers.add(CheckpointHeader.read(in));
        }
        List<Certificate> certificates = new ArrayList<>();
        for (int left = in.u16(); left > 0; left--) {
            certificates.add(Certificate.read(in));
        }
        in.end();
        return Checks.canonical(() -> new Transcript(networkId, height, headers, certificates));
    }

    private static boolean rising(List<byte[]> items) {
        for (int i = 1; i < items.size(); i++) {
            if (Arrays.compareUnsigned(items.get(i - 1), items.get(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
