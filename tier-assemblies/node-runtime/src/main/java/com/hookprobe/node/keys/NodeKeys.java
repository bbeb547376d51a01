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
import com.hookprobe.identity.KeyRotation;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.NodeIdentity;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.RestoredMark;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.Tier;
import com.hookprobe.identity.Unlock;
import com.hookprobe.identity.Vault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
    private static final String WEIGHTS_UNSURE = "neuro.unsure";
    private static final int SEED_LENGTH = 32;

    private final Keystore keystore;
    private final NodeIdentity identity;
    private final NodeCard card;

    private NodeKeys(Keystore keystore, NodeIdentity identity, NodeCard card) {
        this.keystore = keystore;
        this.identity = identity;
        this.card = card;
    }

    /** Makes new keys for a new node in a new keystore under a passphrase, and its card. */
    public static NodeKeys create(Path file, char[] passphrase, String name, Tier tier, RandomGenerator random)
            throws KeystoreException {
        return create(file, Unlock.passphrase(passphrase), name, tier, random);
    }

    /** Makes new keys for a new node in a new keystore, and its card. */
    public static NodeKeys create(Path file, Unlock first, String name, Tier tier, RandomGenerator random)
            throws KeystoreException {
        HardwareFingerprint hardware = HardwareReading.read().enrolledAt(Instant.now());
        return create(file, first, name, tier, random, hardware);
    }

    /** The same, bound to hardware that was read before. */
    public static NodeKeys create(
            Path file, Unlock first, String name, Tier tier, RandomGenerator random, HardwareFingerprint hardware)
            throws KeystoreException {
        Keystore keystore = Keystore.create(file, first);
        NodeIdentity identity = NodeIdentity.create(keystore, name, random);
        new HardwareBinding(keystore).begin(hardware);
        NodeCard card = sign(keystore, identity, tier, hardware);
        keystore.put(CARD, card.encode());
        return new NodeKeys(keystore, identity, card);
    }

    /** Opens the keystore that {@link #create} made, by its passphrase. */
    public static NodeKeys open(Path file, char[] passphrase) throws KeystoreException {
        return open(file, List.of(Unlock.passphrase(passphrase)));
    }

    /** Opens the keystore that {@link #create} made, by the first of these that opens one of its slots. */
    public static NodeKeys open(Path file, List<Unlock> unlocks) throws KeystoreException {
        Keystore keystore = Keystore.open(file, unlocks);
        NodeIdentity identity = NodeIdentity.load(keystore);
        try {
            NodeCard card = NodeCard.decode(record(keystore, CARD));
            if (!Arrays.equals(card.ed25519(), identity.deviceKey().publicKey())) {
                // The device key was changed, and the node ended before its card followed.
                card = resigned(keystore, identity, card);
            }
            return new NodeKeys(keystore, identity, card);
        } catch (RecordException e) {
            throw new IllegalStateException(file + ": the card in the keystore is not valid: " + e.getMessage(), e);
        }
    }

    private static NodeCard sign(Keystore keystore, NodeIdentity identity, Tier tier, HardwareFingerprint hardware)
            throws KeystoreException {
        NodeCard.Builder card = identity.card(tier, hardware);
        try (Secret seed = secret(keystore, NodeIdentity.HTP_KEM);
                KemKeyPair kem = seed.use(KemKeyPair::fromSeed)) {
            card.kemPublicKey(kem.publicKey());
        }
        if (tier == Tier.SENTINEL) {
            try (Secret ikm = secret(keystore, NodeIdentity.BLS);
                    BlsSecretKey bls = ikm.use(BlsSecretKey::generate)) {
                card.blsKey(bls.publicKey().bytes(), bls.proveOfPossession());
            }
        }
        return card.sign(identity.deviceKey());
    }

    /** The same card under the device key of today. */
    private static NodeCard resigned(Keystore keystore, NodeIdentity identity, NodeCard old) throws KeystoreException {
        NodeCard.Builder card = NodeCard.builder(old.nodeId(), old.name(), old.tier(), old.hardwareFingerprint());
        old.kemPublicKey().ifPresent(card::kemPublicKey);
        if (old.blsPublicKey().isPresent()) {
            card.blsKey(old.blsPublicKey().get(), old.blsPop().orElseThrow());
        }
        NodeCard signed = card.sign(identity.deviceKey());
        keystore.put(CARD, signed.encode());
        return signed;
    }

    private static Secret secret(Keystore keystore, String name) throws KeystoreException {
        return keystore.get(name).orElseThrow(() -> absent(name));
    }

    private static byte[] record(Keystore keystore, String name) throws KeystoreException {
        return keystore.getRecord(name).orElseThrow(() -> absent(name));
    }

    private static IllegalStateException absent(String name) {
        return new IllegalStateException("the keystore holds no '" + name + "'; make it with 'hookprobe keys init'");
    }

    /** The keystore itself, for what is done with all of it: slots, new keys, backups. */
    public Keystore keystore() {
        return keystore;
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

    /** All changes of the device key, oldest first. */
    public List<KeyRotation> rotations() {
        return identity.rotations();
    }

    /**
     * Changes the device key and the card with it; the id stays. Not while the node runs: others know the new key only when the
     * registry and a new mesh file tell them.
     *
     * @return the keys with the new one; these are not to be used any more
     */
    public NodeKeys rotateDevice(RandomGenerator random) throws KeystoreException {
        NodeIdentity next = identity.rotateKey(keystore, random);
        return new NodeKeys(keystore, next, resigned(keystore, next, card));
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

    /** 32 bytes; the caller closes them. */
    public Secret kemSeed() throws KeystoreException {
        return secret(keystore, NodeIdentity.HTP_KEM);
    }

    /** The caller closes it. */
    public KemKeyPair kem() throws KeystoreException {
        try (Secret seed = kemSeed()) {
            return seed.use(KemKeyPair::fromSeed);
        }
    }

    /** The caller closes it. */
    public BlsSecretKey bls() throws KeystoreException {
        try (Secret ikm = secret(keystore, NodeIdentity.BLS)) {
            return ikm.use(BlsSecretKey::generate);
        }
    }

    /** The BLS key that this node is changing to, if it is; the caller closes it. */
    public Optional<BlsSecretKey> nextBls() throws KeystoreException {
        Optional<Secret> held = keystore.get(NEXT_BLS);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        try (Secret ikm = held.get()) {
            return ikm.length() == SEED_LENGTH ? Optional.of(ikm.use(BlsSecretKey::generate)) : Optional.empty();
        }
    }

    /** Makes the BLS key that this node is to change to, and keeps it beside today's; the caller closes it. */
    public BlsSecretKey makeNextBls(RandomGenerator random) throws KeystoreException {
        try (Secret ikm = Secret.random(random, SEED_LENGTH)) {
            keystore.put(NEXT_BLS, ikm);
            return ikm.use(BlsSecretKey::generate);
        }
    }

    /** The validators know the next BLS key: it takes the place of the old one. */
    public void adoptNextBls() throws KeystoreException {
        try (Secret ikm = secret(keystore, NEXT_BLS)) {
            keystore.put(NodeIdentity.BLS, ikm);
        }
    }

    /** 32 bytes; the caller closes them. */
    public Secret neuroSeed() throws KeystoreException {
        return secret(keystore, NodeIdentity.NEURO_SEED);
    }

    /** 32 secret bytes under a name of the caller's, made at the first call; the caller closes them. */
    public Secret named(String name, RandomGenerator random) throws KeystoreException {
        Optional<Secret> held = keystore.get(name);
        if (held.isPresent()) {
            return held.get();
        }
        Secret made = Secret.random(random, SEED_LENGTH);
        keystore.put(name, made);
        return made;
    }

    /** Puts a secret under a name of the caller's, in place of an older one. */
    public void store(String name, Secret secret) throws KeystoreException {
        keystore.put(name, secret);
    }

    /** Whether the keystore came from a backup, and nobody has said since what became of the node. */
    public Optional<RestoredMark> restored() throws KeystoreException {
        return RestoredMark.of(keystore);
    }

    /**
     * May the weights in the data folder be older than those that the verifier knows? So after an operator vouched for a restored
     * node; only the verifier can tell.
     */
    public boolean weightsUnsure() throws KeystoreException {
        return keystore.names().contains(WEIGHTS_UNSURE);
    }

    /** The verifier knows no later weights. */
    public void weightsSure() throws KeystoreException {
        if (weightsUnsure()) {
            keystore.remove(WEIGHTS_UNSURE);
        }
    }

    /** Says that only the verifier can tell whether the weights are the newest. */
    public void doubtWeights() throws KeystoreException {
        keystore.put(WEIGHTS_UNSURE, new byte[] {1});
    }

    /** Did this BLS key ever get a vote log in this network? Without its log such a key must not sign. */
    public boolean hasVotedIn(byte[] networkId) throws KeystoreException {
        return keystore.getRecord(VOTES)
                .map(known -> Arrays.equals(known, networkId))
                .orElse(false);
    }

    /** Remembers that a vote log exists from now on. */
    public void rememberVotesIn(byte[] networkId) throws KeystoreException {
        keystore.put(VOTES, networkId);
    }

    /** True when this node has had a log of what it witnessed in this network; a log that is missing then was lost. */
    public boolean hasWitnessedIn(byte[] networkId) throws KeystoreException {
        return keystore.getRecord(WITNESSED)
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
        try (Secret seed = neuroSeed();
                EnrolmentSecrets secrets = seed.use(bytes -> token.isPresent()
                        ? EnrolmentSecrets.of(bytes, token.get(), digests)
                        : EnrolmentSecrets.of(bytes, digests))) {
            return EnrolmentRequest.create(card, device(), secrets, verifierKemPublicKey, baselineIntegrity, replaces);
        }
    }

    @Override
    public void close() {
        identity.close();
        keystore.close();
    }
}
