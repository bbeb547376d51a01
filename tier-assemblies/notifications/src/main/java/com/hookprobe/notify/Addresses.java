package com.hookprobe.notify;

import java.io.IOException;
import java.net.URI;

/** Where a channel's address is found. */
final class Addresses {
    private Addresses() {}

    /**
     * The address, which may be posted to.
     *
     * @throws IOException when it cannot be read or used; it is not repeated
     */
    static URI of(ChannelConfig.Address address) throws IOException {
        String text = address instanceof ChannelConfig.Address.Secret secret
                ? secret.file().read()
                : ((ChannelConfig.Address.Given) address).address();
        try {
            return HttpPost.requireSafe(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("the channel's address: " + e.getMessage(), e);
        }
    }
}
