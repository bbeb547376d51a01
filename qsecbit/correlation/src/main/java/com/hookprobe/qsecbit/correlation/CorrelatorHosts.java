package com.hookprobe.qsecbit.correlation;

import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Opens the host that a configuration names. */
public final class CorrelatorHosts {
    /** The kind that is always there: {@link DurableCorrelator}. */
    public static final String IN_PROCESS = "in-process";

    private CorrelatorHosts() {}

    /**
     * Opens a host.
     *
     * @param kind {@link #IN_PROCESS}, or that of a {@link HostProvider} on the class path
     * @throws CorrelationException when there is no such kind; it names those there are
     * @throws IOException when it cannot be opened
     */
    public static CorrelatorHost open(String kind, HostOptions options) throws IOException {
        if (kind.equals(IN_PROCESS)) {
            return DurableCorrelator.open(options, options.live());
        }
        for (HostProvider provider : providers()) {
            if (provider.kind().equals(kind)) {
                return provider.open(options);
            }
        }
        throw new CorrelationException("expected a correlator of a kind among " + kinds() + ", found '" + kind + "'");
    }

    /** The kinds that can be opened here, in the order of their names. */
    public static List<String> kinds() {
        return Stream.concat(Stream.of(IN_PROCESS), providers().stream().map(HostProvider::kind))
                .sorted()
                .toList();
    }

    /**
     * Looks whether a host could be opened, and changes nothing.
     *
     * @param kind as for {@link #open}
     * @throws CorrelationException when there is no such kind
     * @throws IOException when a property is wrong, or what the host needs is out of reach; the message says what to do
     */
    public static void probe(String kind, HostOptions options) throws IOException {
        if (kind.equals(IN_PROCESS)) {
            return;
        }
        for (HostProvider provider : providers()) {
            if (provider.kind().equals(kind)) {
                provider.probe(options);
                return;
            }
        }
        throw new CorrelationException("expected a correlator of a kind among " + kinds() + ", found '" + kind + "'");
    }

    private static List<HostProvider> providers() {
        return ServiceLoader.load(HostProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
