package com.hookprobe.htp.core;

import com.hookprobe.htp.crypto.XWing;

/** A KEM key that a responder answers to, with what follows from it. During a rotation there are two or three. */
final class ResponderKey {
    final XWing.SecretKey secret;
    final byte[] publicKey;
    final byte[] mac1Key;
    final byte[] id;

    ResponderKey(XWing.SecretKey secret) {
        this.secret = secret;
        this.publicKey = secret.publicKey();
        this.mac1Key = KeySchedule.mac1Key(publicKey);
        this.id = KeySchedule.kemKeyId(publicKey);
    }
}
