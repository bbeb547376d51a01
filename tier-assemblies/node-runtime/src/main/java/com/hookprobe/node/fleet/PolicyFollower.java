package com.hookprobe.node.fleet;

import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireReader;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.node.config.ConfigException;
import com.hookprobe.node.config.ConfigLayers;
import com.hookprobe.node.config.NodeConfig;
import com.hookprobe.node.config.PolicyFragment;
import com.hookprobe.node.learning.Shelf;
import com.hookprobe.node.log.EventLog;
import com.hookprobe.node.reload.LiveConfig;
import com.hookprobe.qsecbit.federation.SignatureVerifier;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A site that follows its group's policy (docs/spec/fleet.md, 4): takes orders of its own tenant that the MSSP has signed and sealed, each
 * with a higher number than the one before, as its file lets them. On the loop.
 */
public final class PolicyFollower {
    private static final int VERSION = 1;
    private static final int STARTS_MAX = 3;
    private static final long STARTS_WITHIN_MICROS = 600_000_000;

    /** What is checked of a configuration that its types and ranges do not tell. */
    @FunctionalInterface
    public interface Check {
        /** @throws ConfigException with what is wrong */
        void check(NodeConfig config) throws ConfigException;
    }

    /**
     * Of whom and where.
     *
     * @param mssp checks what the MSSP has signed
     * @param sealed true when the ledger shows that an order was sealed, with this proof
     * @param shelf what is followed, on disk
     * @param deep of what a policy comes to
     */
    public record Place(SignatureVerifier mssp, Predicate<Pushed> sealed, Shelf shelf, Check deep) {}

    /** An order and what shows that it was sealed, as it came. */
    public record Pushed(PolicyOrder order, byte[] proof) {}

    private final Place place;
    private final LiveConfig live;
    private final EventLog log;
    private @Nullable PolicyOrder followed;
    private @Nullable Pushed waiting;
    private long acceptedMicros;
    private int starts;
    private long refused;
    private String reason = "";

    private PolicyFollower(Place place, LiveConfig live, EventLog log) {
        this.place = place;
        this.live = live;
        this.log = log;
    }

    /**
     * Goes on with what is stored, before the node's parts are made. What the file does not take any more is laid aside.
     *
     * @throws IOException when what is stored is damaged: a node that has forgotten its number could be taken back
     */
    public static PolicyFollower open(Place place, LiveConfig live, EventLog log, long nowMicros) throws IOException {
        PolicyFollower follower = new PolicyFollower(place, live, log);
        Optional<byte[]> stored = place.shelf().read().filter(bytes -> bytes.length > 0);
        if (stored.isPresent()) {
            try {
                follower.resume(stored.get(), nowMicros);
            } catch (MalformedException e) {
                throw new IOException("the policy that is followed cannot be read: " + e.getMessage(), e);
            }
        }
        return follower;
    }

    private void resume(byte[] stored, long nowMicros) throws MalformedException {
        WireReader in = new WireReader(stored);
        if (in.u8() != VERSION) {
            throw new MalformedException("expected version " + VERSION);
        }
        acceptedMicros = in.u64();
        starts = in.u16();
        PolicyOrder order = PolicyOrder.decode(in.sized(PolicyOrder.BYTES_MAX));
        in.end();
        if (!order.verify(place.mssp())) {
            throw new MalformedException("expected an order of this mesh's MSSP");
        }
        followed = order;
        if (nowMicros - acceptedMicros < STARTS_WITHIN_MICROS) {
            starts++;
            restore();
        }
        try {
            live.follow(Optional.of(fragment(order)));
        } catch (ConfigException e) {
            laidAside(order, String.valueOf(e.getMessage()));
        }
        log.event("policy_resumed", "number", order.number(), "aside", reason);
    }

    private PolicyFragment fragment(PolicyOrder order) throws ConfigException {
        if (!ofOwnTenant(order)) {
            throw new ConfigException("this node's 'fleet.tenant' is not " + order.tenant());
        }
        PolicyFragment fragment = PolicyFragment.parse("policy " + order.number(), order.yaml());
        place.deep().check(live.layers().follow(Optional.of(fragment)).layers().effective());
        return fragment;
    }

    private boolean ofOwnTenant(PolicyOrder order) {
        return order.tenant().equals(live.layers().file().policies().tenant());
    }

    private void laidAside(PolicyOrder order, String why) {
        refused = order.number();
        reason = why;
    }

