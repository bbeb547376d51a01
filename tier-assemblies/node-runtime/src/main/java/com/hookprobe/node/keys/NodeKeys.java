package com.hookprobe.node.keys;

import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.htp.KemKeyPair;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareFingerprint;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.NodeIdentity;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Vault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Everything secret of a node, from its keystore: device key, X-Wing key, BLS key of a validator, NEURO seed; and its
 * card, which is public. {@link #close} wipes what it can. Safe for use by many threads.
 */
public final class NodeKeys implements AutoCloseable {
    private static final String CARD = "node.card";
    private static final String VOTES = "dsm.votes";
    private static final String NEXT_BLS = "dsm.bls.next";
    private static final String WITNESSED = "witness.log";
    private static final int SEED_LENGTH = 32;

    private final Keystore keystore;
    private final NodeIdentity identity;
    private final NodeCard card;

    private NodeKeys(Keystore keystore, NodeIdentity identity, NodeCard card) {
        this.keystore = keystore;
        this.identity = identity;
        this.card = card;
    }

    /** Makes new keys for a new node in a new keystore, and its card. */
    public static NodeKeys create(Path file, char[] passphrase, String name, Tier tier, RandomGenerator random)
            throws KeystoreException {
        HardwareFingerprint hardware = HardwareReading.read().enrolledAt(Instant.now());
        return create(file, passphrase, name, tier, random, hardware);
    }

    /** The same, bound to hardware that was read before. */
    public static NodeKeys create(
            Path file, char[] passphrase, String name, Tier tier, RandomGenerator random, HardwareFingerprint hardware)
            throws KeystoreException {
        Keystore keystore = Keystore.create(file, passphrase);
        NodeIdentity identity = NodeIdentity.create(keystore, name, random);
        new HardwareBinding(keystore).begin(hardware);
        NodeCard.Builder card = identity.card(tier, hardware);
        byte[] kemSeed = secret(keystore, NodeIdentity.HTP_KEM);
        try (KemKeyPair kem = KemKeyPair.fromSeed(kemSeed)) {
            card.kemPublicKey(kem.publicKey());
        }
        Arrays.fill(kemSeed, (byte) 0);
        if (tier == Tier.SENTINEL) {
            byte[] ikm = secret(keystore, NodeIdentity.BLS);
            try (BlsSecretKey bls = BlsSecretKey.generate(ikm)) {
                card.blsKey(bls.publicKey().bytes(), bls.proveOfPossession());
            }
            Arrays.fill(ikm, (byte) 0);
        }
        NodeCard signed = card.sign(identity.deviceKey());
        keystore.put(CARD, signed.encode());
        return new NodeKeys(keystore, identity, signed);
    }

    /** Opens the keystore that {@link #create} made. */
    public static NodeKeys open(Path file, char[] passphrase) throws KeystoreException {
        Keystore keystore = Keystore.open(file, passphrase);
        NodeIdentity identity = NodeIdentity.load(keystore);
        try {
            return new NodeKeys(keystore, identity, NodeCard.decode(secret(keystore, CARD)));
        } catch (RecordException e) {
            throw new IllegalStateException(file + ": the card in the keystore is not valid: " + e.getMessage(), e);
        }
    }

    private static byte[] secret(Keystore keystore, String name) throws KeystoreException {
        return keystore.get(name)
                .orElseThrow(() -> new IllegalStateException(
                        "the keystore holds no '" + name + "'; make it with 'hookprobe keys init'"));
    }

    public NodeCard card() {
        return card;
    }

    public NodeId id() {
        return card.nodeId();
    }

    public DeviceKey device() {
        return identity.deviceKey();
    }

    /** The node as HTP knows it. */
    public LocalIdentity htp() {
        return new LocalIdentity() {
            @Override
            public byte[] nodeId() {
                return id().bytes();
            }

            @Override
            public byte[] sign(byte[] message) {
                return device().sign(message);
            }
        };
    }

    /** Seals the node's own data at rest. */
    public Vault vault() throws KeystoreException {
        return Vault.open(keystore);
    }

    /** 32 secret bytes; the caller wipes them. */
    public byte[] kemSeed() throws KeystoreException {
        return secret(keystore, NodeIdentity.HTP_KEM);
    }

    /** The caller closes it. */
    public KemKeyPair kem() throws KeystoreException {
        byte[] seed = kemSeed();
        try {
            return KemKeyPair.fromSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** The caller closes it. */
    public BlsSecretKey bls() throws KeystoreException {
        byte[] ikm = secret(keystore, NodeIdentity.BLS);
        try {
            return BlsSecretKey.generate(ikm);
        } finally {
            Arrays.fill(ikm, (byte) 0);
        }
    }

    /** The BLS key that this node is changing to, if it is; the caller closes it. */
    public Optional<BlsSecretKey> nextBls() throws KeystoreException {
        Optional<byte[]> held = keystore.get(NEXT_BLS).filter(ikm -> ikm.length == SEED_LENGTH);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        byte[] ikm = held.get();
        try {
            return Optional.of(BlsSecretKey.generate(ikm));
        } finally {
            Arrays.fill(ikm, (byte) 0);
        }
    }

    /** Makes the BLS key that this node is to change to, and keeps it beside today's; the caller closes it. */
    public BlsSecretKey makeNextBls(RandomGenerator random) throws KeystoreException {
        byte[] ikm = new byte[SEED_LENGTH];
        random.nextBytes(ikm);
        try {
            keystore.put(NEXT_BLS, ikm);
            return BlsSecretKey.generate(ikm);
        } finally {
            Arrays.fill(ikm, (byte) 0);
        }
    }

    /** The validators know the next BLS key: it takes the place of the old one. */
    public void adoptNextBls() throws KeystoreException {
        byte[] ikm = secret(keystore, NEXT_BLS);
        try {
            keystore.put(NodeIdentity.BLS, ikm);
        } finally {
            Arrays.fill(ikm, (byte) 0);
        }
    }

    /** 32 secret bytes; the caller wipes them. */
    public byte[] neuroSeed() throws KeystoreException {
        return secret(keystore, NodeIdentity.NEURO_SEED);
    }

    /** 32 secret bytes under a name of the caller's, made at the first call. */
    public byte[] named(String name, RandomGenerator random) throws KeystoreException {
        var held = keystore.get(name);
        if (held.isPresent()) {
            return held.get();
        }
        byte[] made = new byte[SEED_LENGTH];
        random.nextBytes(made);
        keystore.put(name, made);
        return made;
    }

    /** Puts a secret under a name of the caller's, in place of an older one. */
    public void store(String name, byte[] secret) throws KeystoreException {
        keystore.put(name, secret);
    }

    /** Did this BLS key ever get a vote log in this network? Without its log such a key must not sign. */
    public boolean hasVotedIn(byte[] networkId) throws KeystoreException {
        return keystore.get(VOTES).map(known -> Arrays.equals(known, networkId)).orElse(false);
    }

    /** Remembers that a vote log exists from now on. */
    public void rememberVotesIn(byte[] networkId) throws KeystoreException {
        keystore.put(VOTES, networkId);
    }

    /** True when this node has had a log of what it witnessed in this network; a log that is missing then was lost. */
    public boolean hasWitnessedIn(byte[] networkId) throws KeystoreException {
        return keystore.get(WITNESSED)
                .map(known -> Arrays.equals(known, networkId))
                .orElse(false);
    }

    /** Remembers that such a log exists from now on. */
    public void rememberWitnessingIn(byte[] networkId) throws KeystoreException {
        keystore.put(WITNESSED, networkId);
    }

    /** The hardware that these keys are bound to. */
    public HardwareBinding hardware() {
        return new HardwareBinding(keystore);
    }

    /** The request by which this node asks a verifier for enrolment. */
    public EnrolmentRequest enrolmentRequest(byte[] verifierKemPublicKey, byte[] baselineIntegrity)
            throws KeystoreException {
        return enrolmentRequest(verifierKemPublicKey, baselineIntegrity, Optional.empty(), Optional.empty());
    }

    /**
     * The same with what an operator has handed to the device.
     *
     * @param token the 32 bytes of a one-time enrolment token; the caller wipes them
     * @param replaces the node whose place this one takes
     */
    public EnrolmentRequest enrolmentRequest(
            byte[] verifierKemPublicKey, byte[] baselineIntegrity, Optional<byte[]> token, Optional<NodeId> replaces)
            throws KeystoreException {
        HardwareDigests digests = hardware()
                .bound()
                .orElseThrow(() -> new IllegalStateException(
                        "the keystore remembers no hardware; bind it with 'hookprobe keys hardware --accept'"))
                .reading()
                .digests();
        byte[] seed = neuroSeed();
        try (EnrolmentSecrets secrets = token.isPresent()
                ? EnrolmentSecrets.of(seed, token.get(), digests)
                : EnrolmentSecrets.of(seed, digests)) {
            return EnrolmentRequest.create(card, device(), secrets, verifierKemPublicKey, baselineIntegrity, replaces);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    @Override
    public void close() {
        identity.close();
        keystore.close();
    }
}
