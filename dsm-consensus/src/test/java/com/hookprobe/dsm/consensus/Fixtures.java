package com.hookprobe.dsm.consensus;

import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.identity.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Keys and sets for tests. Everything is derived from small numbers. */
final class Fixtures {
    static final long GENESIS_SECONDS = 1_000_000;

    private Fixtures() {}

    static byte[] seed(String what, int number) {
        return Hash32.sha256("test " + what, new byte[] {(byte) number}).bytes();
    }

    record Member(Validator validator, ValidatorSigner signer) {
        NodeId id() {
            return validator.id();
        }
    }

    /** A validator with real keys. */
    static Member real(int number) {
        BlsSecretKey bls = BlsSecretKey.generate(seed("bls", number));
        Ed25519PrivateKeyParameters identity = new Ed25519PrivateKeyParameters(seed("ed25519", number), 0);
        byte[] ed25519 = identity.generatePublicKey().getEncoded();
        Validator validator = new Validator(
                NodeId.derive(ed25519), ed25519, bls.publicKey().bytes(), bls.proveOfPossession(), "v" + number, 0);
        return new Member(validator, new LocalSigner(bls, message -> sign(identity, message)));
    }

    /** A validator of {@link FakeScheme}. */
    static Member fake(int number) {
        byte[] bls = java.util.Arrays.copyOf(seed("fake bls", number), BlsPublicKey.BYTES);
        byte[] ed25519 = seed("fake ed25519", number);
        Validator validator = new Validator(NodeId.derive(ed25519), ed25519, bls, new byte[96], "v" + number, 0);
        return new Member(validator, new ValidatorSigner() {
            @Override
            public byte[] signVote(byte[] message) {
                return FakeScheme.sign(bls, message, Bls.SIGNATURE_BYTES);
            }

            @Override
            public byte[] signIdentity(byte[] message) {
                return FakeScheme.sign(ed25519, message, 64);
            }
        });
    }

    static List<Member> members(int n, boolean real) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            members.add(real ? real(i) : fake(i));
        }
        members.sort((a, b) -> a.id().compareTo(b.id()));
        return members;
    }

    static ValidatorSet set(List<Member> members, boolean real) {
        List<Validator> validators = members.stream().map(Member::validator).toList();
        return real ? ValidatorSet.of(validators) : ValidatorSet.of(validators, FakeScheme.INSTANCE);
    }

    /** A source with a real Ed25519 key. */
    record TestSource(Source source, BlockSigner signer) {
        NodeId id() {
            return source.id();
        }
    }

    static TestSource source(int number) {
        Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(seed("source", number), 0);
        byte[] publicKey = key.generatePublicKey().getEncoded();
        BlockSigner signer = new BlockSigner() {
            @Override
            public SignatureAlgorithm algorithm() {
                return SignatureAlgorithm.ED25519;
            }

            @Override
            public byte[] sign(byte[] message) {
                return Fixtures.sign(key, message);
            }
        };
        return new TestSource(new Source(NodeId.derive(publicKey), PublicKeyBytes.ed25519(publicKey)), signer);
    }

    static Genesis genesis(List<Member> members, boolean real, List<TestSource> sources, Params params) {
        return new Genesis(
                "test",
                params,
                set(members, real),
                sources.stream().map(TestSource::source).toList(),
                GENESIS_SECONDS * 1_000_000L);
    }

    private static byte[] sign(Ed25519PrivateKeyParameters key, byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }
}
