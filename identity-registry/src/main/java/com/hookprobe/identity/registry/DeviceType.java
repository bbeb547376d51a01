package com.hookprobe.identity.registry;

import com.hookprobe.identity.NodeCard;
import com.hookprobe.identity.Tier;
import java.util.Locale;
import java.util.Optional;

/** The registry's {@code device_type}, as in the seed. */
public enum DeviceType {
    /** Reports what it sees. */
    EDGE,
    /** Votes on checkpoints. */
    VALIDATOR,
    /** The provider's own machine. */
    CLOUD;

    /** Returns 'edge', 'validator' or 'cloud'. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type that a card asks for: MSSP is cloud; a sentinel, or whoever offers a BLS key, is validator; else edge. */
    static DeviceType of(NodeCard card) {
        if (card.tier() == Tier.MSSP) {
            return CLOUD;
        }
        return card.tier() == Tier.SENTINEL || card.blsPublicKey().isPresent() ? VALIDATOR : EDGE;
    }

    static Optional<DeviceType> ofText(String text) {
        for (DeviceType type : values()) {
            if (type.text().equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
