package com.hookprobe.node.witness;

import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a witness's log: records of 88 bytes, in batches of which each is on the disk before the next is written.
 *
 * <pre>
 * offset size field                      all integers big-endian
 *      0    4 length (88)
 *      4    4 CRC-32C over the bytes 8..87
 *      8    4 batch, from 0; the records of batch 0 came with the file
 *     12    1 place in its batch, from 0; 0 in batch 0
 *     13    1 place of the last of its batch; 0 in batch 0
 *     14    1 kind: 0 BEGIN, 1 SIGNED, 2 QUIET
 *     15    1 zero
 *     16    8 BEGIN: how many records of batch 0 follow; SIGNED: the claim's end; QUIET: nothing is signed before; microseconds
 *     24   32 BEGIN: a hash over genesis, node and BLS key; SIGNED: decision id; QUIET: zero
 *     56   32 SIGNED: hash of the claim; else zero
 * </pre>
 */
public final class ClaimLogCodec {
    /** Bytes of a record. */
    public static final int RECORD_BYTES = 88;

    /** Records of one batch: as many as a crash may leave damaged. */
    public static final int BATCH_MAX = 64;

    private static final int BEGIN = 0;
    private static final int SIGNED = 1;
    private static final int QUIET = 2;
    private static final byte[] ZERO = new byte[Hash32.BYTES];

    private final Hash32 binding;

    private record Place(long batch, int place, int last) {
        private static final Place WITH_THE_FILE = new Place(0, 0, 0);

        /** True when that can be the next record of a log whose batches were all finished. */
        private boolean before(Place next) {
            return place < last
                    ? next.batch == batch && next.place == place + 1 && next.last == last
                    : next.batch == batch + 1 && next.place == 0;
        }
    }

    private record Entry(Place place, int kind, long time, byte[] name, byte[] claim) {}

    /**
     * What a file holds.
     *
     * @param signed in the order in which they were written
     * @param quietUntilMicros 0 for none
     * @param batch the last
     * @param torn a crash met the last batch; its signatures have not left, and what is whole of it is in {@code signed}
     * @param refusal why the file must not be used; empty when it may
     */
    public record Scan(List<SignedClaim> signed, long quietUntilMicros, long batch, boolean torn, String refusal) {}

    /** Of this validator's log in this network. */
    public ClaimLogCodec(Genesis genesis, NodeId self) {
        ValidatorSet validators = genesis.validators();
        int index = validators
                .indexOf(self)
                .orElseThrow(() -> new IllegalArgumentException(self + " is no validator of " + genesis.name()));
        this.binding = Hash32.sha256(
                WitnessLabels.LOG,
                genesis.hash().bytes(),
                self.bytes(),
                validators.member(index).blsKey());
    }

    /** A whole file. */
    public byte[] file(List<SignedClaim> signed, long quietUntilMicros) {
        boolean quiet = quietUntilMicros > 0;
        int records = signed.size() + (quiet ? 1 : 0);
        WireWriter out = new WireWriter((1 + records) * RECORD_BYTES);
        out.bytes(encode(new Entry(Place.WITH_THE_FILE, BEGIN, records, binding.bytes(), ZERO)));
        if (quiet) {
            out.bytes(encode(new Entry(Place.WITH_THE_FILE, QUIET, quietUntilMicros, ZERO, ZERO)));
        }
        signed.forEach(each -> out.bytes(encode(of(Place.WITH_THE_FILE, each))));
        return out.toBytes();
    }

    /**
     * Records that are written together.
     *
     * @param number of the batch, above zero
     * @param signed 1..{@link #BATCH_MAX}
     */
    public byte[] batch(long number, List<SignedClaim> signed) {
        WireWriter out = new WireWriter(signed.size() * RECORD_BYTES);
        for (int i = 0; i < signed.size(); i++) {
            out.bytes(encode(of(new Place(number, i, signed.size() - 1), signed.get(i))));
        }
        return out.toBytes();
    }

    private static Entry of(Place place, SignedClaim signed) {
        return new Entry(
                place,
                SIGNED,
                signed.endsMicros(),
                signed.decision().bytes(),
                signed.claim().bytes());
    }

