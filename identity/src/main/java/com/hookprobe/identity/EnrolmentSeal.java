package com.hookprobe.identity;

/**
 * What a device tells the verifier alone when it enrols, sealed with {@link Hpke}.
 *
 * <p>Sealed form: 1120 bytes encapsulation || ciphertext, as long as the content || 16 bytes tag.
 */
final class EnrolmentSeal {
    static final int KEM_SEED_BYTES = Hpke.KEM_SEED_BYTES;
    static final int ENCAPSULATION_BYTES = Hpke.ENCAPSULATION_BYTES;
    static final int OVERHEAD_BYTES = ENCAPSULATION_BYTES + Hpke.TAG_BYTES;

    private static final byte[] INFO = Bytes.ascii(IdentityLabels.ENROLMENT_SECRETS);

    private EnrolmentSeal() {}

    /** Seals the content so that only the owner of the X-Wing key can read it, and only together with this context. */
    static byte[] seal(byte[] kemPublicKey, byte[] context, byte[] content) {
        return Hpke.seal(kemPublicKey, INFO.clone(), context, content, "verifier");
    }

    /** Opens what {@link #seal} gave; SEALED when key, context or bytes are not the same. */
    static byte[] open(byte[] kemSeed, byte[] context, byte[] sealed) throws RecordException {
        return Hpke.open(kemSeed, INFO.clone(), context, sealed)
                .orElseThrow(() -> new RecordException(
                        RecordException.Kind.SEALED,
                        "enrolment request: expected secrets sealed to this key with this card, found changed ones"));
    }

    /** The 1216-byte X-Wing public key of a 32-byte seed. */
    static byte[] publicKey(byte[] kemSeed) {
        return Hpke.publicKey(kemSeed);
    }
}
