package com.hookprobe.console;

import com.hookprobe.dsm.consensus.Bls;
import com.hookprobe.dsm.consensus.BlsSecretKey;
import com.hookprobe.dsm.consensus.Certificate;
import com.hookprobe.dsm.consensus.EvidenceBundle;
import com.hookprobe.dsm.consensus.Genesis;
import com.hookprobe.dsm.consensus.Params;
import com.hookprobe.dsm.consensus.SetPath;
import com.hookprobe.dsm.consensus.Source;
import com.hookprobe.dsm.consensus.Validator;
import com.hookprobe.dsm.consensus.ValidatorSet;
import com.hookprobe.dsm.consensus.Vote;
import com.hookprobe.dsm.consensus.VoteKind;
import com.hookprobe.dsm.ledger.BlockSigner;
import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.CheckpointBody;
import com.hookprobe.dsm.ledger.CheckpointHeader;
import com.hookprobe.dsm.ledger.DecidedCheckpoint;
import com.hookprobe.dsm.ledger.EcdsaP256;
import com.hookprobe.dsm.ledger.EventType;
import com.hookprobe.dsm.ledger.Frontier;
import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MemoryBlockStore;
import com.hookprobe.dsm.ledger.MerkleTree;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.dsm.ledger.PublicKeyBytes;
import com.hookprobe.dsm.ledger.SignatureAlgorithm;
import com.hookprobe.dsm.ledger.SourceChain;
import com.hookprobe.dsm.ledger.SourceRange;
import com.hookprobe.identity.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** A small real ledger with real BLS: four heights of four blocks of two sources, one with a P-256 key; the validators change at the second. */
final class Bundles {
    static final byte[] PAYLOAD =
            "a salt of thirty-two bytes......{\"src\":\"192.0.2.7\"}".getBytes(StandardCharsets.UTF_8);

    private static final int BLOCKS = 3;

    private final List<Member> first = members(0, 1, 2, 3);
    private final List<Member> second = members(0, 2, 3, 9);
    private final Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(seed("source", 0), 0);
    private final KeyPair tpm;
    final Genesis genesis;
    final List<Microblock> blocks = new ArrayList<>();
    final List<DecidedCheckpoint> checkpoints = new ArrayList<>();
    private final BlockStore store;
    private SetPath path = SetPath.NONE;

    private record Member(Validator validator, BlsSecretKey bls) {}

    Bundles() throws Exception {
        byte[] publicKey = key.generatePublicKey().getEncoded();
        Source source = new Source(NodeId.derive(publicKey), PublicKeyBytes.ed25519(publicKey));
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        this.tpm = pairs.generateKeyPair();
        byte[] point = EcdsaP256.encode((ECPublicKey) tpm.getPublic());
        Source sealer = new Source(NodeId.of(seed("tpm", 0)), new PublicKeyBytes(SignatureAlgorithm.ECDSA_P256, point));
        this.genesis =
                new Genesis("demo mesh", Params.local(2), set(first), List.of(source, sealer), 1_000_000L * 1_000_000L);
        this.store = MemoryBlockStore.create(genesis.networkId());
        fill(source.id(), sealer.id());
    }

    private void fill(NodeId source, NodeId other) throws Exception {
        SourceChain sealed = new SourceChain(store, genesis.networkId(), other, 0, tpmSigner());
        SourceChain chain = new SourceChain(store, genesis.networkId(), source, 0, signer());
        ValidatorSet next = genesis.validators()
                .derive(second.stream().map(Member::validator).toList(), 3);
        Hash32 payload = Hash32.of(MessageDigest.getInstance("SHA-256").digest(PAYLOAD));
        Frontier frontier = Frontier.EMPTY;
        Hash32 before = genesis.hash();
        List<byte[]> log = new ArrayList<>();
        for (int height = 1; height <= 4; height++) {
            List<Microblock> own = new ArrayList<>();
            for (int i = 0; i < BLOCKS; i++) {
                own.add(chain.append(EventType.IDS_ALERT, payload, Optional.empty(), 1_000_000_000_000L + height));
            }
            Microblock last = own.get(BLOCKS - 1);
            Microblock single =
                    sealed.append(EventType.MITIGATION, payload, Optional.empty(), 1_000_000_000_000L + height);
            List<SourceRange> ranges = new ArrayList<>(List.of(
                    new SourceRange(source, 0, own.get(0).seq(), last.seq(), last.hash()),
                    new SourceRange(other, 0, height, height, single.hash())));
            ranges.sort(Comparator.comparing(SourceRange::source));
            own.add(ranges.get(0).source().equals(other) ? 0 : BLOCKS, single);
            blocks.addAll(own);
            CheckpointBody body = new CheckpointBody(ranges, List.of(), List.of(), List.of());
            frontier = frontier.advance(body.ranges());
            boolean early = height <= 2;
            CheckpointHeader header = new CheckpointHeader(
                    1,
                    genesis.networkId(),
                    height,
                    genesis.epoch() + height,
                    genesis.epoch() + height - 1,
                    2,
                    before,
                    first.get(0).validator().id(),
                    MerkleTree.ofHashes(own.stream().map(Microblock::hash).toList())
                            .root(),
                    BLOCKS + 1,
                    body.rangesRoot(),
                    body.frontiersRoot(),
                    frontier.root(),
                    height - 1,
                    MerkleTree.of(log).root(),
                    body.evidenceRoot(),
                    body.opsRoot(),
                    early ? genesis.validators().hash() : next.hash(),
                    height == 1 ? genesis.validators().hash() : next.hash(),
                    genesis.params().hash());
            byte[] certificate = certificate(header, early ? first : second, 0, 1, 2);
            DecidedCheckpoint decided = DecidedCheckpoint.of(header, certificate, body);
            store.putDecided(decided, frontier);
            checkpoints.add(decided);
            if (height == 2) {
                path = new SetPath(List.of(new SetPath.Step(DecidedCheckpoint.headerOnly(header, certificate), next)));
            }
            log.add(header.encode());
            before = header.hash();
        }
    }

