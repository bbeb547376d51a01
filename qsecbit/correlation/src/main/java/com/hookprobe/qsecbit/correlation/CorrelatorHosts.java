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
     * Opens a host. Who needs the live reports back opens {@link DurableCorrelator} itself.
     *
     * @param kind {@link #IN_PROCESS}, or that of a {@link HostProvider} on the class path
     * @throws CorrelationException when there is no such kind; it names those there are
     * @throws IOException when it cannot be opened
     */
    public static CorrelatorHost open(String kind, HostOptions options) throws IOException {
        if (kind.equals(IN_PROCESS)) {
            return DurableCorrelator.open(options, tag -> {});
        }
        List<HostProvider> providers = ServiceLoader.load(HostProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        for (HostProvider provider : providers) {
            if (provider.kind().equals(kind)) {
                return provider.open(options);
            }
        }
        List<String> kinds = Stream.concat(
                        Stream.of(IN_PROCESS), providers.stream().map(HostProvider::kind))
                .sorted()
                .toList();
        throw new CorrelationException("expected a correlator of a kind among " + kinds + ", found '" + kind + "'");
    }
}
