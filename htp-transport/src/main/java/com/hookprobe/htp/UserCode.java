package com.hookprobe.htp;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Code of the user's that the machine calls in the middle of its work. The machine keeps itself in order when that throws a
 * {@link RuntimeException}; an error (a failed assertion, a missing class) is made one, so that it does no more harm.
 */
final class UserCode {
    private UserCode() {}

    static LocalIdentity of(LocalIdentity user) {
        return new Identity(user);
    }

    static ResonanceBinding of(ResonanceBinding user) {
        return new Binding(user);
    }

    static Directory of(Directory user) {
        return new Nodes(user);
    }

    static IntroductionPolicy of(IntroductionPolicy user) {
        return (caller, target) -> run("introduction policy", () -> user.allow(caller, target));
    }

    private static <T> T run(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            throw new IllegalStateException("the " + what + " failed: " + e, e);
        }
    }

    private record Identity(LocalIdentity user) implements LocalIdentity {
        @Override
        public byte[] nodeId() {
            return run("identity", user::nodeId);
        }

        @Override
        public byte[] sign(byte[] message) {
            return run("signer", () -> user.sign(message));
        }
    }

    private record Binding(ResonanceBinding user) implements ResonanceBinding {
        @Override
        public byte[] fingerprint(long terSequence) {
            return run("binding", () -> user.fingerprint(terSequence));
        }

        @Override
        public long terSequence() {
            return run("binding", user::terSequence);
        }

        @Override
        public Optional<byte[]> wSecret(long terSequence) {
            return run("binding", () -> user.wSecret(terSequence));
        }

        @Override
        public boolean mixesWeights() {
            return run("binding", user::mixesWeights);
        }
    }

    private record Nodes(Directory user) implements Directory {
        @Override
        public Optional<byte[]> ed25519Key(byte[] nodeId) {
            return run("directory", () -> user.ed25519Key(nodeId));
        }

        @Override
        public boolean revoked(byte[] nodeId) {
            return run("directory", () -> user.revoked(nodeId));
        }

        @Override
        public ResonanceVerdict resonance(ResonanceQuery query) {
            return run("directory", () -> user.resonance(query));
        }
    }
}
