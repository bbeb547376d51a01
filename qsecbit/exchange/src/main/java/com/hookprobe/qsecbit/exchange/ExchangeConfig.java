package com.hookprobe.qsecbit.exchange;

import com.hookprobe.http.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/**
 * How an {@link ExchangeServer} is set up.
 *
 * @param address where it listens
 * @param tls empty: plain HTTP, for loopback only
 * @param limits how much is taken on
 * @param folder for accounts and collections; made when it is not there
 * @param publisher the name under which decisions are published, 1 to 64 characters
 * @param tlp who may pass on what is published
 * @param clock for times
 * @param nanoTime for rates and durations; never goes back
 */
public record ExchangeConfig(
        InetSocketAddress address,
        Optional<SSLContext> tls,
        Limits limits,
        Path folder,
        String publisher,
        Tlp tlp,
        Clock clock,
        LongSupplier nanoTime) {
    /** CrowdSec's own port, on loopback. */
    public static final int PORT = 8080;

    /** For a node with 256 MB: streams hold a connection each. */
    public static final Limits LIMITS = new Limits(4, 64, Duration.ofSeconds(2), 64, 50, 300, Duration.ofSeconds(5));

    public ExchangeConfig {
        if (publisher.isBlank() || publisher.length() > Decided.WORD_CHARS_MAX) {
            throw new IllegalArgumentException("expected a publisher of 1 to 64 characters, found another");
        }
        if (tls.isEmpty() && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("expected TLS or a loopback address, found plain HTTP on " + address
                    + ": keys would travel in the clear; give a certificate, or listen on loopback behind a proxy");
        }
    }

    /** On loopback, without TLS. */
    public static ExchangeConfig of(Path folder, String publisher) {
        return new ExchangeConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT),
                Optional.empty(),
                LIMITS,
                folder,
                publisher,
                Tlp.AMBER,
                Clock.systemUTC(),
                System::nanoTime);
    }

    /** The same at another address; port 0 takes any free one. */
    public ExchangeConfig at(InetSocketAddress other, Optional<SSLContext> context) {
        return new ExchangeConfig(other, context, limits, folder, publisher, tlp, clock, nanoTime);
    }
}
