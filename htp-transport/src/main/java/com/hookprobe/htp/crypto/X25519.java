package com.hookprobe.htp.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * X25519 (RFC 7748) for X-Wing: by Conscrypt, which takes a third of the time, where its native library loads, else by
 * Bouncy Castle. Both refuse a shared point of zero. Thread-safe.
 */
interface X25519 {
    /** Bytes of keys and secrets. */
    int BYTES = 32;

    /** Pure Java. */
    X25519 BOUNCY_CASTLE = (privateKey, publicKey) -> {
        byte[] shared = new byte[BYTES];
        X25519Agreement agreement = new X25519Agreement();
        agreement.init(new X25519PrivateKeyParameters(privateKey));
        try {
            agreement.calculateAgreement(new X25519PublicKeyParameters(publicKey), shared, 0);
            return Optional.of(shared);
        } catch (IllegalStateException zero) {
            return Optional.empty();
        }
    };

    /** The shared u-coordinate, 32 bytes; empty when it is zero, which a public key of small order makes it. */
    Optional<byte[]> agree(byte[] privateKey, byte[] publicKey);

    /** The public key of a private one. Bouncy Castle has tables for the base point and needs no native help. */
    static byte[] publicKey(byte[] privateKey) {
        return new X25519PrivateKeyParameters(privateKey).generatePublicKey().getEncoded();
    }

    /** The fastest that works here. */
    static X25519 best() {
        return Best.CHOSEN;
    }

    /** Conscrypt's, if its native library loads here and agrees with Bouncy Castle. */
    static Optional<X25519> conscrypt() {
        return Native.PROVIDER.<X25519>map(Jce::new).filter(candidate -> {
            try {
                byte[] one = Hashes.sha256(new byte[] {1});
                byte[] other = publicKey(Hashes.sha256(new byte[] {2}));
                return Arrays.equals(
                                candidate.agree(one, other).orElse(null),
                                BOUNCY_CASTLE.agree(one, other).orElse(null))
                        && candidate.agree(one, new byte[BYTES]).isEmpty();
            } catch (IllegalStateException unusable) {
                return false;
            }
        });
    }

    /** Chosen once, when first needed. */
    final class Best {
        static final X25519 CHOSEN = conscrypt().orElse(BOUNCY_CASTLE);

        private Best() {}
    }

    /** By a JCE provider, with keys in the encodings of RFC 8410. */
    final class Jce implements X25519 {
        private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");
        private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b656e04220420");

        private final Provider provider;

        Jce(Provider provider) {
            this.provider = provider;
        }

        @Override
        public Optional<byte[]> agree(byte[] privateKey, byte[] publicKey) {
            byte[] encoded = concat(PRIVATE_PREFIX, privateKey);
            KeyAgreement agreement;
            try {
                KeyFactory keys = KeyFactory.getInstance("XDH", provider);
                agreement = KeyAgreement.getInstance("XDH", provider);
                agreement.init(keys.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
                var peer = keys.generatePublic(new X509EncodedKeySpec(concat(PUBLIC_PREFIX, publicKey)));
                return shared(agreement, peer);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("X25519 is not usable", e);
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
        }

        private static Optional<byte[]> shared(KeyAgreement agreement, java.security.PublicKey peer) {
            try {
                agreement.doPhase(peer, true);
                return Optional.of(agreement.generateSecret());
            } catch (GeneralSecurityException zero) {
                // Any 32 bytes are a public key, so there is no other reason.
                return Optional.empty();
            }
        }

        private static byte[] concat(byte[] prefix, byte[] key) {
            byte[] all = Arrays.copyOf(prefix, prefix.length + BYTES);
            System.arraycopy(key, 0, all, prefix.length, BYTES);
            return all;
        }
    }
}
