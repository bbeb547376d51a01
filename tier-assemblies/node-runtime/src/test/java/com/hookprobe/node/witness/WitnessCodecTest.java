package com.hookprobe.node.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.dsm.ledger.Hash32;
import com.hookprobe.dsm.ledger.MalformedException;
import com.hookprobe.dsm.ledger.WireWriter;
import com.hookprobe.identity.NodeId;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** witness 3 and 6: one value, one encoding, and nothing else is read. */
class WitnessCodecTest {
    private final WitnessMesh mesh = new WitnessMesh(4, 3, 1);
    private final WitnessMesh.Made made = mesh.made(2, WitnessMesh.attacker(1));

    /** Encodes what a decoder makes of bytes. */
    @FunctionalInterface
    private interface Codec {
        byte[] again(byte[] bytes) throws MalformedException;
    }

    private static final Codec CLAIM = bytes -> WitnessClaim.decode(bytes).encode();
    private static final Codec REQUEST = bytes -> WitnessRequest.decode(bytes).encode();
    private static final Codec VOTE = bytes -> WitnessVote.decode(bytes).encode();
    private static final Codec CERTIFICATE =
            bytes -> WitnessCertificate.decode(bytes).encode();
    private static final Codec PROOF = bytes -> WitnessProof.decode(bytes).encode();

