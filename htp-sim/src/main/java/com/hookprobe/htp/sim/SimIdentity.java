package com.hookprobe.htp.sim;

import com.hookprobe.htp.DeviceKey;
import com.hookprobe.htp.KemBundle;
import com.hookprobe.htp.LocalIdentity;
import com.hookprobe.htp.crypto.XWing;
import com.hookprobe.sim.Mix;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a node, made from its number: worth nothing outside a simulation. They are the same in every run, because making
 * them would cost more than most runs.
 */
final class SimIdentity implements LocalIdentity {
    /** As many as a responder may answer to at one time. */
    static final int KEM_KEYS = 3;

    private static final Instant FROM = Instant.EPOCH;
    private static final Instant TO = Instant.ofEpochSecond(1L << 33);

    private static final SimIdentity[] MADE = new SimIdentity[16];

    private final DeviceKey key;
    private final XWing.@Nullable SecretKey[] kems = new XWing.SecretKey[KEM_KEYS];
    private final @Nullable KemBundle[] bundles = new KemBundle[KEM_KEYS];
    private final int number;

    private SimIdentity(int number) {
        this.key = DeviceKey.generate(new SplittableRandom(number));
        this.number = number;
    }

    static synchronized SimIdentity of(int number) {
        if (number >= MADE.length) {
            return new SimIdentity(number);
        }
        SimIdentity made = MADE[number];
        if (made == null) {
            made = new SimIdentity(number);
            MADE[number] = made;
        }
        return made;
    }

    byte[] publicKey() {
        return key.publicKey();
    }

    /** The first KEM key is what others know of the node beforehand; later ones are for rotation. */
    synchronized XWing.SecretKey kem(int generation) {
        XWing.SecretKey made = kems[generation];
        if (made == null) {
            made = XWing.generate(new SplittableRandom(Mix.fold(number, generation)));
            kems[generation] = made;
            KemPool.SHARED.know(made);
        }
        return made;
    }

    /** That key, signed, as it travels. */
    synchronized byte[] bundle(int generation) {
        KemBundle made = bundles[generation];
        if (made == null) {
            made = KemBundle.sign(this, kem(generation).publicKey(), FROM, TO);
            bundles[generation] = made;
        }
        return made.encode();
    }

    @Override
    public byte[] nodeId() {
        return key.nodeId();
    }

    @Override
    public byte[] sign(byte[] message) {
        return key.sign(message);
    }
}
