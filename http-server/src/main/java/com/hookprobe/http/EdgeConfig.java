package com.hookprobe.http;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/**
 * How an {@link HttpEdge} is set up.
 *
 * @param name of what is served, for messages and threads: {@code ledger-api}
 * @param address where it listens; port 0 takes any free one
 * @param tls empty: plain HTTP
 * @param limits how much is taken on
 * @param nanoTime for rates and durations; never goes back
 * @param form how problems are told
 */
public record EdgeConfig(
        String name,
        InetSocketAddress address,
        Optional<SSLContext> tls,
        Limits limits,
        LongSupplier nanoTime,
        Problem.Form form) {
    /** Problems as RFC 9457 has them, and the JVM's clock. */
    public EdgeConfig(String name, InetSocketAddress address, Optional<SSLContext> tls, Limits limits) {
        this(name, address, tls, limits, System::nanoTime, Problem.Form.PROBLEM_JSON);
    }
}
