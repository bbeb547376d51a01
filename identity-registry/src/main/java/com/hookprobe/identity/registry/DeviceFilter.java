package com.hookprobe.identity.registry;

import com.hookprobe.identity.Tier;
import java.util.Optional;

/**
 * Which devices a page shows; what is empty does not restrict.
 *
 * @param status only these
 * @param tier only these
 * @param site only these; needs the scope of one tenant
 * @param text the beginning of a name, in any case, or the first 8 to 64 digits of a node id; at most 64 characters
 */
public record DeviceFilter(
        Optional<DeviceStatus> status, Optional<Tier> tier, Optional<SiteId> site, Optional<String> text) {
    /** All devices. */
    public static final DeviceFilter ALL =
            new DeviceFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int TEXT_CHARS_MAX = 64;

    /** Checks the text's length. */
    public DeviceFilter {
        if (text.isPresent() && (text.get().isEmpty() || text.get().length() > TEXT_CHARS_MAX)) {
            throw new IllegalArgumentException("text: expected 1 to " + TEXT_CHARS_MAX + " characters, found "
                    + text.get().length());
        }
    }

    /** As this one, of one status. */
    public DeviceFilter withStatus(DeviceStatus only) {
        return new DeviceFilter(Optional.of(only), tier, site, text);
    }

    /** As this one, of one tier. */
    public DeviceFilter withTier(Tier only) {
        return new DeviceFilter(status, Optional.of(only), site, text);
    }

    /** As this one, of one site. */
    public DeviceFilter withSite(SiteId only) {
        return new DeviceFilter(status, tier, Optional.of(only), text);
    }

    /** As this one, with a text. */
    public DeviceFilter withText(String only) {
        return new DeviceFilter(status, tier, site, Optional.of(only));
    }
}
