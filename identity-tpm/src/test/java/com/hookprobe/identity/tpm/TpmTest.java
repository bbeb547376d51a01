package com.hookprobe.identity.tpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hookprobe.identity.DeviceKey;
import com.hookprobe.identity.KeyProtectorException;
import com.hookprobe.identity.Keystore;
import com.hookprobe.identity.KeystoreException;
import com.hookprobe.identity.KeystoreSlot;
import com.hookprobe.identity.NodeId;
import com.hookprobe.identity.Secret;
import com.hookprobe.identity.Signer;
import com.hookprobe.identity.Unlock;
import com.hookprobe.testsupport.Swtpm;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tss.tpm.TPMT_HA;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;

/** Against a real TPM 2.0, in software. */
@Timeout(120)
class TpmTest {
    private static final byte[] NONCE = filled(20, 7);
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    @TempDir
    Path folder;

    private Swtpm chip;
    private Swtpm otherChip;
    private Tpm tpm;
    private Tpm other;
    private final DeviceKey device = DeviceKey.fromSeed(filled(32, 1));
    private final NodeId node = device.nodeIdAsFirstKey();

    @BeforeEach
    void startChips() throws Exception {
        assumeTrue(Swtpm.isInstalled(), "swtpm is not installed");
        chip = Swtpm.start(folder.resolve("chip"));
        tpm = Tpm.open(chip.device());
    }

    @AfterEach
    void stopChips() throws Exception {
        for (AutoCloseable each : Arrays.asList(tpm, other, chip, otherChip)) {
            if (each != null) {
                each.close();
            }
        }
    }

    private Tpm other() throws Exception {
        otherChip = Swtpm.start(folder.resolve("other"));
        other = Tpm.open(otherChip.device());
        return other;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private void extend(int pcr) throws Exception {
        tpm.run(commands -> {
            commands.PCR_Extend(TPM_HANDLE.pcr(pcr), new TPMT_HA[] {new TPMT_HA(TPM_ALG_ID.SHA256, filled(32, 9))});
            return pcr;
        });
    }

    @Test
    void keySignsWhatTheJdkVerifies() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        assertThat(signer.algorithm()).isEqualTo(Signer.Algorithm.ECDSA_P256_SHA256);
        assertThat(signer.publicKey()).hasSize(65).startsWith(4);
        for (int length : new int[] {0, 1, 1023, 1024, 1025, 5000}) {
            byte[] message = filled(length, 3);
            byte[] signature = signer.sign(message);
            assertThat(signer.key().verify(message, signature)).isTrue();
            assertThat(signer.key().verify(filled(length + 1, 3), signature)).isFalse();
        }
    }

    @Test
    void keyComesBackAfterAPowerCycle() throws Exception {
        byte[] blob = TpmSigner.create(tpm).blob();
        tpm.close();
        chip.close();
        chip = Swtpm.start(folder.resolve("chip"));
        tpm = Tpm.open(chip.device());
        TpmSigner again = TpmSigner.load(tpm, blob);
        assertThat(again.key().verify(NONCE, again.sign(NONCE))).isTrue();
    }

    @Test
    void keyIsBoundToItsChip() throws Exception {
        byte[] blob = TpmSigner.create(tpm).blob();
        assertRefused(KeyProtectorException.Kind.OTHER_CHIP, () -> TpmSigner.load(other(), blob));
    }

    @Test
    void changedBlobIsRefused() throws Exception {
        byte[] blob = TpmSigner.create(tpm).blob();
        for (int at = 0; at < blob.length; at += 7) {
            byte[] changed = blob.clone();
            changed[at] ^= 1;
            assertThatExceptionOfType(KeyProtectorException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> TpmSigner.load(tpm, changed));
            byte[] cut = Arrays.copyOf(blob, at);
            assertRefused(KeyProtectorException.Kind.MALFORMED, () -> TpmSigner.load(tpm, cut));
        }
        assertRefused(
                KeyProtectorException.Kind.MALFORMED, () -> TpmSigner.load(tpm, Arrays.copyOf(blob, blob.length + 1)));
    }

