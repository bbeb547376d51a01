package com.hookprobe.qsecbit.federation.sim;

import com.hookprobe.qsecbit.federation.GroupKeys;
import com.hookprobe.qsecbit.federation.IndicatorValue;
import com.hookprobe.qsecbit.federation.TagKey;
import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import com.hookprobe.sim.Mix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The values that runs are about, what they are to the honest, and the group's keys. The same in every run. */
enum Cast {
    /** Attacks whom it likes. */
    ATTACKER("203.0.113.1"),
    /** A second attacker, of another type. */
    DROPPER("evil.example"),
    /** An attacker whom a person pardons. */
    PARDONED("2001:db8:bad::1"),
    /** Attacks, and is no stranger to some: it made good flows before. */
    SLEEPER("203.0.113.4"),
    /** What honest sites report by mistake, and take back. */
    MISTAKEN("198.51.100.7"),
    /** Established at more honest sites than owners can lie. */
    PARTNER("198.51.100.1"),
    /** Established at one honest site. */
    CUSTOMER("198.51.100.2"),
    /** On some allowlists. */
    RESOLVER("192.0.2.53"),
    /** Own infrastructure of every honest site. */
    GATEWAY("192.0.2.1"),
    /** Known to nobody, and harmless. */
    INNOCENT("198.51.100.9"),
    /** A prefix that holds the partner and the customer. */
    NEIGHBOURHOOD("198.51.100.0/24");

    static final List<Cast> ALL = List.of(values());

    private static final Map<TagKey, IndicatorValue> BY_TAG = byTag();
    private static final Map<IndicatorValue, Cidr> ADDRESSES = byAddress();

    private static final int EPOCHS_MAX = 16;

    final IndicatorValue value;
    private final TagKey[] tags = new TagKey[EPOCHS_MAX];

    Cast(String text) {
        this.value = IpAddress.parse(text).map(IndicatorValue::ip).orElseGet(() -> parsed(text));
        for (int epoch = 0; epoch < EPOCHS_MAX; epoch++) {
            tags[epoch] = new TagKey(value.type(), epoch, Keys.of(epoch).tag(value));
        }
    }

    private static IndicatorValue parsed(String text) {
        return Cidr.parse(text).map(IndicatorValue::prefix).orElseGet(() -> IndicatorValue.domain(text));
    }

    /** Loaded before the values, which need it. */
    private static final class Keys {
        private static final Map<Long, GroupKeys> BY_EPOCH = new ConcurrentHashMap<>();

        /** Another secret for each epoch, so that who has left opens nothing that comes after. */
        static GroupKeys of(long epoch) {
            return BY_EPOCH.computeIfAbsent(
                    epoch, e -> GroupKeys.derive(Mix.content(77 * e, GroupKeys.SECRET_BYTES), e));
        }
    }

    /** The addresses of a value; null when it has none. Asked for after every step, so not computed each time. */
    static @Nullable Cidr addresses(IndicatorValue value) {
        Cidr known = ADDRESSES.get(value);
        return known != null ? known : value.addresses().orElse(null);
    }

    private static Map<IndicatorValue, Cidr> byAddress() {
        Map<IndicatorValue, Cidr> all = new HashMap<>();
        for (Cast each : values()) {
            each.value.addresses().ifPresent(addresses -> all.put(each.value, addresses));
        }
        return all;
    }

    private static Map<TagKey, IndicatorValue> byTag() {
        Map<TagKey, IndicatorValue> all = new HashMap<>();
        for (Cast each : values()) {
            for (TagKey tag : each.tags) {
                all.put(tag, each.value);
            }
        }
        return all;
    }

    /** The keys of an epoch, 0 to 15. */
    static GroupKeys keys(long epoch) {
        return Keys.of(epoch);
    }

    static TagKey tag(IndicatorValue value, long epoch) {
        return new TagKey(value.type(), epoch, keys(epoch).tag(value));
    }

    TagKey tag(long epoch) {
        return tags[(int) epoch];
    }

    /** The value behind a tag; null for what only liars speak of. */
    static @Nullable IndicatorValue valueOf(TagKey key) {
        return BY_TAG.get(key);
    }

    /** Values that only liars speak of. */
    static IndicatorValue filler(int number) {
        return IndicatorValue.ip(IpAddress.v4(0x0b000000 + number));
    }
}
