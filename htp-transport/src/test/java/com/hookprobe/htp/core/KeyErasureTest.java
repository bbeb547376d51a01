package com.hookprobe.htp.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.htp.CloseCode;
import com.hookprobe.htp.core.wire.PacketType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * HTP F7, 3.4.12: what was a key is zeros afterwards. The arrays are collected while they hold keys, and looked at again
 * when they must not. What the JCE and Bouncy Castle keep cannot be reached and is not claimed (HTP 7).
 */
class KeyErasureTest {
    private static List<Object> keyArrays(Sim.Node node, String... owners) {
        List<Object> arrays = new ArrayList<>();
        // The nonces that the shared ciphers were used with last are no keys; wiping a cipher leaves one of its own
        // there.
        List<Object> nonces = new ArrayList<>();
        for (Object reused : Reach.from(node.machine).instances("ReusedIv")) {
            nonces.addAll(Reach.from(reused).arrays());
        }
        for (Object owner : Reach.from(node.machine).instances(owners)) {
            for (Object array : Reach.from(owner).arrays()) {
                if (!Reach.blank(array) && nonces.stream().noneMatch(n -> n == array)) {
                    arrays.add(array);
                }
            }
        }
        return arrays;
    }

    @Test
    void sessionKeysAreErasedWhenBothSidesAreDone() {
        Sim sim = Sim.quiet(31);
        Sim.Pair pair = sim.connected();
        sim.run(Sim.SECOND);
        List<Object> keys = keyArrays(pair.edge(), "PacketKeys", "DirectionKeys", "ChaChaMask", "SessionKeys");
        keys.addAll(keyArrays(pair.validator(), "PacketKeys", "DirectionKeys", "ChaChaMask", "SessionKeys"));
        // On each side the root, and for each direction an IV, a header key and a token secret, at least.
        assertThat(keys).hasSizeGreaterThanOrEqualTo(14);
        pair.edge().close(pair.edgeSession(), CloseCode.NORMAL);
        assertThat(keys).noneMatch(Reach::blank);
        sim.run(10 * Sim.SECOND);
        assertThat(pair.edge().machine.states()).isEmpty();
        assertThat(pair.validator().machine.states()).isEmpty();
        assertThat(keys).allMatch(Reach::blank);
        // And no key object is left for a packet that comes late.
        assertThat(Reach.from(pair.edge().machine).instances("PacketKeys")).isEmpty();
        assertThat(Reach.from(pair.validator().machine).instances("PacketKeys")).isEmpty();
    }

    @Test
    void halfOpenKeysAreErasedWhenNobodyComes() {
        Sim sim = Sim.quiet(32);
        Sim.Node validator = sim.validator();
        Sim.Node edge = sim.edge(2);
        sim.tap = (from, to, datagram) ->
                from.equals(edge.address) || com.hookprobe.htp.core.wire.Bytes.u16(datagram, 2) != 4;
        edge.connect(sim.peer(validator));
        sim.run(Sim.SECOND);
        assertThat(validator.machine.states()).containsExactly(Session.State.HALF_OPEN);
        List<Object> keys = keyArrays(validator, "PacketKeys", "DirectionKeys", "ChaChaMask", "SessionKeys");
        assertThat(keys).hasSizeGreaterThanOrEqualTo(4);
        sim.network.cut((from, to) -> true);
        sim.run(Session.HALF_OPEN_NS + Sim.SECOND);
        assertThat(validator.machine.states()).isEmpty();
        assertThat(keys).allMatch(Reach::blank);
    }

    @Test
    void theInitiatorsHandshakeSecretsAreErased() {
        for (boolean accepted : new boolean[] {true, false}) {
            Sim sim = Sim.quiet(33);
            Sim.Node validator = sim.validator();
            Sim.Node edge = sim.edge(2);
            boolean[] held = {true};
            sim.tap = (from, to, datagram) ->
                    !held[0] || com.hookprobe.htp.core.wire.Bytes.u16(datagram, 2) != PacketType.ATTEST.code;
            edge.connect(sim.peer(validator));
            sim.run(Sim.SECOND / 2);
            List<byte[]> secrets = new ArrayList<>();
            for (Object attempt : Reach.from(edge.machine).instances("Attempt")) {
                secrets.addAll(named(attempt, "sharedS", "fragmentKey"));
            }
            for (Object key : Reach.from(edge.machine).instances("SecretKey")) {
                // The machine knows its sink, which here is the simulator with the validator's key.
                if (key != sim.kem) {
                    secrets.addAll(named(key, "seed"));
                }
            }
            for (Object own : Reach.from(edge.machine).instances("InitiatorSecrets")) {
                secrets.addAll(named(own, "opening"));
            }
            assertThat(secrets).hasSizeGreaterThanOrEqualTo(4).noneMatch(Reach::blank);
            held[0] = !accepted;
            sim.run(accepted ? 10 * Sim.SECOND : 200 * Sim.SECOND);
            assertThat(edge.connected).hasSize(accepted ? 1 : 0);
            assertThat(secrets).as("accepted %s", accepted).allMatch(Reach::blank);
        }
    }

    private static List<byte[]> named(Object owner, String... fields) {
        List<byte[]> found = new ArrayList<>();
        for (String name : fields) {
            try {
                var field = owner.getClass().getDeclaredField(name);
                field.setAccessible(true);
                found.add((byte[]) field.get(owner));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError("look for the secrets where they are now: " + e.getMessage(), e);
            }
        }
        return found;
    }
}