    @Test
    void nobodyGetsAQuoteSignedAsAMessage() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        byte[] attest = signer.quote(NONCE, node).attest();
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> signer.sign(attest));
        byte[] magicOnly =
                ByteBuffer.allocate(4).putInt((int) Attestation.GENERATED).array();
        assertThatExceptionOfType(GeneralSecurityException.class).isThrownBy(() -> signer.sign(magicOnly));
    }

    @Test
    void quoteIsVerifiedWithTheJdk() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        extend(7);
        PcrValues now = tpm.pcrs();
        assertThat(now.value(7)).isNotEqualTo(new byte[32]);
        QuoteRecord quote = QuoteRecord.decode(signer.quote(NONCE, node).encode());
        QuoteVerifier.Verified verified = QuoteVerifier.verify(quote, NONCE, node, signer.key(), now);
        assertThat(verified.pcrs()).isEqualTo(now);
        assertThat(verified.resetCount()).isPositive();
        QuoteVerifier.Verified later = QuoteVerifier.verify(signer.quote(NONCE, node), NONCE, node, signer.key(), now);
        assertThat(later.clockMillis()).isGreaterThanOrEqualTo(verified.clockMillis());
        assertThat(later.resetCount()).isEqualTo(verified.resetCount());
    }

    @Test
    void aPowerCycleShowsInTheResetCount() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        PcrValues now = tpm.pcrs();
        long before = QuoteVerifier.verify(signer.quote(NONCE, node), NONCE, node, signer.key(), now)
                .resetCount();
        byte[] blob = signer.blob();
        tpm.close();
        chip.close();
        chip = Swtpm.start(folder.resolve("chip"));
        tpm = Tpm.open(chip.device());
        signer = TpmSigner.load(tpm, blob);
        assertThat(QuoteVerifier.verify(signer.quote(NONCE, node), NONCE, node, signer.key(), now)
                        .resetCount())
                .isGreaterThan(before);
    }

    @Test
    void wrongNonceNodeKeyAndPcrAreRefused() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        PcrValues before = tpm.pcrs();
        QuoteRecord quote = signer.quote(NONCE, node);
        assertQuote(QuoteException.Kind.NONCE, quote, filled(20, 8), node, signer.key(), before);
        NodeId stranger = DeviceKey.fromSeed(filled(32, 2)).nodeIdAsFirstKey();
        assertQuote(QuoteException.Kind.NONCE, quote, NONCE, stranger, signer.key(), before);
        TpmPublicKey another = TpmSigner.create(tpm).key();
        assertQuote(QuoteException.Kind.OTHER_KEY, quote, NONCE, node, another, before);
        for (int pcr : PcrValues.INDEXES) {
            PcrValues known = tpm.pcrs();
            extend(pcr);
            assertThat(known.differing(tpm.pcrs())).containsExactly(pcr);
            assertQuote(QuoteException.Kind.PCR_VALUES, signer.quote(NONCE, node), NONCE, node, signer.key(), known);
        }
        // PCRs that nobody looks at.
        PcrValues known = tpm.pcrs();
        extend(4);
        QuoteVerifier.verify(signer.quote(NONCE, node), NONCE, node, signer.key(), known);
    }

    @Test
    void forgedQuotesAreRefused() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        PcrValues good = tpm.pcrs();
        extend(7);
        QuoteRecord bad = signer.quote(NONCE, node);
        // The good values beside a quote of the bad ones.
        QuoteRecord dressed = new QuoteRecord(bad.publicArea(), bad.attest(), bad.signature(), good);
        assertQuote(QuoteException.Kind.PCR_VALUES, dressed, NONCE, node, signer.key(), good);
        // An attestation that says the good ones, under the signature of the bad ones.
        byte[] attest = bad.attest().clone();
        System.arraycopy(good.digest(), 0, attest, attest.length - 32, 32);
        QuoteRecord forged = new QuoteRecord(bad.publicArea(), attest, bad.signature(), good);
        assertQuote(QuoteException.Kind.SIGNATURE, forged, NONCE, node, signer.key(), good);
        // Each changed byte of the record.
        byte[] record = bad.encode();
        PcrValues now = tpm.pcrs();
        for (int at = 0; at < record.length; at++) {
            byte[] changed = record.clone();
            changed[at] ^= (byte) (1 << at % 8);
            assertThatExceptionOfType(QuoteException.class)
                    .as("byte %s", at)
                    .isThrownBy(
                            () -> QuoteVerifier.verify(QuoteRecord.decode(changed), NONCE, node, signer.key(), now));
        }
    }

    @Test
    void bindingIsSignedByBothKeys() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        TpmBinding made = signer.bind(node, device);
        TpmBinding read = TpmBinding.decode(made.encode());
        assertThat(read.node()).isEqualTo(node);
        assertThat(read.deviceKey()).isEqualTo(device.publicKey());
        assertThat(read.chipKey()).isEqualTo(signer.key());
        byte[] record = made.encode();
        for (int at = 0; at < record.length; at++) {
            byte[] changed = record.clone();
            changed[at] ^= (byte) (1 << at % 8);
            assertThatExceptionOfType(QuoteException.class)
                    .as("byte %s", at)
                    .isThrownBy(() -> TpmBinding.decode(changed));
        }
    }

    @Test
    void sealedKeystoreOpensUntilAPcrChanges() throws Exception {
        Path file = keystore();
        try (Keystore store = Keystore.open(file, List.of(sealed(tpm)))) {
            assertThat(store.getRecord("a")).contains(new byte[] {1});
            assertThat(store.slots().get(1).kind()).isEqualTo(KeystoreSlot.Kind.PROTECTOR);
        }
        extend(4);
        Keystore.open(file, List.of(sealed(tpm))).close();
        extend(7);
        KeystoreException refused = refused(file, sealed(tpm));
        assertThat(((KeyProtectorException) refused.getCause()).kind())
                .isEqualTo(KeyProtectorException.Kind.OTHER_STATE);
        Keystore.open(file, PASSPHRASE).close();
    }

    @Test
    void sealedKeystoreOpensAfterAPowerCycleOfTheSameMachine() throws Exception {
        Path file = keystore();
        tpm.close();
        chip.close();
        chip = Swtpm.start(folder.resolve("chip"));
        tpm = Tpm.open(chip.device());
        Keystore.open(file, List.of(sealed(tpm))).close();
    }

    @Test
    void clonedDiskWithoutTheTpm() throws Exception {
        Path file = keystore();
        Path clone = Files.copy(file, folder.resolve("clone"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        KeystoreException refused = refused(clone, sealed(other()));
        assertThat(((KeyProtectorException) refused.getCause()).kind())
                .isEqualTo(KeyProtectorException.Kind.OTHER_CHIP);
    }

    @Test
    void stolenKeystoreWithoutItsPassphrase() throws Exception {
        Path file = folder.resolve("stolen");
        Keystore.create(file, PASSPHRASE).close();
        assertThat(refused(file, Unlock.passphrase("a guess".toCharArray())).kind())
                .isEqualTo(KeystoreException.Kind.WRONG_PASSPHRASE);
        assertThat(refused(file, sealed(tpm)).kind()).isEqualTo(KeystoreException.Kind.WRONG_KEY);
    }

    @Test
    void policyIsTheOneThatTheChipComputes() throws Exception {
        byte[] ofChip = tpm.run(commands -> {
            TPM_HANDLE session = commands.StartAuthSession(
                            TPM_HANDLE.NULL,
                            TPM_HANDLE.NULL,
                            new byte[16],
                            new byte[0],
                            tss.tpm.TPM_SE.TRIAL,
                            new tss.tpm.TPMT_SYM_DEF(TPM_ALG_ID.NULL, 0, TPM_ALG_ID.NULL),
                            TPM_ALG_ID.SHA256)
                    .handle;
            commands.PolicyPCR(session, new byte[0], Tpm.selection());
            byte[] digest = commands.PolicyGetDigest(session);
            commands.FlushContext(session);
            return digest;
        });
        assertThat(TpmProtector.policy(tpm.pcrs())).isEqualTo(ofChip);
    }

    @Test
    void nothingStaysInTheChip() throws Exception {
        TpmSigner signer = TpmSigner.create(tpm);
        // A chip holds three objects: one that is left behind each time would end this at once.
        for (int i = 0; i < 8; i++) {
            signer.sign(NONCE);
            try (Secret key = Secret.copyOf(filled(32, i));
                    Secret back = new TpmProtector(tpm).unwrap(new TpmProtector(tpm).wrap(key))) {
                assertThat(back).isEqualTo(key);
            }
        }
        extend(0);
        byte[] sealed = new TpmProtector(tpm).wrap(Secret.copyOf(filled(32, 1)));
        extend(0);
        for (int i = 0; i < 8; i++) {
            assertRefused(KeyProtectorException.Kind.OTHER_STATE, () -> new TpmProtector(tpm).unwrap(sealed));
        }
    }

    private static Unlock sealed(Tpm tpm) {
        return Unlock.protector(new TpmProtector(tpm));
    }

    private Path keystore() throws Exception {
        Path file = folder.resolve("keys");
        try (Keystore store = Keystore.create(file, PASSPHRASE)) {
            store.addSlot(sealed(tpm));
            store.put("a", new byte[] {1});
        }
        return file;
    }

    private static KeystoreException refused(Path file, Unlock unlock) {
        try {
            Keystore.open(file, List.of(unlock)).close();
        } catch (KeystoreException e) {
            return e;
        }
        throw new AssertionError("it opened");
    }

    private static void assertRefused(KeyProtectorException.Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(KeyProtectorException.class)
                .isThrownBy(call)
                .extracting(KeyProtectorException::kind)
                .isEqualTo(kind);
    }

    private static void assertQuote(
            QuoteException.Kind kind, QuoteRecord quote, byte[] nonce, NodeId node, TpmPublicKey key, PcrValues pcrs) {
        assertThatExceptionOfType(QuoteException.class)
                .isThrownBy(() -> QuoteVerifier.verify(quote, nonce, node, key, pcrs))
                .extracting(QuoteException::kind)
                .isEqualTo(kind);
    }
}