    private static byte[] encode(Entry entry) {
        byte[] tail = new WireWriter(RECORD_BYTES)
                .u32(entry.place.batch)
                .u8(entry.place.place)
                .u8(entry.place.last)
                .u8(entry.kind)
                .u8(0)
                .u64(entry.time)
                .bytes(entry.name)
                .bytes(entry.claim)
                .toBytes();
        return new WireWriter(RECORD_BYTES)
                .u32(RECORD_BYTES)
                .u32(crc(tail))
                .bytes(tail)
                .toBytes();
    }

    /** Reads a whole file. */
    public Scan scan(byte[] file) {
        Entry begin = entry(file, 0);
        if (begin == null || begin.kind != BEGIN) {
            return refused("its first record is damaged or cut");
        }
        if (!Arrays.equals(begin.name, binding.bytes())) {
            return refused("it was made for another genesis or another key");
        }
        List<SignedClaim> signed = new ArrayList<>();
        long quietUntilMicros = 0;
        Place last = Place.WITH_THE_FILE;
        int records = (file.length + RECORD_BYTES - 1) / RECORD_BYTES;
        for (int at = 1; at < Math.max(records, begin.time + 1); at++) {
            boolean withTheFile = at <= begin.time;
            Entry entry = entry(file, at);
            if (entry == null) {
                boolean torn = !withTheFile && canBeTorn(file, at, records, last);
                return torn
                        ? new Scan(List.copyOf(signed), quietUntilMicros, last.batch, true, "")
                        : refused("record " + at + " is damaged or cut, and it was on the disk before");
            }
            boolean fits = withTheFile
                    ? entry.place.equals(Place.WITH_THE_FILE) && entry.kind != BEGIN
                    : last.before(entry.place) && entry.kind == SIGNED;
            if (!fits) {
                return refused("record " + at + " does not belong there");
            }
            last = entry.place;
            if (entry.kind == QUIET) {
                quietUntilMicros = entry.time;
            } else {
                signed.add(new SignedClaim(Bytes32.of(entry.name), Hash32.of(entry.claim), entry.time));
            }
        }
        return new Scan(List.copyOf(signed), quietUntilMicros, last.batch, last.place < last.last, "");
    }

    /** True when all from here on can be the rest of one batch, the last. */
    private static boolean canBeTorn(byte[] file, int from, int records, Place last) {
        boolean begun = last.place < last.last;
        int rest = begun ? last.last - last.place : BATCH_MAX;
        long batch = begun ? last.batch : last.batch + 1;
        int start = begun ? from - last.place - 1 : from;
        for (int at = from + 1; at < records; at++) {
            Entry entry = entry(file, at);
            if (entry != null && (entry.place.batch != batch || at - entry.place.place != start)) {
                return false;
            }
        }
        return records - from <= rest;
    }

    /** Null when it is not whole and sound. */
    private static @Nullable Entry entry(byte[] file, int at) {
        int from = at * RECORD_BYTES;
        if (file.length - from < RECORD_BYTES) {
            return null;
        }
        byte[] tail = Arrays.copyOfRange(file, from + 8, from + RECORD_BYTES);
        try {
            WireReader head = new WireReader(Arrays.copyOfRange(file, from, from + 8));
            boolean sound = head.u32() == RECORD_BYTES && head.u32() == crc(tail);
            return sound ? entry(new WireReader(tail)) : null;
        } catch (MalformedException e) {
            return null;
        }
    }

    private static @Nullable Entry entry(WireReader in) throws MalformedException {
        Place place = new Place(in.u32(), in.u8(), in.u8());
        int kind = in.u8();
        int zero = in.u8();
        long time = in.u64();
        byte[] name = in.bytes(Hash32.BYTES);
        byte[] claim = in.bytes(Hash32.BYTES);
        boolean zeros = (kind == SIGNED || Arrays.equals(claim, ZERO)) && (kind != QUIET || Arrays.equals(name, ZERO));
        boolean good = zero == 0 && kind <= QUIET && zeros && place.place <= place.last && place.last < BATCH_MAX;
        return good ? new Entry(place, kind, time, name, claim) : null;
    }

    private static Scan refused(String reason) {
        return new Scan(List.of(), 0, 0, false, reason);
    }

    private static long crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }
}
