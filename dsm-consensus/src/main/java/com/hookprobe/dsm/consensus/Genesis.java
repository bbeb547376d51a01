package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a network starts: its name, parameters, first validators and enrolled sources. {@link #hash()} stands for the
 * checkpoint before height 1. Immutable; safe for use by many threads.
 *
 * <pre>
 * size field                      all integers big-endian
 *    2 version (1)
 *    1 length of the name, 1..64, and the name, UTF-8
 *   32 parameters
 *    8 genesis time, microseconds since 1970
 *    2 number of validators, and the validators, sorted by id
 *    4 number of sources, 0..65,536, and per source, sorted by id: id 32, algorithm 1, key 32 or 65
 * </pre>
 *
 * The network id is the hash of all of it under one label, so two networks that differ in anything never accept each
 * other's signatures; the genesis hash is the network id under another label.
 */
public final class Genesis {
    /** Most enrolled sources. */
    public static final int SOURCES_MAX = 65_536;

    private static final int VERSION = 1;

    private final String name;
    private final Params params;
    private final ValidatorSet validators;
    private final List<Source> sources;
    private final Map<NodeId, PublicKeyBytes> keys;
    private final long genesisTimeMicros;
    private final Hash32 networkId;
    private final Hash32 hash;

    /**
     * Builds a genesis.
     *
     * @param name 1..64 bytes of UTF-8
     * @param sources in any order, no id twice, at most 65,536
     * @param genesisTimeMicros microseconds since 1970, not negative
     * @throws IllegalArgumentException when something is out of range
     */
    public Genesis(String name, Params params, ValidatorSet validators, List<Source> sources, long genesisTimeMicros) {
        int nameBytes = name.getBytes(StandardCharsets.UTF_8).length;
        Checks.that(nameBytes >= 1 && nameBytes <= Validator.NAME_BYTES_MAX, "name bytes", nameBytes);
        Checks.that(sources.size() <= SOURCES_MAX, "number of sources", sources.size());
        Checks.that(genesisTimeMicros >= 0, "genesis time", genesisTimeMicros);
        this.name = name;
        this.params = params;
        this.validators = validators;
        this.sources = sources.stream().sorted(Comparator.comparing(Source::id)).toList();
        this.keys = new HashMap<>();
        for (Source source : sources) {
            if (keys.put(source.id(), source.key()) != null) {
                throw new IllegalArgumentException("source " + source.id() + " is listed twice");
            }
        }
        this.genesisTimeMicros = genesisTimeMicros;
        this.networkId = Hash32.sha256(ConsensusLabels.NETWORK, encode());
        this.hash = hash(networkId);
    }

    /** prev_hash of height 1 of a network. */
    static Hash32 hash(Hash32 networkId) {
        return Hash32.sha256(ConsensusLabels.GENESIS, networkId.bytes());
    }

    public String name() {
        return name;
    }

    public Params params() {
        return params;
    }

    public ValidatorSet validators() {
        return validators;
    }

    /** The enrolled sources, sorted by id. */
    public List<Source> sources() {
        return sources;
    }

    public long genesisTimeMicros() {
        return genesisTimeMicros;
    }

    /** Names the network; in each microblock, header and signature. */
    public Hash32 networkId() {
        return networkId;
    }

    /** prev_hash of height 1. */
    public Hash32 hash() {
        return hash;
    }

    /** The epoch of "height 0": height 1 covers a later one. */
    public long epoch() {
        return params.epochAt(genesisTimeMicros);
    }

    /** The key of an enrolled source. */
    public Optional<PublicKeyBytes> sourceKey(NodeId source) {
        return Optional.ofNullable(keys.get(source));
    }

    /** The canonical bytes. */
    public byte[] encode() {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        WireWriter out = new WireWriter(1024);
        out.u16(VERSION).u8(utf8.length).bytes(utf8).bytes(params.encode()).u64(genesisTimeMicros);
        validators.write(out);
        out.u32(sources.size());
        for (Source source : sources) {
            out.node(source.id())
                    .u8(source.key().algorithm().code())
                    .bytes(source.key().bytes());
        }
        return out.toBytes();
    }

    /** Reads {@link #encode()}'s form and nothing else. */
    public static Genesis decode(byte[] bytes) throws MalformedException {
        WireReader in = new WireReader(bytes);
        int version = in.u16();
        if (version != VERSION) {
            throw new MalformedException("unknown genesis version " + version);
        }
        String name = Validator.text(in.bytes(in.u8()));
        Params params = Params.read(in);
        long timeMicros = in.u64();
        ValidatorSet validators = ValidatorSet.read(in);
        int count = in.count(SOURCES_MAX, 65);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Source source = readSource(in);
            if (i > 0 && sources.get(i - 1).id().compareTo(source.id()) >= 0) {
                throw new MalformedException("sources are not sorted by id");
            }
            sources.add(source);
        }
        in.end();
        return Checks.canonical(() -> new Genesis(name, params, validators, sources, timeMicros));
    }

    private static Source readSource(WireReader in) throws MalformedException {
        NodeId id = in.node();
        int code = in.u8();
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            if (algorithm.code() == code) {
                return new Source(id, new PublicKeyBytes(algorithm, in.bytes(algorithm.keyBytes())));
            }
        }
        throw new MalformedException("unknown signature algorithm " + code);
    }
}
