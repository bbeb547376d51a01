package com.hookprobe.qsecbit.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.core.Percents;
import com.hookprobe.qsecbit.learning.core.PrivacyBudget;
import com.hookprobe.qsecbit.learning.core.ReleasePlan;
import com.hookprobe.qsecbit.learning.core.RolloutStage;
import com.hookprobe.qsecbit.learning.core.RolloutState;
import com.hookprobe.qsecbit.learning.core.SiteCounts;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    private static final TestKey KEY = new TestKey(1);
    private static final SignedModel FIRST = SignedModel.sign(LearnedModel.first(TestRows.LAYOUT), KEY.signer());

    @TempDir
    Path dir;

    private static SignedModel next(int number, int weight, TestKey key) {
        int[] weights = new int[TestRows.LAYOUT.size()];
        weights[1] = weight;
        return SignedModel.sign(
                new LearnedModel(
                        TestRows.LAYOUT,
                        number,
                        FIRST.id(),
                        Recipe.NONE,
                        0,
                        LearnedModel.used(List.of()),
                        weights,
                        weights),
                key.signer());
    }

    @Test
    void modelsAndOrdersComeBackByNumberAndId() throws IOException, MalformedException {
        ModelFolder folder = new ModelFolder(dir, KEY.verifier());
        assertThat(folder.newest()).isEmpty();
        assertThat(folder.highestNumber()).isEqualTo(-1);
        assertThat(folder.highestSequence()).isZero();
        folder.write(FIRST);
        SignedModel third = next(3, 5, KEY);
        folder.write(third);
        folder.write(third);
        assertThat(folder.newest()).contains(third);
        assertThat(folder.model(FIRST.id())).contains(FIRST);
        assertThat(folder.model(TestKey.id(1))).isEmpty();
        assertThatThrownBy(() -> folder.write(next(3, 6, KEY))).isInstanceOf(FileAlreadyExistsException.class);
        for (int sequence = 1; sequence <= 3; sequence++) {
            folder.write(RolloutOrder.sign(sequence, third.id(), FIRST.id(), 5, KEY.signer()));
        }
        assertThat(folder.ordersAfter(1)).extracting(RolloutOrder::sequence).containsExactly(2L, 3L);
        assertThat(folder.highestSequence()).isEqualTo(3);
    }

    @Test
    void whatIsNotTheAggregatorsOrLiesUnderAnotherNameIsRefused() throws IOException {
        ModelFolder folder = new ModelFolder(dir, KEY.verifier());
        folder.write(next(1, 5, new TestKey(2)));
        assertThatThrownBy(folder::newest)
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("signature");
        Path wrong = dir.resolve("models").resolve("0000000009-" + FIRST.id().hex() + ".bin");
        Files.write(wrong, FIRST.encode());
        assertThatThrownBy(folder::newest).hasMessageContaining("that number and id");
        Files.write(wrong, new byte[LearnedModel.BYTES_MAX + 1]);
        assertThatThrownBy(folder::newest).isInstanceOf(IOException.class).hasMessageContaining("at most");
        folder.write(RolloutOrder.sign(1, TestKey.id(1), FIRST.id(), 5, new TestKey(2).signer()));
        assertThatThrownBy(() -> folder.ordersAfter(0)).hasMessageContaining("signature");
        Files.move(dir.resolve("orders/0000000001.bin"), dir.resolve("orders/0000000002.bin"));
        assertThatThrownBy(() -> folder.ordersAfter(0)).hasMessageContaining("sequence");
    }

    @Test
    void otherNamesAndHalfWrittenFilesAreNotLookedAt() throws IOException, MalformedException {
        ModelFolder folder = new ModelFolder(dir, KEY.verifier());
        folder.write(FIRST);
        for (String name : List.of("x.bin", ".htp-learning-1.part", "0000000009-zz.bin", "1.bin")) {
            Files.writeString(dir.resolve("models").resolve(name), "no model");
        }
        assertThat(folder.newest()).contains(FIRST);
        try (var files = Files.list(dir.resolve("models"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".part"))).hasSize(1);
        }
    }

    @Test
    void updatesLieBelowTheirNodeOnly() throws IOException {
        UpdateFolder folder = new UpdateFolder(dir);
        ModelUpdate update = ModelUpdate.sign(TestKey.id(1), FIRST.id(), 3, new int[] {1, 2}, KEY.signer());
        Path file = folder.write(update);
        assertThat(dir.relativize(file))
                .hasToString(TestKey.id(1).hex() + "/learning/" + FIRST.id().hex() + ".bin");
        assertThat(folder.updates(FIRST.id())).containsExactly(update.encode());
        assertThat(folder.updates(TestKey.id(9))).isEmpty();
        // A copy below another node's id, garbage, and a file that is too long.
        for (int node = 2; node <= 4; node++) {
            Path other = dir.resolve(TestKey.id(node).hex())
                    .resolve("learning")
                    .resolve(FIRST.id().hex() + ".bin");
            Files.createDirectories(other.getParent());
            Files.write(other, node == 2 ? update.encode() : new byte[node == 3 ? 5 : ModelUpdate.BYTES_MAX + 1]);
        }
        assertThat(folder.updates(FIRST.id())).containsExactly(update.encode());
        ModelHealth health = ModelHealth.sign(TestKey.id(1), FIRST.id(), 5, 0, 0, KEY.signer());
        folder.write(health);
        Files.write(dir.resolve(TestKey.id(2).hex()).resolve("learning/health.bin"), health.encode());
        assertThat(folder.health()).containsExactly(health);
    }

    @Test
    void theFolderIsSyncedWhenTheNewNameIsInIt() throws IOException {
        Path file = dir.resolve("new/file.bin");
        List<Path> synced = new ArrayList<>();
        SmallFiles.write(file, new byte[] {1, 2}, folder -> {
            synced.add(folder);
            assertThat(file).hasBinaryContent(new byte[] {1, 2});
            try (var names = Files.list(folder)) {
                assertThat(names).containsExactly(file);
            }
        });
        assertThat(synced).containsExactly(file.getParent());
        assertThatThrownBy(() -> SmallFiles.write(file, new byte[] {3}, folder -> {
                    throw new IOException("no room");
                }))
                .hasMessage("no room");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        UpdateFolder folder = new UpdateFolder(dir.resolve("nodes"));
        ModelUpdate update = ModelUpdate.sign(TestKey.id(1), FIRST.id(), 3, new int[] {1}, KEY.signer());
        Path file = folder.write(update);
        Path moved = dir.resolve("elsewhere.bin");
        Files.move(file, moved);
        Files.createSymbolicLink(file, moved);
        assertThat(folder.updates(FIRST.id())).isEmpty();
    }

    @Test
    void aBudgetIsChargedOnDiskAndNeverTwiceMade() throws IOException {
        BudgetFile file = new BudgetFile(dir.resolve("budget"));
        ReleasePlan plan = new ReleasePlan(
                100, PrivacyBudget.varianceFor(1_000, 100_000, 100, ReleasePlan.ALL, 2), ReleasePlan.ALL);
        assertThat(file.read()).isEmpty();
        assertThatThrownBy(() -> file.charge(plan)).hasMessageContaining("make one first");
        file.create(PrivacyBudget.of(1_000, 100_000));
        assertThat(file.charge(plan)).isPresent();
        assertThat(new BudgetFile(dir.resolve("budget")).charge(plan)).isPresent();
        double spent = file.read().orElseThrow().spent();
        assertThat(spent).isBetween(0.9, 1.0);
        assertThat(file.charge(plan)).isEmpty();
        assertThat(file.read().orElseThrow().spent()).isEqualTo(spent);
        assertThatThrownBy(() -> file.create(PrivacyBudget.of(1_000, 100_000))).hasMessageContaining("already");
        Files.write(dir.resolve("budget"), new byte[] {9});
        assertThatThrownBy(() -> file.charge(plan)).hasMessageContaining("expected a privacy budget");
    }

    @Test
    void aRolloutComesBack() throws IOException {
        RolloutFile file = new RolloutFile(dir.resolve("state"));
        assertThat(file.read()).isEmpty();
        RolloutState state = new RolloutState(
                new Percents(10, 60),
                TestKey.id(1),
                TestKey.id(2),
                RolloutStage.HALF,
                77,
                5,
                Map.of(TestKey.id(5), new SiteCounts(9, 1, 2)),
                Map.of(TestKey.id(6), new SiteCounts(8, 3, 4)));
        file.write(state);
        assertThat(file.read()).contains(state);
        byte[] bytes = Files.readAllBytes(dir.resolve("state"));
        Files.write(dir.resolve("state"), java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(file::read).hasMessageContaining("expected the state");
    }

    private static SignedModel child(int number, SignedModel parent) {
        int[] weights = new int[TestRows.LAYOUT.size()];
        return SignedModel.sign(
                new LearnedModel(
                        TestRows.LAYOUT,
                        number,
                        parent.id(),
                        Recipe.NONE,
                        0,
                        LearnedModel.used(List.of()),
                        weights,
                        weights),
                KEY.signer());
    }

    /** Neither a model that was taken back nor what was made from it is learnt from, and nothing hides the others. */
    @Test
    void theBaseIsTheNewestThatWasNotTakenBack() throws IOException {
        ModelFolder folder = new ModelFolder(dir, KEY.verifier());
        List<String> refused = new ArrayList<>();
        assertThat(folder.base(refused::add)).isEmpty();
        SignedModel one = child(1, FIRST);
        SignedModel two = child(2, one);
        SignedModel three = child(3, two);
        for (SignedModel model : List.of(FIRST, one, two, three)) {
            folder.write(model);
        }
        folder.write(RolloutOrder.sign(1, two.id(), FIRST.id(), 5, KEY.signer()));
        assertThat(folder.base(refused::add)).contains(three);
        folder.write(RolloutOrder.sign(2, two.id(), FIRST.id(), 0, KEY.signer()));
        assertThat(folder.base(refused::add)).contains(one);
        SignedModel four = child(4, one);
        folder.write(four);
        assertThat(folder.base(refused::add)).contains(four);
        assertThat(refused).isEmpty();
        folder.write(next(5, 5, new TestKey(2)));
        folder.write(RolloutOrder.sign(3, four.id(), FIRST.id(), 0, new TestKey(2).signer()));
        folder.write(RolloutOrder.sign(4, four.id(), FIRST.id(), 50, KEY.signer()));
        assertThat(folder.base(refused::add)).contains(four);
        assertThat(refused).hasSize(2).allMatch(why -> why.contains("signature"));
        assertThat(folder.ordersAfter(1, refused::add))
                .extracting(RolloutOrder::sequence)
                .containsExactly(2L, 4L);
        assertThat(refused).hasSize(3);
    }
}
