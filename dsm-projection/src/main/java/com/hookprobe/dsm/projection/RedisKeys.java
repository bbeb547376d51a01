package com.hookprobe.dsm.projection;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.identity.NodeId;
import org.jspecify.annotations.Nullable;

/** Names of the keys, and the text of a position. All begin with the network. */
final class RedisKeys {
    private static final int NETWORK_DIGITS = 8;
    private static final int POSITION_PARTS = 4;

    final String prefix;
    final String position;
    final String writer;
    final String pending;
    final String latest;

    RedisKeys(Hash32 network) {
        this.prefix = "hp:{" + network.hex().substring(0, NETWORK_DIGITS) + "}:";
        this.position = prefix + "position";
        this.writer = prefix + "writer";
        this.pending = prefix + "pending";
        this.latest = prefix + "checkpoint:latest";
    }

    String block(Hash32 hash) {
        return prefix + "block:" + hash.hex();
    }

    String head(NodeId source) {
        return prefix + "head:" + source.hex();
    }

    String checkpoint(long height) {
        return prefix + "checkpoint:" + height;
    }

    /** generation:sequence:height:state. */
    static String text(Position position) {
        return position.generation() + ":" + position.sequence() + ":" + position.height() + ":" + position.state();
    }

    static Position parse(String text) throws ProjectionException {
        String[] parts = text.split(":", -1);
        try {
            if (parts.length == POSITION_PARTS) {
                return new Position(
                        Long.parseLong(parts[0]),
                        Long.parseLong(parts[1]),
                        Long.parseLong(parts[2]),
                        Position.State.valueOf(parts[3]));
            }
        } catch (IllegalArgumentException e) {
            throw unreadable(text, e);
        }
        throw unreadable(text, null);
    }

    private static ProjectionException unreadable(String text, @Nullable Throwable cause) {
        return new ProjectionException(
                "the key position holds \"" + text.substring(0, Math.min(80, text.length()))
                        + "\", expected generation:sequence:height:state; delete the key, and the copy begins anew",
                cause);
    }
}