    /** A block's bundle, with the way to its validators, its anchor, and perhaps the payload. */
    byte[] bundle(int block, boolean withPayload) throws Exception {
        Microblock sealed = blocks.get(block);
        EvidenceBundle bundle = EvidenceBundle.of(
                genesis,
                path,
                store.proof(sealed.hash()).orElseThrow(),
                store.header(sealed.anchorHeight())
                        .map(at -> DecidedCheckpoint.headerOnly(at.header(), at.certificate())),
                withPayload ? Optional.of(PAYLOAD) : Optional.empty());
        if (bundle.refusal(genesis.networkId()).isPresent()) {
            throw new IllegalStateException(bundle.refusal(genesis.networkId()).get());
        }
        return bundle.encode();
    }

    /** One whose checkpoint two of four have signed. */
    byte[] withoutQuorum() throws Exception {
        var proof = store.proof(blocks.get(0).hash()).orElseThrow();
        var weak = new com.hookprobe.dsm.ledger.InclusionBundle(
                proof.block(), proof.proof(), proof.header(), certificate(proof.header(), first, 0, 1));
        return EvidenceBundle.of(genesis, SetPath.NONE, weak, Optional.empty(), Optional.empty())
                .encode();
    }

    private byte[] certificate(CheckpointHeader header, List<Member> set, int... signers) {
        byte[] message = Vote.signingBytes(
                genesis.networkId(), header.validatorsHash(), VoteKind.FINALIZE, header.height(), 1, header.hash());
        byte[] bitmap = new byte[1];
        List<byte[]> signatures = new ArrayList<>();
        for (int signer : signers) {
            signatures.add(set.get(signer).bls().sign(message));
            bitmap[0] |= (byte) (1 << signer);
        }
        byte[] sum = Bls.aggregate(signatures);
        return new Certificate(
                        VoteKind.FINALIZE, header.height(), 1, header.hash(), header.validatorsHash(), 4, bitmap, sum)
                .encode();
    }

    private BlockSigner tpmSigner() {
        return new BlockSigner() {
            @Override
            public SignatureAlgorithm algorithm() {
                return SignatureAlgorithm.ECDSA_P256;
            }

            @Override
            public byte[] sign(byte[] message) {
                try {
                    Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
                    signer.initSign(tpm.getPrivate());
                    signer.update(message);
                    return EcdsaP256.lowS(signer.sign());
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("every JDK has P-256", e);
                }
            }
        };
    }

    private BlockSigner signer() {
        return new BlockSigner() {
            @Override
            public SignatureAlgorithm algorithm() {
                return SignatureAlgorithm.ED25519;
            }

            @Override
            public byte[] sign(byte[] message) {
                Ed25519Signer signer = new Ed25519Signer();
                signer.init(true, key);
                signer.update(message, 0, message.length);
                return signer.generateSignature();
            }
        };
    }

    private static List<Member> members(int... numbers) {
        List<Member> members = new ArrayList<>();
        for (int number : numbers) {
            BlsSecretKey bls = BlsSecretKey.generate(seed("bls", number));
            byte[] ed25519 = new Ed25519PrivateKeyParameters(seed("ed25519", number), 0)
                    .generatePublicKey()
                    .getEncoded();
            Validator validator = new Validator(
                    NodeId.derive(ed25519),
                    ed25519,
                    bls.publicKey().bytes(),
                    bls.proveOfPossession(),
                    "sentinel-" + number,
                    0);
            members.add(new Member(validator, bls));
        }
        members.sort(Comparator.comparing(member -> member.validator().id()));
        return members;
    }

    private static ValidatorSet set(List<Member> members) {
        return ValidatorSet.of(members.stream().map(Member::validator).toList());
    }

    private static byte[] seed(String what, int number) {
        return Hash32.sha256("console test " + what, new byte[] {(byte) number}).bytes();
    }
}
