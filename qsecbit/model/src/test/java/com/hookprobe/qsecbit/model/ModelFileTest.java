package com.hookprobe.qsecbit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ModelFileTest {
    private static final byte[] GOOD = ModelFile.encode(Models.kdd());
    private static final int VERSION_AT = 8;
    private static final int SCHEMA_HASH_AT = 8 + 2 + 1 + 3;
    private static final int ROWS_AT = SCHEMA_HASH_AT + 32 + 1 + 7 + 1 + 4 + 32;

    /** Changes the content and puts the right hash behind it, as somebody would who writes his own file. */
    private static byte[] signed(byte[] content) {
        byte[] label = (ModelLabels.FILE + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] hash = FeatureSchema.sha256(ByteBuffer.allocate(label.length + content.length)
                .put(label)
                .put(content)
                .array());
        return ByteBuffer.allocate(content.length + 32).put(content).put(hash).array();
    }

    private static byte[] content() {
        return Arrays.copyOf(GOOD, GOOD.length - 32);
    }

    private static void refused(byte[] bytes, String why) {
        assertThatThrownBy(() -> ModelFile.decode(bytes))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsWrittenIsReadAndWrittenTheSame() throws Exception {
        AttackModel read = ModelFile.decode(GOOD);
        assertThat(ModelFile.encode(read)).isEqualTo(GOOD);
        assertThat(read.provenance()).isEqualTo(Models.kdd().provenance());
        assertThat(read.classes()).isEqualTo(Models.CLASSES);
        double[] vector = new double[Schemas.KDD.size()];
        vector[Schemas.KDD.indexOf("serror_rate")] = 1;
        assertThat(read.judge(vector)).isEqualTo(Models.kdd().judge(vector));
        assertThat(signed(content())).isEqualTo(GOOD);
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < GOOD.length; length += 1 + length / 50) {
            byte[] cut = Arrays.copyOf(GOOD, length);
            assertThatThrownBy(() -> ModelFile.decode(cut)).isInstanceOf(MalformedModelException.class);
            if (length >= 8) {
                assertThatThrownBy(() -> ModelFile.decode(signed(cut))).isInstanceOf(MalformedModelException.class);
            }
        }
    }

    @Test
    void aFlippedBitIsFoundByTheHash() {
        byte[] flipped = GOOD.clone();
        flipped[flipped.length / 2] ^= 1;
        refused(flipped, "SHA-256");
    }

    @Test
    void magicVersionSchemaAndTrailingBytes() {
        byte[] magic = GOOD.clone();
        magic[0] = 'X';
        refused(magic, "HPMODEL1");
        byte[] version = content();
        version[VERSION_AT + 1] = 2;
        refused(signed(version), "version 2");
        byte[] name = content();
        name[VERSION_AT + 3] = 'x';
        refused(signed(name), "schema 'xdd'");
        byte[] features = content();
        features[SCHEMA_HASH_AT] ^= 1;
        refused(signed(features), "other features");
        refused(signed(Arrays.copyOf(content(), content().length + 1)), "end of the model");
        byte[] rows = content();
        Arrays.fill(rows, ROWS_AT, ROWS_AT + 4, (byte) 0);
        refused(signed(rows), "provenance");
    }

    @Test
    void countsAreHeldAgainstWhatIsThere() {
        byte[] content = content();
        // Outputs 3, trees 2, then the nodes of each tree.
        int forestAt = indexOfForest(content);
        assertThat(content[forestAt]).isEqualTo((byte) 3);
        byte[] trees = content.clone();
        trees[forestAt + 1] = (byte) 0xff;
        refused(signed(trees), "trees");
        byte[] nodes = content.clone();
        ByteBuffer.wrap(nodes).putInt(forestAt + 3, 1_000_001);
        refused(signed(nodes), "nodes");
        byte[] negative = content.clone();
        ByteBuffer.wrap(negative).putInt(forestAt + 3, -1);
        refused(signed(negative), "nodes");
        byte[] many = content.clone();
        ByteBuffer.wrap(many).putInt(forestAt + 3, 900_000);
        refused(signed(many), "ends too soon");
    }

    @Test
    void treesAreTrees() {
        byte[] content = content();
        int nodeAt = indexOfForest(content) + 3 + 2 * 4;
        byte[] feature = content.clone();
        ByteBuffer.wrap(feature).putShort(nodeAt, (short) Schemas.KDD.size());
        refused(signed(feature), "feature");
        byte[] threshold = content.clone();
        ByteBuffer.wrap(threshold).putDouble(nodeAt + 2, Double.NaN);
        refused(signed(threshold), "finite");
        byte[] back = content.clone();
        ByteBuffer.wrap(back).putInt(nodeAt + 10, -1);
        refused(signed(back), "right child");
        byte[] far = content.clone();
        ByteBuffer.wrap(far).putInt(nodeAt + 10, 3);
        refused(signed(far), "right child");
    }

    @Test
    void anyBytesGiveAModelOrARefusal() {
        SplittableRandom random = new SplittableRandom(42);
        int read = 0;
        for (int i = 0; i < 4_000; i++) {
            byte[] content = content();
            int changes = 1 + random.nextInt(4);
            for (int change = 0; change < changes; change++) {
                content[8 + random.nextInt(content.length - 8)] = (byte) random.nextInt(256);
            }
            byte[] bytes =
                    signed(random.nextInt(8) == 0 ? Arrays.copyOf(content, random.nextInt(content.length)) : content);
            try {
                AttackModel model = ModelFile.decode(bytes);
                assertThat(ModelFile.encode(model)).isEqualTo(bytes);
                model.judge(new double[Schemas.KDD.size()]);
                read++;
            } catch (MalformedModelException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).isBetween(1, 3_999);
    }

    private static int indexOfForest(byte[] content) {
        int metric = 1 + "attack F1".length() + 8;
        int classes = ROWS_AT + 4 + 4 + 8 + 1 + 1 + metric;
        return classes + 1 + 3 + 8 + 8 + 2 * Calibration.STEPS;
    }
}
