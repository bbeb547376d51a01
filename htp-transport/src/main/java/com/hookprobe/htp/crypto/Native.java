package com.hookprobe.htp.crypto;

import java.security.Provider;
import java.util.Optional;
import org.conscrypt.Conscrypt;

/** Conscrypt, once, if its native library loads here. Not registered with the JVM. */
final class Native {
    static final Optional<Provider> PROVIDER =
            Conscrypt.isAvailable() ? Optional.of(Conscrypt.newProvider()) : Optional.empty();

    private Native() {}
}