    /**
     * An order has come from the MSSP.
     *
     * @return true when there is something to report
     */
    public boolean take(Pushed pushed, long nowMicros) {
        PolicyOrder order = pushed.order();
        if (!order.verify(place.mssp())) {
            return refuse(order, "it is not signed by the MSSP");
        }
        if (!ofOwnTenant(order)) {
            return refuse(order, "this node follows no policies of tenant " + order.tenant());
        }
        PolicyOrder now = followed;
        if (now != null && order.equals(now)) {
            return true;
        }
        if (now != null && order.number() <= now.number()) {
            return refuse(order, "its number is not above " + now.number() + ", which was followed before");
        }
        if (!place.sealed().test(pushed)) {
            if (waiting == null || !waiting.order().equals(order)) {
                log.event("policy_waits", "number", order.number(), "reason", "NOT_SEALED");
            }
            waiting = pushed;
            return false;
        }
        waiting = null;
        return follow(order, nowMicros);
    }

    private boolean follow(PolicyOrder order, long nowMicros) {
        PolicyOrder before = followed;
        long acceptedBefore = acceptedMicros;
        int startsBefore = starts;
        try {
            PolicyFragment fragment = fragment(order);
            followed = order;
            acceptedMicros = nowMicros;
            starts = 0;
            // First on disk: a node that stops between the two goes on with the new one, and says so.
            store();
            List<String> changed = List.copyOf(live.follow(Optional.of(fragment)));
            refused = 0;
            reason = "";
            log.event(
                    "policy_followed",
                    "number",
                    order.number(),
                    "group",
                    order.group(),
                    "in_force",
                    String.join(",", changed));
            return true;
        } catch (ConfigException | IOException e) {
            boolean stored = followed == order;
            followed = before;
            acceptedMicros = acceptedBefore;
            starts = startsBefore;
            if (stored) {
                restore();
            }
            return refuse(order, String.valueOf(e.getMessage()));
        }
    }

    private void restore() {
        try {
            store();
        } catch (IOException e) {
            log.event("policy_not_stored", "error", String.valueOf(e.getMessage()));
        }
    }

    private boolean refuse(PolicyOrder order, String why) {
        refused = order.number();
        reason = why;
        log.event("policy_refused", "number", order.number(), "tenant", order.tenant(), "reason", why);
        return true;
    }

    /** Looks again at an order whose block was not final. */
    public boolean look(long nowMicros) {
        Pushed pushed = waiting;
        return pushed != null && take(pushed, nowMicros);
    }

    /** The file has changed: it may let go of the policy, or of its tenant. */
    public void fileChanged() throws IOException {
        PolicyOrder order = followed;
        if (order == null) {
            return;
        }
        if (!ofOwnTenant(order)) {
            // Another tenant numbers by itself.
            followed = null;
            refused = 0;
            reason = "";
            store();
            try {
                live.follow(Optional.empty());
            } catch (ConfigException e) {
                throw new IOException("the file alone holds: " + e.getMessage(), e);
            }
            log.event("policy_let_go", "number", order.number(), "tenant", order.tenant());
        }
    }

    private void store() throws IOException {
        PolicyOrder order = followed;
        place.shelf()
                .write(
                        order == null
                                ? new byte[0]
                                : new WireWriter(256)
                                        .u8(VERSION)
                                        .u64(acceptedMicros)
                                        .u16(Math.min(starts, 0xFFFF))
                                        .sized(order.encode())
                                        .toBytes());
    }

    /** What the MSSP is told. */
    public PolicyReport report(boolean ready, boolean scored) {
        PolicyOrder order = followed;
        ConfigLayers layers = live.layers();
        Optional<String> aside = layers.refusal();
        long number = order == null ? 0 : order.number();
        boolean steady = starts < STARTS_MAX;
        if (order != null && (aside.isPresent() || refused == number)) {
            // It is kept for its number; nothing of it holds.
            return new PolicyReport(0, new byte[0], number, ready, scored, steady, aside.orElse(reason));
        }
        byte[] content = order == null ? new byte[0] : order.content();
        String text = refused > number
                ? reason
                : "decided: " + String.join(", ", layers.byPolicy()) + "; kept by the file: "
                        + String.join(", ", layers.kept());
        return new PolicyReport(number, content, refused > number ? refused : 0, ready, scored, steady, text);
    }

    /** The number that is followed; 0 for none. */
    public long number() {
        return followed == null ? 0 : Objects.requireNonNull(followed).number();
    }
}
