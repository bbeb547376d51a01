package com.hookprobe.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Who this node is: its id, its human name, its current device key, and the way to its other secrets. (identity.md,
 * section 9.)
 *
 * <p>Only {@link #DEVICE_KEY} has a meaning here; the other named secrets are opaque, and belong to the module that their
 * name names. Immutable but for {@link #close}, which overwrites the device key; safe for use by many threads.
 */
public final class NodeIdentity implements AutoCloseable {
    /** Name of the current Ed25519 seed, 32 bytes. */
    public static final String DEVICE_KEY = "device.ed25519";

    /** Name of the NEURO seed, 32 bytes. */
    public static final String NEURO_SEED = "neuro.seed";

    /** Name of the X-Wing private key, a 32-byte seed. */
    public static final String HTP_KEM = "htp.kem";

    /** Name of the input key material of the BLS key, 32 bytes. */
    public static final String BLS = "bls";

    /** Name of the secret shared by a group of nodes; not made here. */
    public static final String GROUP = "group";

    /** How often a node may change its key. */
    public static final int ROTATIONS_MAX = 256;

    private static final String RECORD = "node.identity";
    private static final String ROTATIONS = "node.rotations";
    private static final byte[] MAGIC = Bytes.ascii("HPNI");
    private static final int VERSION = 1;
    private static final int SECRET_BYTES = 32;

    private final NodeId nodeId;
    private final String name;
    private final DeviceKey key;
    private final List<KeyRotation> rotations;

    private NodeIdentity(NodeId nodeId, String name, DeviceKey key, List<KeyRotation> rotations) {
        this.nodeId = nodeId;
        this.name = name;
        this.key = key;
        this.rotations = List.copyOf(rotations);
    }

    /**
     * Makes a new node: a device key, the id that follows from it, and 32 random bytes each for {@link #NEURO_SEED},
     * {@link #HTP_KEM} and {@link #BLS}. All are stored in one step.
     *
     * @param name 1..63 ASCII letters, digits, '.', '_', '-' or blanks, a letter or digit at both ends
     * @param random a cryptographically strong source, such as {@link java.security.SecureRandom}
     * @throws KeystoreException EXISTS when the keystore holds a node already; CHANGED or STORAGE
     */
    public static NodeIdentity create(Keystore keystore, String name, RandomGenerator random) throws KeystoreException {
        NodeName.check(name);
        if (keystore.names().contains(DEVICE_KEY) || keystore.names().contains(RECORD)) {
            throw new KeystoreException(
                    KeystoreException.Kind.EXISTS,
                    "node identity: expected a keystore without a node, found one; load it, or create another keystore");
        }
        DeviceKey key = DeviceKey.generate(random);
        NodeId nodeId = key.nodeIdAsFirstKey();
        Map<String, Secret> secrets = new LinkedHashMap<>();
        secrets.put(DEVICE_KEY, key.secretSeed());
        secrets.put(RECORD, Secret.moved(encode(nodeId, name)));
        KeyTimes times = KeyTimes.load(keystore).with(KeyTimes.DEVICE, 0);
        for (String opaque : List.of(NEURO_SEED, HTP_KEM, BLS)) {
            secrets.put(opaque, Secret.random(random, SECRET_BYTES));
            times = times.with(opaque, 0);
        }
        try {
            store(keystore, secrets, times);
        } catch (KeystoreException e) {
            key.close();
            throw e;
        }
        return new NodeIdentity(nodeId, name, key, List.of());
    }

    /**
     * Loads the node of a keystore.
     *
     * @throws KeystoreException MISSING when it holds no node, DAMAGED when its parts do not fit together
     */
    public static NodeIdentity load(Keystore keystore) throws KeystoreException {
        DeviceKey key = key(keystore);
        try {
            byte[] record = keystore.getRecord(RECORD).orElseThrow(() -> Keystore.missing(RECORD));
            byte[] history = keystore.getRecord(ROTATIONS).orElse(new byte[0]);
            RecordReader in = new RecordReader("node identity", record, 128);
            in.header(MAGIC, VERSION);
            NodeId nodeId = NodeId.of(in.bytes("node id", NodeId.BYTES));
            String name = new String(in.bytes("name", in.u8("length")), StandardCharsets.ISO_8859_1);
            in.end();
            List<KeyRotation> rotations = decodeRotations(history);
            verifyChain(nodeId, rotations, key);
            return new NodeIdentity(nodeId, NodeName.check(name), key, rotations);
        } catch (RecordException | IllegalArgumentException e) {
            key.close();
            throw KeystoreFormat.damaged(String.valueOf(e.getMessage()));
        } catch (KeystoreException e) {
            key.close();
            throw e;
        }
    }

    private static DeviceKey key(Keystore keystore) throws KeystoreException {
        try (Secret seed = keystore.get(DEVICE_KEY).orElseThrow(() -> Keystore.missing(DEVICE_KEY))) {
            if (seed.length() != DeviceKey.SEED_BYTES) {
                throw KeystoreFormat.damaged("the secret " + DEVICE_KEY + " has another length");
            }
            return DeviceKey.fromSeed(seed);
        }
    }

    /**
     * Changes the device key; the id stays. The new key and the signed rotation are stored in one step. Until the registry
     * has accepted the rotation (see {@link #rotations}) others still know the old key.
     *
     * @return the identity with the new key; this one is closed
     * @throws KeystoreException CHANGED or STORAGE; then this one stays as it is
     */
    public NodeIdentity rotateKey(Keystore keystore, RandomGenerator random) throws KeystoreException {
        Checks.state(rotations.size() < ROTATIONS_MAX, "node identity: expected fewer than 256 rotations");
        DeviceKey next = DeviceKey.generate(random);
        List<KeyRotation> all = new ArrayList<>(rotations);
        all.add(KeyRotation.create(nodeId, rotations.size() + 1, key, next));
        byte[] history = Bytes.concat(all.stream().map(KeyRotation::encode).toArray(byte[][]::new));
        Map<String, Secret> secrets = new LinkedHashMap<>();
        secrets.put(DEVICE_KEY, next.secretSeed());
        secrets.put(ROTATIONS, Secret.moved(history));
        try {
            store(keystore, secrets, KeyTimes.load(keystore).with(KeyTimes.DEVICE, rotations.size() + 1));
        } catch (KeystoreException e) {
            next.close();
            throw e;
        }
        close();
        return new NodeIdentity(nodeId, name, next, all);
    }

    /** Returns the node's id. */
    public NodeId nodeId() {
        return nodeId;
    }

    /** Returns the human name. */
    public String name() {
        return name;
    }

    /** Returns the current device key; it is closed together with this identity. */
    public DeviceKey deviceKey() {
        return key;
    }

    /** Returns all changes of the device key, oldest first, for a registry that may not know them yet. Immutable. */
    public List<KeyRotation> rotations() {
        return rotations;
    }

    /** Starts a card of this node; add the KEM and BLS keys, then {@link NodeCard.Builder#sign} with the device key. */
    public NodeCard.Builder card(Tier tier, HardwareFingerprint hardware) {
        return NodeCard.builder(nodeId, name, tier, hardware.hash());
    }

    /** Overwrites the device key in memory. */
    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "NodeIdentity[" + nodeId.shortHex() + " '" + name + "']";
    }

    private static byte[] encode(NodeId nodeId, String name) {
        return new RecordWriter()
                .bytes(MAGIC)
                .u8(VERSION)
                .bytes(nodeId.bytes())
                .u8(name.length())
                .bytes(Bytes.ascii(name))
                .toBytes();
    }

    private static List<KeyRotation> decodeRotations(byte[] history) throws RecordException {
        List<KeyRotation> rotations = new ArrayList<>();
        for (int at = 0; at < history.length; at += KeyRotation.BYTES) {
            rotations.add(KeyRotation.decode(
                    Arrays.copyOfRange(history, at, Math.min(history.length, at + KeyRotation.BYTES))));
        }
        return rotations;
    }

    /** identity 9.2: "the key history MUST lead from the key that gave the id to the current key without a gap". */
    private static void verifyChain(NodeId nodeId, List<KeyRotation> rotations, DeviceKey key) throws RecordException {
        byte[] first = rotations.isEmpty() ? key.publicKey() : rotations.get(0).oldKey();
        byte[] at = first;
        boolean fits = NodeId.derive(first).equals(nodeId);
        for (int i = 0; i < rotations.size(); i++) {
            KeyRotation rotation = rotations.get(i);
            fits &= rotation.nodeId().equals(nodeId) && rotation.index() == i + 1;
            fits &= Arrays.equals(rotation.oldKey(), at);
            at = rotation.newKey();
        }
        if (!fits || !Arrays.equals(at, key.publicKey())) {
            throw new RecordException(
                    RecordException.Kind.FORMAT, "node id, key history and device key do not fit together");
        }
    }

    private static void store(Keystore keystore, Map<String, Secret> secrets, KeyTimes times) throws KeystoreException {
        try {
            times.store(keystore, secrets);
        } finally {
            secrets.values().forEach(Secret::close);
        }
    }
}
