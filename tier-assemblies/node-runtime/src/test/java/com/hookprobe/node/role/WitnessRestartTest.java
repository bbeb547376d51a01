package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.dsm.ledger.BlockStore;
import com.hookprobe.dsm.ledger.Microblock;
import com.hookprobe.node.wire.MeshMessage;
import com.hookprobe.node.witness.SignedClaims;
import com.hookprobe.node.witness.WitnessClaim;
import com.hookprobe.node.witness.WitnessRefusal;
import com.hookprobe.node.witness.WitnessRequest;
import com.hookprobe.node.witness.WitnessVote;
import com.hookprobe.qsecbit.federation.AttackSignature;
import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.DecisionLevel;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** witness 4.5 over restarts of the node: never two claims for a decision, whatever became of the disk. */
class WitnessRestartTest {
    private static final String NAME = "sentinel-1";
    private static final long YEAR_MICROS = 365L * 86_400_000_000L;
    private static final IpAddress ATTACKER = IpAddress.parse("203.0.113.9").orElseThrow();

    @TempDir
    Path folder;

    private TestMesh mesh;
    private BlockStore store;
    private WitnessRole witness;
    private WitnessRequest request;
    private long now;
    private final List<WitnessVote> votes = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        mesh = new TestMesh(folder);
        store = mesh.store();
        start();
        request = request(ATTACKER);
    }

    @AfterEach
    void close() throws Exception {
        witness.close();
        mesh.close();
    }

    private void start() throws Exception {
        NodeContext node = mesh.node(NAME);
        now = node.loop().wallMicros();
        witness = new WitnessRole(node, store, mesh.certificates(now), (to, channel, message) -> {
            votes.add(vote(message));
            return true;
        });
    }

    private static WitnessVote vote(byte[] message) {
        try {
            return WitnessVote.decode(((MeshMessage.WitnessAnswer) MeshMessage.decode(message)).encoded());
        } catch (com.hookprobe.dsm.ledger.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private void restart() throws Exception {
        witness.close();
        start();
    }

    private Path log() {
        return folder.resolve(NAME).resolve("witness").resolve("claims.log");
    }

    private WitnessRequest request(IpAddress attacker) throws Exception {
        Microblock block = mesh.alert("guardian-1");
        store.put(block);
        AttackSignature report = mesh.report("guardian-1", "guardian-1", attacker, block.hash(), now);
        Bytes32 name = report.reportId(Bytes32.of(mesh.id("guardian-1").bytes()));
        WitnessClaim claim = new WitnessClaim(
                report.key(),
                DecisionLevel.WATCH,
                now + 3_000_000_000L,
                List.of(new WitnessClaim.Basis(name, report.facts().evidence())));
        return new WitnessRequest(
                now / 2_000_000L,
                claim,
                List.of(new WitnessRequest.Presented(mesh.id("guardian-1"), 100, report.encode())));
    }

    /** Asks now: the epochs of this mesh are of two seconds. */
    private WitnessVote ask(WitnessRequest of, long endsMicros) throws Exception {
        WitnessClaim claim = new WitnessClaim(
                of.claim().key(), of.claim().level(), endsMicros, of.claim().basis());
        WitnessRequest fresh = new WitnessRequest(System.currentTimeMillis() / 2_000, claim, of.presented());
        votes.clear();
        witness.onMesh(mesh.id("mssp-1"), new MeshMessage.WitnessAsk(fresh.encode()));
        assertThat(votes).hasSize(1);
        return votes.get(0);
    }

    private static void refused(WitnessVote vote, WitnessRefusal reason) {
        assertThat(vote)
                .isInstanceOfSatisfying(
                        WitnessVote.Refused.class, no -> assertThat(no.reason()).isEqualTo(reason));
    }

    @Test
    void afterARestartTheSameClaimIsSignedAndNoOther() throws Exception {
        long ends = request.claim().expiresMicros();
        assertThat(ask(request, ends)).isInstanceOf(WitnessVote.Signed.class);
        restart();
        refused(ask(request, ends - 1), WitnessRefusal.CONFLICT);
        assertThat(ask(request, ends)).isInstanceOf(WitnessVote.Signed.class);
        long size = Files.size(log());
        restart();
        refused(ask(request, ends + 1), WitnessRefusal.CONFLICT);
        assertThat(ask(request, ends)).isInstanceOf(WitnessVote.Signed.class);
        assertThat(Files.size(log())).as("it was durable already").isEqualTo(size);
    }

    @Test
    void aLogThatIsLostLetsNothingBeSignedThatMayHaveBeen() throws Exception {
        assertThat(ask(request, request.claim().expiresMicros())).isInstanceOf(WitnessVote.Signed.class);
        witness.close();
        Files.delete(log());
        start();
        assertThat(mesh.logged(NAME, "witness_log_lost")).hasSize(1);
        refused(ask(request, request.claim().expiresMicros() - 1), WitnessRefusal.CONFLICT);
        restart();
        refused(ask(request, request.claim().expiresMicros() - 1), WitnessRefusal.CONFLICT);
        assertThat(mesh.logged(NAME, "witness_log_lost"))
                .as("the new log remembers it")
                .isEmpty();
    }

    @Test
    void aDamagedLogIsLeftAloneAndNothingIsSigned() throws Exception {
        assertThat(ask(request, request.claim().expiresMicros())).isInstanceOf(WitnessVote.Signed.class);
        assertThat(ask(request(IpAddress.parse("203.0.113.10").orElseThrow()), now + 500_000_000L))
                .isInstanceOf(WitnessVote.Signed.class);
        witness.close();
        byte[] bytes = Files.readAllBytes(log());
        bytes[100] ^= 1;
        Files.write(log(), bytes);
        start();
        assertThat(mesh.logged(NAME, "witness_signs_nothing"))
                .singleElement()
                .asString()
                .contains("record 1 is damaged", "claims.log", "move it away");
        refused(ask(request, request.claim().expiresMicros()), WitnessRefusal.BUSY);
        assertThat(Files.readAllBytes(log())).isEqualTo(bytes);
    }

    @Test
    void aSecondProcessWithTheSameKeySignsNothing() throws Exception {
        WitnessRole first = witness;
        start();
        refused(ask(request, request.claim().expiresMicros()), WitnessRefusal.BUSY);
        assertThat(mesh.logged(NAME, "witness_signs_nothing"))
                .singleElement()
                .asString()
                .contains("another process")
                .doesNotContain("move it away");
        first.close();
    }

    private void lost() throws Exception {
        witness.close();
        Files.delete(log());
    }

    private static long quietUntil(String line) {
        Matcher found = Pattern.compile("\"quiet_until_us\":(\\d+)").matcher(line);
        assertThat(found.find()).as(line).isTrue();
        return Long.parseLong(found.group(1));
    }

    private long quietUntil() {
        List<String> lines = mesh.logged(NAME, "witness_quiet");
        assertThat(lines).hasSize(1);
        return quietUntil(lines.get(0));
    }

    @Test
    void eachStartSaysUntilWhenNothingIsSigned() throws Exception {
        assertThat(mesh.logged(NAME, "witness_quiet")).isEmpty();
        lost();
        start();
        long until = quietUntil();
        assertThat(until - now).isBetween(86_400_000_000L, 86_400_000_000L + 360_000_000L);
        restart();
        assertThat(quietUntil()).as("written once").isEqualTo(until);
    }

    @Test
    void aQuietEndOfAClockThatWasAheadIsShortened() throws Exception {
        lost();
        mesh.clockAheadMicros = 14 * YEAR_MICROS;
        start();
        mesh.clockAheadMicros = 0;
        restart();
        assertThat(mesh.logged(NAME, "witness_quiet_shortened")).hasSize(1);
        long until = quietUntil();
        assertThat(until - now).isBetween(86_400_000_000L, 86_400_000_000L + 360_000_000L);
        refused(ask(request, request.claim().expiresMicros()), WitnessRefusal.CONFLICT);
        restart();
        assertThat(mesh.logged(NAME, "witness_quiet_shortened")).isEmpty();
        assertThat(quietUntil()).isEqualTo(until);
    }

    @Test
    void aClockFromBeforeTheMeshSignsNothingAndSaysNoQuietEnd() throws Exception {
        lost();
        mesh.clockAheadMicros = -10 * YEAR_MICROS;
        start();
        assertThat(mesh.logged(NAME, "witness_signs_nothing"))
                .singleElement()
                .asString()
                .contains("clock");
        assertThat(mesh.logged(NAME, "witness_quiet")).isEmpty();
        restart();
        assertThat(mesh.logged(NAME, "witness_quiet")).isEmpty();
        mesh.clockAheadMicros = 0;
        restart();
        assertThat(quietUntil() - now).isBetween(86_400_000_000L, 86_400_000_000L + 360_000_000L);
        assertThat(mesh.logged(NAME, "witness_quiet_shortened")).isEmpty();
        refused(ask(request, request.claim().expiresMicros()), WitnessRefusal.CONFLICT);
    }

    @Test
    void theQuietEndIsComputedWhenTheClockIsSetRight() throws Exception {
        lost();
        WitnessMemory memory = memory(-10 * YEAR_MICROS);
        assertThat(memory.claims().quietUntilMicros()).isEqualTo(SignedClaims.END_NOT_KNOWN);
        memory.lookAtClock();
        assertThat(mesh.logged(NAME, "witness_signs_nothing")).hasSize(1);
        mesh.clockAheadMicros = 0;
        memory.lookAtClock();
        assertThat(memory.claims().quietUntilMicros()).isEqualTo(quietUntil());
        memory.lookAtClock();
        assertThat(mesh.logged(NAME, "witness_quiet")).hasSize(1);
        memory.close();
        start();
        assertThat(quietUntil()).isEqualTo(memory.claims().quietUntilMicros());
    }

    private WitnessMemory memory(long aheadMicros) {
        mesh.clockAheadMicros = aheadMicros;
        return WitnessMemory.open(mesh.node(NAME));
    }

    @Test
    void aLogThatCannotBeReadOrMadeDoesNotStopTheValidator() throws Exception {
        lost();
        Files.createDirectories(log());
        start();
        assertThat(mesh.logged(NAME, "witness_signs_nothing"))
                .singleElement()
                .asString()
                .contains("claims.log", "start again");
        refused(ask(request, request.claim().expiresMicros()), WitnessRefusal.BUSY);
        witness.close();
        Files.delete(log());
        Files.delete(log().getParent());
        Files.writeString(log().getParent(), "in the way of the folder");
        start();
        assertThat(mesh.logged(NAME, "witness_signs_nothing")).hasSize(1);
    }
}
