package com.hookprobe.qsecbit.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.model.AttackClass;
import com.hookprobe.qsecbit.model.Schemas;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersTest {
    private static final String KDD =
            "7,tcp,http,SF,100,200,0,0,0,1,0,1,0,0,0,0,0,0,0,0,0,0,3,4,0.25,0,0,0,1,0,0,9,8,0.5,0,0,0,0,0,0,0";
    private static final String ZEEK_FIELDS = String.join(
            "\t",
            "#fields",
            "ts",
            "id.orig_h",
            "id.orig_p",
            "id.resp_h",
            "id.resp_p",
            "proto",
            "duration",
            "orig_bytes",
            "resp_bytes",
            "conn_state",
            "orig_pkts",
            "resp_pkts",
            "label",
            "detailed-label");

    @TempDir
    Path dir;

    private DataSet kdd(String text) throws IOException {
        return DataFormat.NSL_KDD.read(Schemas.KDD, List.of(write("rows", text)));
    }

    private DataSet zeek(String... records) throws IOException {
        return DataFormat.ZEEK.read(
                Schemas.FLOW, List.of(write("conn.log", ZEEK_FIELDS + "\n" + String.join("\n", records) + "\n")));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static double at(double[] vector, String feature) {
        return vector[Schemas.KDD.indexOf(feature)];
    }

    @Test
    void theFieldsOfARecordAreTheFeaturesOfTheVector() throws Exception {
        LabelledRow row = kdd(KDD + ",guess_passwd,20\n").rows().get(0);
        assertThat(row.label()).isEqualTo(AttackClass.R2L);
        assertThat(row.name()).isEqualTo("guess_passwd");
        assertThat(at(row.vector(), "duration")).isEqualTo(StrictMath.log1p(7));
        assertThat(at(row.vector(), "src_bytes")).isEqualTo(StrictMath.log1p(100));
        assertThat(at(row.vector(), "protocol_type=tcp")).isEqualTo(1);
        assertThat(at(row.vector(), "protocol_type=udp")).isZero();
        assertThat(at(row.vector(), "service=web")).isEqualTo(1);
        assertThat(at(row.vector(), "flag=SF")).isEqualTo(1);
        assertThat(at(row.vector(), "count")).isEqualTo(3);
        assertThat(at(row.vector(), "serror_rate")).isEqualTo(0.25);
        assertThat(at(row.vector(), "dst_host_count")).isEqualTo(9);
    }

    @Test
    void everyFieldHasAFeature() {
        for (String field : KddRecord.FIELDS) {
            boolean indicator = List.of("protocol_type", "service", "flag").contains(field);
            assertThat(indicator || Schemas.KDD.indexOf(field) >= 0).as(field).isTrue();
        }
    }

    @Test
    void oldAndNewFormsAreTheSame() throws Exception {
        DataSet plain = kdd(KDD + ",normal,21\n" + KDD + ",neptune,1\n");
        DataSet others = kdd(
                "% comment\n@relation KDD\n" + KDD.replace("tcp", "'tcp'") + ",'normal'\r\n\n" + KDD + ",neptune.\n");
        for (int i = 0; i < 2; i++) {
            assertThat(others.rows().get(i).vector())
                    .isEqualTo(plain.rows().get(i).vector());
            assertThat(others.rows().get(i).name())
                    .isEqualTo(plain.rows().get(i).name());
        }
        Path packed = dir.resolve("rows.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write((KDD + ",normal,21\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(DataFormat.NSL_KDD.read(Schemas.KDD, List.of(packed)).rows()).hasSize(1);
        assertThat(plain.hash()).isNotEqualTo(others.hash());
    }

    @Test
    void anAttackWithoutAClassIsAnAttack() throws Exception {
        assertThat(kdd(KDD + ",anomaly,21\n").rows().get(0).label()).isEqualTo(AttackClass.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",normal,21,1", "x"})
    void aLineThatIsNoLabelledRecordIsNamed(String tail) {
        assertThatThrownBy(() -> kdd(KDD + ",normal,21\n" + KDD + tail + "\n"))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "NaN", "Infinity", "1e13", "abc"})
    void aNumberIsOne(String number) {
        assertThatThrownBy(() -> kdd(KDD.replaceFirst("^7", number) + ",normal,21\n"))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("duration");
    }

    @Test
    void aLineWithoutEndIsRefused() {
        assertThatThrownBy(() -> kdd("x".repeat(DataLines.LINE_BYTES_MAX + 1)))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("bytes");
    }

    @Test
    void zeekRecordsBecomeFlowsAndUnlabelledOnesOnlyContext() throws Exception {
        DataSet data = zeek(
                "1.5\t10.0.0.1\t40000\t10.0.0.2\t22\ttcp\t3.25\t120\t0\tREJ\t2\t1\tUnknown\t-",
                "1.6\t10.0.0.1\t40001\t10.0.0.2\t23\ttcp\t-\t-\t-\tREJ\t2\t1\tMalicious\tPartOfAHorizontalPortScan",
                "1.7\t10.0.0.9\t40002\t10.0.0.3\t443\ttcp\t1.0\t500\t900\tSF\t9\t9\tBenign\t-");
        assertThat(data.skipped()).isEqualTo(1);
        assertThat(data.rows()).extracting(LabelledRow::label).containsExactly(AttackClass.PROBE, AttackClass.NORMAL);
        double[] scan = data.rows().get(0).vector();
        assertThat(scan[Schemas.FLOW.indexOf("count")]).isEqualTo(2);
        assertThat(scan[Schemas.FLOW.indexOf("rerror_rate")]).isEqualTo(1);
        assertThat(scan[Schemas.FLOW.indexOf("src_ports")]).isEqualTo(2);
        assertThat(scan[Schemas.FLOW.indexOf("flag=REJ")]).isEqualTo(1);
    }

    @Test
    void columnsBetweenBlanksAreColumns() throws Exception {
        Path file = write(
                "iot23.log",
                ZEEK_FIELDS.replace("\tlabel\tdetailed-label", "   label   detailed-label")
                        + "\n1.5\t10.0.0.1\t4\t10.0.0.2\t22\ttcp\t-\t-\t-\tS0\t1\t0   Malicious   DDoS\n");
        DataSet data = DataFormat.ZEEK.read(Schemas.FLOW, List.of(file));
        assertThat(data.rows()).extracting(LabelledRow::label).containsExactly(AttackClass.DOS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5\t10.0.0.300\t4\t10.0.0.2\t22\ttcp\t-\t-\t-\tS0\t1\t0\tBenign\t-",
                "1.5\t10.0.0.3\t70000\t10.0.0.2\t22\ttcp\t-\t-\t-\tS0\t1\t0\tBenign\t-",
                "-1\t10.0.0.3\t4\t10.0.0.2\t22\ttcp\t-\t-\t-\tS0\t1\t0\tBenign\t-",
                "1.5\t10.0.0.3\t4\t10.0.0.2\t22\ttcp\t-\t-9\t-\tS0\t1\t0\tBenign\t-",
                "1.5\t10.0.0.3\t4\t10.0.0.2\t22\ttcp\t-\t-\t-\tS0\t1\t0\tPerhaps\t-",
                "1.5\t10.0.0.3\t4\t10.0.0.2\t22\ttcp"
            })
    void aZeekRecordThatIsNoneIsNamed(String record) {
        assertThatThrownBy(() -> zeek(record))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void zeekHasNoFeaturesOfKdd() {
        assertThatThrownBy(() -> DataFormat.ZEEK.read(Schemas.KDD, List.of()))
                .isInstanceOf(DataSetException.class)
                .hasMessageContaining("flow");
    }
}
