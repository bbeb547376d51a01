package com.hookprobe.node.role;

import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.LocalNetworks;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Roles;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.core.alert.HostClass;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.qsecbit.metric.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One alert of a sensor, as its class and about whom (alert-baseline 7.1).
 *
 * @param alertClass the rule's name and the kind of host
 * @param source who attacks, as the rule says, else who began
 * @param target the other side
 * @param ownSource whether the source is a host of this site
 * @param ownTarget whether the target is one
 * @param micros when, by the sensor's clock, microseconds since the epoch
 */
record AlertSight(
        IndicatorValue alertClass,
        IpAddress source,
        IpAddress target,
        boolean ownSource,
        boolean ownTarget,
        long micros) {
    private static final Pattern DOTTED_QUAD = Pattern.compile("(?<![0-9.])[0-9]{1,3}(\\.[0-9]{1,3}){3}(?![0-9])");
    private static final Pattern WORD = Pattern.compile("[0-9A-Za-z:.-]*[0-9A-Za-z:]");
    private static final String MASK = "*";
    /** From {@code ::1} to an IPv6 address with every digit. */
    private static final int ADDRESS_CHARS_MIN = 3;

    private static final int ADDRESS_CHARS_MAX = 45;

    /**
     * What an event tells, when it is an alert about this site.
     *
     * @param transit hosts through which others' traffic goes
     */
    static Optional<AlertSight> of(NetworkEvent event, LocalNetworks local, List<Cidr> transit) {
        if (event.type() != EventType.ALERT || !event.alert().isPresent()) {
            return Optional.empty();
        }
        Roles roles = Roles.ofAlert(event, local);
        boolean own = roles.initiatorLocal() || roles.responderLocal();
        boolean both = isHost(roles.initiator()) && isHost(roles.responder());
        boolean one = isHost(roles.initiator()) || isHost(roles.responder());
        // Two strangers are nobody of this site; a scan of all of it names only one.
        if (!one || (both && !own)) {
            return Optional.empty();
        }
        IpAddress host = host(roles.initiator(), roles.responder(), roles.initiatorLocal(), roles.responderLocal());
        HostClass kind =
                transit.stream().anyMatch(prefix -> prefix.contains(host)) ? HostClass.NETWORK : HostClass.END_SYSTEM;
        return Optional.of(new AlertSight(
                kind.alert(masked(event.alert().ruleName())),
                roles.initiator(),
                roles.responder(),
                roles.initiatorLocal(),
                roles.responderLocal(),
                event.timeMicros()));
    }

    /** The site's own host that it is about: the one that is attacked, if there is a choice; NONE for the site as a whole. */
    IpAddress host() {
        return host(source, target, ownSource, ownTarget);
    }

    /** The host outside, NONE when there is none. */
    IpAddress remote() {
        if (!ownSource && isHost(source)) {
            return source;
        }
        return !ownTarget && isHost(target) ? target : IpAddress.NONE;
    }

    /** Whether a host outside attacks. */
    boolean isFromOutside() {
        return !ownSource && isHost(source);
    }

    private static IpAddress host(IpAddress source, IpAddress target, boolean ownSource, boolean ownTarget) {
        if (ownTarget) {
            return target;
        }
        return ownSource ? source : IpAddress.NONE;
    }

    private static boolean isHost(IpAddress address) {
        return !LocalNetworks.isGroup(address);
    }

    /** A rule that somebody wrote for one address must not carry it to others. */
    private static String masked(String name) {
        String plain = DOTTED_QUAD.matcher(name).replaceAll(MASK);
        return WORD.matcher(plain).replaceAll(word -> maskedWord(word.group()));
    }

    /** Without the longest part between borders that is an address, nor any in what is left: {@code src:2001:db8::7:} holds one. */
    private static String maskedWord(String word) {
        for (int length = Math.min(word.length(), ADDRESS_CHARS_MAX); length >= ADDRESS_CHARS_MIN; length--) {
            for (int start = 0; start + length <= word.length(); start++) {
                int end = start + length;
                boolean joined = (start > 0 && word.charAt(start) == ':' && isAlphanumeric(word.charAt(start - 1)))
                        || (end < word.length() && word.charAt(end - 1) == ':' && isAlphanumeric(word.charAt(end)));
                // In DNS::FEED the colons are the name's.
                if (!joined && border(word, start) && border(word, end) && isAddress(word.substring(start, end))) {
                    return maskedWord(word.substring(0, start)) + MASK + maskedWord(word.substring(end));
                }
            }
        }
        return word;
    }

    /** Whether something may begin or end here: at an end of the word, or between a letter or digit and what is none. */
    private static boolean border(String word, int at) {
        return at == 0 || at == word.length() || isAlphanumeric(word.charAt(at - 1)) != isAlphanumeric(word.charAt(at));
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isAddress(String text) {
        return IpAddress.parse(text).isPresent() || MacAddress.parse(text).isPresent();
    }
}
