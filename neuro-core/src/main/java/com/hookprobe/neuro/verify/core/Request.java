package com.hookprobe.neuro.verify.core;

import com.hookprobe.neuro.Posf;
import com.hookprobe.neuro.WeightState;
import java.util.Optional;

/** What somebody wants of one device's history. */
public sealed interface Request {
    /** Judge this upload; it may wait for others. */
    record Judge(Upload upload) implements Request {}

    /** End a quarantine or a hold, soon. */
    record Reinstate() implements Request {}

    /** Tell the present keys, soon. */
    record ReadKeys() implements Request {}

    /** Make the device's proof of sensor fusion over a message hash with a nonce, soon, if its history ends at exactly this count. */
    record Prove(long count, byte[] messageHash, byte[] nonce) implements Request {
        public Prove {
            if (messageHash.length != Posf.MESSAGE_HASH_BYTES || nonce.length != Posf.NONCE_BYTES) {
                throw new IllegalArgumentException("expected a message hash of " + Posf.MESSAGE_HASH_BYTES
                        + " bytes and a nonce of " + Posf.NONCE_BYTES + ", found " + messageHash.length + " and "
                        + nonce.length);
            }
            messageHash = messageHash.clone();
            nonce = nonce.clone();
        }

        /** The proof by this state, or empty when it is another place in the history. */
        Optional<byte[]> by(WeightState state) {
            return state.count() == count ? Optional.of(Posf.sign(state, messageHash, nonce)) : Optional.empty();
        }
    }

    /** Records that it brings. */
    default int records() {
        return this instanceof Judge judge ? judge.upload().ters().size() : 0;
    }
}
