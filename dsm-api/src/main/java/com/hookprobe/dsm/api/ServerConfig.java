package com.hookprobe.dsm.api;

import com.hookprobe.dsm.api.tlog.LogPublisher;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.http.Limits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How a {@link LedgerServer} is set up.
 *
 * @param address where it listens
 * @param tokens who is let in
 * @param publicLog whether the paths of the log of checkpoints need no token
 * @param publicOpenApi whether {@code /openapi.yaml} needs none
 * @param publicHealth whether {@code /v1/health} needs none
 * @param log the log of checkpoints for outsiders; empty: its paths answer 404
 * @param network for evidence bundles; empty: their paths answer 404
 * @param tls empty: plain HTTP
 * @param limits how much is taken on
 * @param checkpointAgeMax health says so when the newest checkpoint is older; empty: never
 * @param clock for that age
 * @param nanoTime for rates and durations; never goes back
 */
public record ServerConfig(
        InetSocketAddress address,
        List<AccessToken> tokens,
        boolean publicLog,
        boolean publicOpenApi,
        boolean publicHealth,
        Optional<LogPublisher> log,
        Optional<Network> network,
        Optional<SSLContext> tls,
        Limits limits,
        Optional<Duration> checkpointAgeMax,
        Clock clock,
        LongSupplier nanoTime) {
    /** Where it listens by default, on loopback. */
    public static final int PORT = 8480;

    private static final int TOKENS_MAX = 256;

    public ServerConfig {
        if (tokens.size() > TOKENS_MAX) {
            throw new IllegalArgumentException("expected at most " + TOKENS_MAX + " tokens, found " + tokens.size());
        }
        tokens = List.copyOf(tokens);
    }

    /**
     * What an evidence bundle says of the network.
     *
     * @param genesis of the ledger's network
     * @param sets gives how its validators have changed since, as far as is known when it is called; from any thread
     */
    public record Network(Genesis genesis, Supplier<SetPath> sets) {}

    /** Loopback, no tokens, the log and the API's description public. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the settings. Not for several threads. */
    public static final class Builder {
        private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
        private final List<AccessToken> tokens = new ArrayList<>();
        private boolean publicLog = true;
        private boolean publicOpenApi = true;
        private boolean publicHealth;
        private Optional<LogPublisher> log = Optional.empty();
        private Optional<Network> network = Optional.empty();
        private Optional<SSLContext> tls = Optional.empty();
        private Limits limits = Limits.DEFAULT;
        private Optional<Duration> checkpointAgeMax = Optional.of(Duration.ofHours(1));
        private Clock clock = Clock.systemUTC();
        private LongSupplier nanoTime = System::nanoTime;

        private Builder() {}

        /** Port 0 takes any free one. */
        public Builder address(InetSocketAddress value) {
            address = value;
            return this;
        }

        public Builder token(AccessToken value) {
            tokens.add(value);
            return this;
        }

        public Builder publicLog(boolean value) {
            publicLog = value;
            return this;
        }

        public Builder publicOpenApi(boolean value) {
            publicOpenApi = value;
            return this;
        }

        public Builder publicHealth(boolean value) {
            publicHealth = value;
            return this;
        }

        public Builder log(LogPublisher value) {
            log = Optional.of(value);
            return this;
        }

        /** A network whose validators do not change while the server runs. */
        public Builder network(Genesis genesis, SetPath sets) {
            return network(genesis, () -> sets);
        }

        /** A network whose validators change. */
        public Builder network(Genesis genesis, Supplier<SetPath> sets) {
            network = Optional.of(new Network(genesis, sets));
            return this;
        }

        public Builder tls(SSLContext value) {
            tls = Optional.of(value);
            return this;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public Builder checkpointAgeMax(Optional<Duration> value) {
            checkpointAgeMax = value;
            return this;
        }

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        public Builder nanoTime(LongSupplier value) {
            nanoTime = value;
            return this;
        }

        public ServerConfig build() {
            return new ServerConfig(
                    address,
                    tokens,
                    publicLog,
                    publicOpenApi,
                    publicHealth,
                    log,
                    network,
                    tls,
                    limits,
                    checkpointAgeMax,
                    clock,
                    nanoTime);
        }
    }
}
