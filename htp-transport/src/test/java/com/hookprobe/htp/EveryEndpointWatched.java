package com.hookprobe.htp;

import com.hookprobe.htp.crypto.AeadProviders;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Puts the nonce detector around the ciphers of every endpoint that any test of this module opens, by whatever API. A
 * reuse fails the test run as a whole, since it may show long after the test that caused it.
 */
public final class EveryEndpointWatched implements LauncherSessionListener {
    static final NonceWatch NONCES = new NonceWatch(AeadProviders.best());

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        AeadProviders.watch(NONCES::around);
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (!NONCES.reused().isEmpty()) {
            throw new IllegalStateException("nonces used twice (key hash:nonce): "
                    + NONCES.reused().stream().limit(4).toList());
        }
    }
}
