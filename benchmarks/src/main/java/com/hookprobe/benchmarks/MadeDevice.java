package com.hookprobe.benchmarks;

import com.hookprobe.htp.KemKeyPair;
import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.EnrolmentSecrets;
import com.hookprobe.identity.HardwareDigests;
import com.hookprobe.identity.HardwareReading;
import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.RecordException;
import com.hookprobe.identity.Tier;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeSet;

/**
 * A device of many: a guardian with keys, a NEURO seed and hardware of its own, all of which follow from its number and one secret of the
 * mesh, so that the process that enrols it and the one that plays it need not hand each other ten thousand keystores.
 */
final class MadeDevice {
    /** Addresses of one network: none is its first or last. */
    private static final int HOSTS = 250;

    private static final int DIGEST_BYTES = HardwareDigests.DIGEST_BYTES;
    /** Of a record of digests: where the first field begins. */
    private static final int DIGESTS_AT = 6;

    final int number;
    final DeviceKey key;
    final NodeId id;
    private final byte[] secret;

    /** @param secret of the mesh, 32 bytes */
    MadeDevice(byte[] secret, int number) {
        this.secret = secret.clone();
        this.number = number;
        this.key = DeviceKey.fromSeed(derived("device"));
        this.id = key.nodeIdAsFirstKey();
    }

    static String name(int number) {
        return String.format(Locale.ROOT, "guardian-%05d", number);
    }

    byte[] neuroSeed() {
        return derived("neuro");
    }

    /** What the device shows of its files, at its enrolment and in each record. */
    byte[] integrity() {
        return Arrays.copyOf(derived("integrity"), EnrolmentRequest.BASELINE_BYTES);
    }

    /** An address of its own on the loopback, for a verifier bounds what comes from one address. */
    InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 64, (byte) (number / HOSTS), (byte) (1 + number % HOSTS)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    NodeCard card() {
        try (KemKeyPair kem = KemKeyPair.fromSeed(derived("kem"))) {
            return NodeCard.builder(id, name(number), Tier.GUARDIAN, derived("hardware"))
                    .kemPublicKey(kem.publicKey())
                    .sign(key);
        }
    }

    EnrolmentRequest request(byte[] verifierKem) {
        try (EnrolmentSecrets secrets = EnrolmentSecrets.of(neuroSeed(), hardware())) {
            return EnrolmentRequest.create(card(), key, secrets, verifierKem, integrity());
        }
    }

    /** As many digests as this machine has, and others: two devices are two machines. */
    HardwareDigests hardware() {
        byte[] record = OfThisMachine.RECORD.clone();
        int at = DIGESTS_AT;
        for (int field = 0; at < record.length; field++) {
            int values = record[at++];
            TreeSet<byte[]> sorted = new TreeSet<>(Arrays::compareUnsigned);
            for (int i = 0; i < values; i++) {
                sorted.add(Arrays.copyOf(derived("digest " + field + " " + i), DIGEST_BYTES));
            }
            for (byte[] digest : sorted) {
                System.arraycopy(digest, 0, record, at, DIGEST_BYTES);
                at += DIGEST_BYTES;
            }
        }
        try {
            return HardwareDigests.decode(record);
        } catch (RecordException e) {
            throw new IllegalStateException("as many digests as in a record that was one", e);
        }
    }

    byte[] derived(String what) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
            return digest.digest(what.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class OfThisMachine {
        private static final byte[] RECORD = HardwareReading.read().digests().encode();
    }
}
