package com.hookprobe.htp.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.core.meet.RelayAddress;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static Addresses.Prefix prefix(String host, int port) throws Exception {
        return Addresses.prefix(new InetSocketAddress(InetAddress.getByName(host), port));
    }

    @Test
    void aHostIsOnePrefixAndANetworkOfIpv6IsOne() throws Exception {
        assertThat(prefix("192.0.2.1", 1)).isEqualTo(prefix("192.0.2.1", 2)).isNotEqualTo(prefix("192.0.2.2", 1));
        assertThat(prefix("2001:db8::1", 1)).isEqualTo(prefix("2001:db8::ffff:2", 1));
        assertThat(prefix("2001:db8::1", 1)).isNotEqualTo(prefix("2001:db8:0:1::1", 1));
    }

    /** Else one relayed stranger could use up the handshakes of all that come through relays. */
    @Test
    void eachRelayCircuitIsAPrefixOfItsOwn() {
        Addresses.Prefix one = Addresses.prefix(new RelayAddress(7, 1));
        assertThat(one).isEqualTo(Addresses.prefix(new RelayAddress(7, 1)));
        assertThat(one).isNotEqualTo(Addresses.prefix(new RelayAddress(7, 3)));
        assertThat(one).isNotEqualTo(Addresses.prefix(new RelayAddress(8, 1)));
        assertThat(Addresses.isCircuit(new RelayAddress(7, 1))).isTrue();
    }

    /** It is asked for each datagram; what the compiler may leave out it does not leave out in every process. */
    @Test
    void anIpv4AddressIsNoCircuitWithoutACopyOfIt() {
        InetSocketAddress address = new InetSocketAddress("192.0.2.1", 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        assertThat(threads.getThreadAllocatedBytes(thread)).isPositive();
        long before = threads.getThreadAllocatedBytes(thread);
        int circuits = 0;
        for (int i = 0; i < 1000; i++) {
            circuits += Addresses.isCircuit(address) ? 1 : 0;
        }
        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(1000);
        assertThat(circuits).isZero();
    }
}
