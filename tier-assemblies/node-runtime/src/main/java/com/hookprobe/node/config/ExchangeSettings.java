package com.hookprobe.node.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A site's exchange with CrowdSec, TAXII and MISP ({@code docs/spec/exchange.md}); nothing of it runs when it is left out.
 *
 * @param bind address; 127.0.0.1 when it is left out
 * @param port 8080, as CrowdSec's own, when it is left out; 0 = any free one
 * @param publisher the name under which decisions are published; the node's name when it is left out
 * @param tlp who may pass on what is published: white, green, amber (the default) or red
 * @param tls needed beyond this machine
 * @param keys who is let in, beside those that {@code hookprobe exchange key} adds
 * @param shared what is made of indicators that others post to the TAXII collection {@code shared}
 * @param pulls what is asked of others; nothing when it is left out
 */
public record ExchangeSettings(
        @Nullable String bind,
        @Nullable Integer port,
        @Nullable String publisher,
        @Nullable String tlp,
        ApiSettings.@Nullable Tls tls,
        @Nullable List<Key> keys,
        @Nullable Shared shared,
        @Nullable Pulls pulls) {
    private static final int PORT = 8080;
    private static final double WEIGHT = 0.5;
    private static final double HOLD_S = 604_800;
    private static final double INTERVAL_S = 3_600;

    /**
     * @param name of who has it: a user's name with TAXII, and in what is told of bouncers
     * @param sha256 of the key, hexadecimal; the key itself is 32 random bytes in any writing
     * @param rights bouncer, stream, taxii_read, taxii_write, misp
     */
    public record Key(
            @Nullable String name,
            @Nullable String sha256,
            @Nullable List<String> rights) {}

    /**
     * How far somebody else's word is believed.
     *
     * @param weight 0 to 1, default 0.5: times the confidence that the indicator has; from 0.8 on the action is taken, below only watched
     * @param action at most: watch (the default), rate_limit or block
     * @param hold seconds that an indicator holds at most; default 7 days
     */
    public record Shared(
            @Nullable Double weight,
            @Nullable String action,
            @Nullable Double hold) {
        /** With the defaults. */
        public static final Shared STANDARD = new Shared(null, null, null);

        public double believed() {
            return weight == null ? WEIGHT : weight;
        }

        public String most() {
            return action == null ? "watch" : action.toLowerCase(Locale.ROOT);
        }

        public Duration held() {
            return NodeConfig.seconds(hold, HOLD_S);
        }
    }

    /**
     * @param interval seconds between two looks at one source; default 3600
     * @param taxii collections
     * @param misp feeds
     */
    public record Pulls(
            @Nullable Double interval,
            @Nullable List<Source> taxii,
            @Nullable List<Source> misp) {
        public Duration every() {
            return NodeConfig.seconds(interval, INTERVAL_S);
        }

        public List<Source> collections() {
            return taxii == null ? List.of() : taxii;
        }

        public List<Source> feeds() {
            return misp == null ? List.of() : misp;
        }
    }

    /**
     * @param name for logs, files and decisions
     * @param url of a TAXII collection, or of the folder of a MISP feed; ends with a slash
     * @param folder of a MISP feed on this machine, instead of {@code url}
     * @param user for HTTP Basic; without one the secret is a bearer token (TAXII), or an authorisation key (MISP)
     * @param secretFile file whose first line is the password, token or key, read at the start; none: nothing is sent
     * @param weight as of {@link Shared}
     * @param action as of {@link Shared}
     * @param hold as of {@link Shared}
     */
    public record Source(
            @Nullable String name,
            @Nullable String url,
            @Nullable String folder,
            @Nullable String user,
            @Nullable String secretFile,
            @Nullable Double weight,
            @Nullable String action,
            @Nullable Double hold) {
        public Shared belief() {
            return new Shared(weight, action, hold);
        }
    }

    public String address() {
        return bind == null ? "127.0.0.1" : bind;
    }

    public int portNumber() {
        return port == null ? PORT : port;
    }

    public String marking() {
        return tlp == null ? "amber" : tlp.toLowerCase(Locale.ROOT);
    }

    public List<Key> configuredKeys() {
        return keys == null ? List.of() : keys;
    }

    public Shared posted() {
        return shared == null ? Shared.STANDARD : shared;
    }

    public Pulls asked() {
        return pulls == null ? new Pulls(null, null, null) : pulls;
    }
}
