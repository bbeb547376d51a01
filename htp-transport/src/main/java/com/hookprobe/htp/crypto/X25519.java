package com.hookprobe.htp.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.EncodedKeySpec;
import java.util.Arrays;
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

    /** The public key of a private one. */
    default byte[] publicKey(byte[] privateKey) {
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
                byte[] other = BOUNCY_CASTLE.publicKey(Hashes.sha256(new byte[] {2}));
                return Arrays.equals(candidate.publicKey(one), BOUNCY_CASTLE.publicKey(one))
                        && Arrays.equals(
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

    /** By Conscrypt, whose key factory also takes the bare 32 bytes: of PKCS #8 it would compute the public key. */
    final class Jce implements X25519 {
        /** RFC 7748 4.1. */
        private static final byte[] BASE_POINT = Arrays.copyOf(new byte[] {9}, BYTES);

        private final Provider provider;

        Jce(Provider provider) {
            this.provider = provider;
        }

        private static final class RawKey extends EncodedKeySpec {
            RawKey(byte[] key) {
                super(key);
            }

            @Override
            public String getFormat() {
                return "raw";
            }
        }

        @Override
        public Optional<byte[]> agree(byte[] privateKey, byte[] publicKey) {
            KeyAgreement agreement;
            PublicKey peer;
            try {
                KeyFactory keys = KeyFactory.getInstance("XDH", provider);
                agreement = KeyAgreement.getInstance("XDH", provider);
                agreement.init(keys.generatePrivate(new RawKey(privateKey)));
                peer = keys.generatePublic(new RawKey(publicKey));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("X25519 is not usable", e);
            }
            return shared(agreement, peer);
        }

        /** Half of what Bouncy Castle takes with its tables. */
        @Override
        public byte[] publicKey(byte[] privateKey) {
            return agree(privateKey, BASE_POINT)
                    .orElseThrow(() -> new IllegalStateException("the base point is not of small order"));
        }

        private static Optional<byte[]> shared(KeyAgreement agreement, PublicKey peer) {
            try {
                agreement.doPhase(peer, true);
                return Optional.of(agreement.generateSecret());
            } catch (GeneralSecurityException zero) {
                // Any 32 bytes are a public key, so there is no other reason.
                return Optional.empty();
            }
        }
    }
}
