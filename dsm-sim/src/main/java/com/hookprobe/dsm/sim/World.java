package com.hookprobe.dsm.sim;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.LocalSigner;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.Source;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.ValidatorSigner;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;

/**
 * A network of n validators and three sources: keys, genesis, and the sources' chains. It is the same in every run, so that what is
 * costly to sign is signed once in a process. Safe for use by many threads.
 */
final class World {
    static final long GENESIS_SECONDS = 1_000_000;
    static final int SOURCES = 3;

    /** Who may join. */
    static final int STRANGERS = 2;

    /** Where attestations age, and how much of its bond a member with evidence against it loses. */
    private static final int ATTESTATION_EPOCHS = 3;

    private static final int SLASH_PER_MILLE = 125;

    /** Short epochs and views: a run is some seconds of virtual time. */
    static final Params PARAMS = new Params(1, 60, 300, 250, 1_200, 100, 500, 50);

    private record Kind(int n, boolean real, boolean aging) {}

    private static final Map<Kind, World> WORLDS = new ConcurrentHashMap<>();

    final Genesis genesis;

    /** The validators of the genesis by signer index, and then the strangers. */
    final List<Member> members;

    final List<Chain> chains;
    final boolean real;
    private final int size;
    private final Map<NodeId, Integer> indices = new HashMap<>();
    private final Map<NodeId, Chain> bySource = new HashMap<>();

    /** A validator and its keys: those of today, and those that it may change to. */
    record Member(Validator validator, Validator second, ValidatorSigner signer) {
        NodeId id() {
            return validator.id();
        }

        boolean hasKey(byte[] blsKey) {
            return Arrays.equals(blsKey, validator.blsKey()) || Arrays.equals(blsKey, second.blsKey());
        }
    }

    private World(int n, boolean real, boolean aging) {
        this.real = real;
        this.size = n;
        List<Member> unsorted = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            unsorted.add(real ? realMember(i) : toyMember(i));
        }
        unsorted.sort(Comparator.comparing(Member::id));
        List<Validator> validators = unsorted.stream().map(Member::validator).toList();
        for (int i = n; i < n + STRANGERS; i++) {
            unsorted.add(real ? realMember(i) : toyMember(i));
        }
        this.members = List.copyOf(unsorted);
        ValidatorSet set = real ? ValidatorSet.of(validators) : ValidatorSet.of(validators, ToyScheme.INSTANCE);
        List<Chain.Key> keys = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < SOURCES; i++) {
            keys.add(Chain.Key.of(seed("source", i)));
            sources.add(keys.get(i).source());
        }
        this.genesis = new Genesis(
                "simulation",
                aging ? PARAMS.withMembership(ATTESTATION_EPOCHS, SLASH_PER_MILLE) : PARAMS,
                set,
                sources,
                GENESIS_SECONDS * 1_000_000L);
        this.chains = keys.stream().map(key -> new Chain(genesis, key)).toList();
        chains.forEach(chain -> bySource.put(chain.source(), chain));
        for (int i = 0; i < members.size(); i++) {
            indices.put(members.get(i).id(), i);
        }
    }

    /** The world of n validators; with real BLS and Ed25519 keys, or with those of {@link ToyScheme}. */
    static World of(int n, boolean real, boolean aging) {
        return WORLDS.computeIfAbsent(new Kind(n, real, aging), kind -> new World(kind.n(), kind.real(), kind.aging()));
    }

    /** The signer index of a validator, or -1: a source. */
    int indexOf(NodeId id) {
        return indices.getOrDefault(id, -1);
    }

    /** True for a block that was signed here, and so need not be verified a million times. */
    boolean isGenuine(Microblock block) {
        @Nullable Chain chain = bySource.get(block.source());
        return chain != null && chain.isGenuine(block.hash());
    }

    /** Validators of the genesis. */
    int size() {
        return size;
    }

    /** Everybody who is or may become a validator. */
    int people() {
        return members.size();
    }

    /** True for the keys that somebody really has: nobody honest signs with others. */
    boolean isOwnKey(NodeId id, byte[] blsKey) {
        int index = indexOf(id);
        return index >= 0 && members.get(index).hasKey(blsKey);
    }

    /** The longest that the rules let a good network with f liars take for a decision: f+2 views of the longest timeout (L1). */
    static long decisionNs(int faults) {
        return (faults + 2L) * PARAMS.viewTimeoutMaxMillis() * 1_000_000L;
    }

    static byte[] seed(String what, int number) {
        return Hash32.sha256("simulated " + what, new byte[] {(byte) number}).bytes();
    }

    private static Member realMember(int number) {
        BlsSecretKey bls = BlsSecretKey.generate(seed("bls", number));
        BlsSecretKey second = BlsSecretKey.generate(seed("second bls", number));
        Ed25519PrivateKeyParameters identity = new Ed25519PrivateKeyParameters(seed("ed25519", number), 0);
        byte[] ed25519 = identity.generatePublicKey().getEncoded();
        Validator validator = new Validator(
                NodeId.derive(ed25519), ed25519, bls.publicKey().bytes(), bls.proveOfPossession(), "v" + number, 0);
        return new Member(
                validator,
                validator.withKey(second.publicKey().bytes(), second.proveOfPossession()),
                new LocalSigner(List.of(bls, second), message -> sign(identity, message)));
    }

    private static Member toyMember(int number) {
        byte[] bls = Arrays.copyOf(seed("toy bls", number), ToyScheme.KEY_BYTES);
        byte[] second = Arrays.copyOf(seed("second toy bls", number), ToyScheme.KEY_BYTES);
        byte[] ed25519 = seed("toy ed25519", number);
        Validator validator =
                new Validator(NodeId.derive(ed25519), ed25519, bls, new byte[ToyScheme.VOTE_BYTES], "v" + number, 0);
        return new Member(
                validator,
                validator.withKey(second, new byte[ToyScheme.VOTE_BYTES]),
                new ToySigner(ed25519, bls, second));
    }

    static byte[] sign(Ed25519PrivateKeyParameters key, byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }
}