    private static void strict(Codec codec, byte[] bytes) throws MalformedException {
        assertThat(codec.again(bytes)).isEqualTo(bytes);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> codec.again(cut)).as("%d bytes", length).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> codec.again(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedException.class);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            refusedOrItself(codec, flipped);
        }
    }

    private static void refusedOrItself(Codec codec, byte[] bytes) {
        try {
            assertThat(codec.again(bytes)).isEqualTo(bytes);
        } catch (MalformedException e) {
            assertThat(e).hasMessageMatching(".+");
        }
    }

    private WitnessProof proof() {
        return mesh.proof(made.claim(), WitnessMesh.EPOCH, mesh.drawn(made.claim(), WitnessMesh.EPOCH));
    }

    @Test
    void truncationsTrailingBytesAndFlippedBits() throws Exception {
        strict(CLAIM, made.claim().encode());
        strict(REQUEST, made.request().encode());
        strict(VOTE, mesh.vote(mesh.set.id(0), made.message()).encode());
        strict(VOTE, new WitnessVote.Refused(made.message(), WitnessRefusal.EVIDENCE, 3).encode());
        strict(VOTE, new WitnessVote.Refused(made.message(), WitnessRefusal.BUSY, WitnessVote.NO_REPORT).encode());
        strict(CERTIFICATE, proof().certificate().encode());
        strict(PROOF, proof().encode());
    }

    @Test
    void anyBytesGiveAValueOrTheDeclaredRefusal() {
        SplittableRandom random = new SplittableRandom(20_260_101);
        List<Codec> codecs = List.of(CLAIM, REQUEST, VOTE, CERTIFICATE, PROOF);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 1;
            }
            refusedOrItself(codecs.get(i % codecs.size()), bytes);
        }
    }

    @Test
    void everyFlippedBitOfAProofIsRefusedByTheSite() {
        WitnessCheck check = new WitnessCheck(mesh.set, WitnessMesh.EPOCHS, id -> true);
        byte[] proof = proof().encode();
        assertThat(check.fault(made.decision(), proof, WitnessMesh.NOW)).isEmpty();
        for (int bit = 0; bit < 8 * proof.length; bit++) {
            byte[] flipped = proof.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(check.fault(made.decision(), flipped, WitnessMesh.NOW))
                    .as("bit %d", bit)
                    .isPresent();
        }
    }

    /** witness 3.2, computed here from the bytes alone. */
    @Test
    void theMessageIsWhatTheSpecificationSays() throws Exception {
        byte[] by = new WireWriter(512)
                .bytes("HTP2 WITNESS V1\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .hash(WitnessMesh.NETWORK)
                .hash(mesh.validators.hash())
                .bytes(made.claim().encode())
                .u64(9)
                .toBytes();
        assertThat(mesh.set.message(made.claim(), 9).bytes())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(by));
        assertThat(mesh.set.message(made.claim(), 10)).isNotEqualTo(mesh.set.message(made.claim(), 9));
    }

    @Test
    void aClaimRestsOnOneTo512Reports() throws Exception {
        WitnessClaim most = claim(WitnessClaim.REPORTS_MAX);
        assertThat(WitnessClaim.decode(most.encode())).isEqualTo(most);
        assertThat(most.encode()).hasSize(WitnessClaim.BYTES_MAX);
        assertThatThrownBy(() -> claim(WitnessClaim.REPORTS_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> claim(0)).isInstanceOf(IllegalArgumentException.class);
        List<WitnessClaim.Basis> falling = new ArrayList<>(claim(3).basis());
        Collections.reverse(falling);
        assertThatThrownBy(() -> new WitnessClaim(most.key(), most.level(), 1, falling))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessClaim(most.key(), most.level(), -1, most.basis()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private WitnessClaim claim(int reports) {
        List<WitnessClaim.Basis> basis = new ArrayList<>();
        for (int i = 0; i < reports; i++) {
            basis.add(new WitnessClaim.Basis(new Bytes32(0, 0, 1, i), new Bytes32(0, 0, 2, i)));
        }
        return new WitnessClaim(made.claim().key(), made.claim().level(), 77, basis);
    }

    @Test
    void aRequestHoldsEveryReportOfTheLongestClaim() throws Exception {
        List<WitnessRequest.Presented> presented = new ArrayList<>();
        for (int i = 0; i < WitnessClaim.REPORTS_MAX; i++) {
            presented.add(new WitnessRequest.Presented(
                    NodeId.of(WitnessMesh.filled(i)),
                    WitnessRequest.AGE_DAYS_MAX,
                    new byte[AttackSignature.BYTES_MAX]));
        }
        WitnessRequest most = new WitnessRequest(1, claim(WitnessClaim.REPORTS_MAX), presented);
        assertThat(most.encode()).hasSize(WitnessRequest.BYTES_MAX);
        assertThat(WitnessRequest.decode(most.encode()).presented()).hasSize(WitnessClaim.REPORTS_MAX);
        NodeId who = NodeId.of(WitnessMesh.filled(1));
        assertThatThrownBy(() -> new WitnessRequest.Presented(who, WitnessRequest.AGE_DAYS_MAX + 1, new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessRequest.Presented(who, 1, new byte[AttackSignature.BYTES_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessRequest(1, claim(2), presented))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVoteNamesAReportThatAClaimCanHave() throws Exception {
        Hash32 message = made.message();
        assertThat(new WitnessVote.Refused(message, WitnessRefusal.EVIDENCE, WitnessClaim.REPORTS_MAX - 1).encode())
                .hasSize(35);
        assertThatThrownBy(() -> new WitnessVote.Refused(message, WitnessRefusal.EVIDENCE, WitnessClaim.REPORTS_MAX))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessVote.Signed(message, new byte[95]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(mesh.vote(mesh.set.id(0), message).encode()).hasSize(WitnessVote.BYTES_MAX);
        byte[] unknown = new WitnessVote.Refused(message, WitnessRefusal.BUSY, 0).encode();
        unknown[32]++;
        assertThatThrownBy(() -> WitnessVote.decode(unknown)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aCertificateIsOfOneTo256ValidatorsWithoutPadding() {
        byte[] signature = new byte[96];
        assertThat(new WitnessCertificate(0, 256, new byte[32], signature).encode())
                .hasSize(WitnessCertificate.BYTES_MAX);
        assertThatThrownBy(() -> new WitnessCertificate(0, 257, new byte[33], signature))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessCertificate(0, 0, new byte[0], signature))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessCertificate(0, 4, new byte[] {0x10}, signature))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WitnessCertificate(-1, 4, new byte[] {1}, signature))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
