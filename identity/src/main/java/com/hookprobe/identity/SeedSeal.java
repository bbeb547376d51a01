package com.hookprobe.identity;

/**
 * A NEURO seed on its way to the verifier, sealed with {@link Hpke}.
 *
 * <p>Sealed form: 1120 bytes encapsulation || 32 bytes ciphertext || 16 bytes tag.
 */
final class SeedSeal {
    static final int SEED_BYTES = 32;
    static final int KEM_SEED_BYTES = Hpke.KEM_SEED_BYTES;
    static final int ENCAPSULATION_BYTES = Hpke.ENCAPSULATION_BYTES;
    static final int TAG_BYTES = Hpke.TAG_BYTES;
    static final int BYTES = ENCAPSULATION_BYTES + SEED_BYTES + TAG_BYTES;

    private static final byte[] INFO = Bytes.ascii(IdentityLabels.ENROLMENT_SEED);

    private SeedSeal() {}

    /** Seals the seed so that only the owner of the X-Wing key can read it, and only together with this context. */
    static byte[] seal(byte[] kemPublicKey, byte[] context, byte[] seed) {
        return Hpke.seal(kemPublicKey, INFO.clone(), context, seed, "verifier");
    }

    /** Opens what {@link #seal} gave; SEALED when key, context or bytes are not the same. */
    static byte[] open(byte[] kemSeed, byte[] context, byte[] sealed) throws RecordException {
        return Hpke.open(kemSeed, INFO.clone(), context, sealed)
                .orElseThrow(() -> new RecordException(
                        RecordException.Kind.SEALED,
                        "enrolment request: expected a seed sealed to this key with this card, found a changed one"));
    }

    /** The 1216-byte X-Wing public key of a 32-byte seed. */
    static byte[] publicKey(byte[] kemSeed) {
        return Hpke.publicKey(kemSeed);
    }
}
