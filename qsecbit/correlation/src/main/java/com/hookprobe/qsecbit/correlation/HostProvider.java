package com.hookprobe.qsecbit.correlation;

import java.io.IOException;

/** A kind of host, found by {@link java.util.ServiceLoader}, so that only who wants one has its dependencies. */
public interface HostProvider {
    /** Its name in a configuration. */
    String kind();

    /**
     * Opens a host.
     *
     * @throws IOException when it cannot be opened, or a property is wrong; the message says what to do
     */
    CorrelatorHost open(HostOptions options) throws IOException;

    /**
     * Looks whether {@link #open} would find what it needs, and changes nothing.
     *
     * @throws IOException when it would not, or a property is wrong; the message says what to do
     */
    void probe(HostOptions options) throws IOException;
}
