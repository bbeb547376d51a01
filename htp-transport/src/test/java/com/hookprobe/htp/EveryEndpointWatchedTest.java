package com.hookprobe.htp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class EveryEndpointWatchedTest {
    private static InetSocketAddress loopback(HtpServer server) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.address().getPort());
    }

    @Test
    void endpointsOfTestsThatAskForNothingAreWatched() throws Exception {
        long before = EveryEndpointWatched.NONCES.seals();
        DeviceKey clientKey = DeviceKey.generate(new SecureRandom());
        KemKeyPair kem = KemKeyPair.generate(new SecureRandom());
        try (HtpServer server = HtpServer.builder(DeviceKey.generate(new SecureRandom()), kem)
                        .allow(new KnownNodes().add(clientKey.publicKey()))
                        .port(0)
                        .start();
                HtpClient client = HtpClient.connect(loopback(server), kem.publicKey(), clientKey)) {
            client.send(Channels.USER, new byte[1]);
        }
        // Both boxes of the handshake, and at least a packet each way.
        assertThat(EveryEndpointWatched.NONCES.seals()).isGreaterThanOrEqualTo(before + 4);
        assertThat(EveryEndpointWatched.NONCES.reused()).isEmpty();
    }
}
