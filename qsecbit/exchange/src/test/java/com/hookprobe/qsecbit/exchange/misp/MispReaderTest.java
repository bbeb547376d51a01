package com.hookprobe.qsecbit.exchange.misp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.exchange.Intelligence;
import com.hookprobe.qsecbit.exchange.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MispReaderTest {
    private static MispReader.Read read(String event) throws RefusedException {
        return MispReader.event("feed", event.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void attributesAndThoseInObjectsAreRead() throws RefusedException {
        List<Intelligence> said = read(MispFuzz.EVENT).said();
        assertThat(said).hasSize(2);
        Intelligence.Indicator first = (Intelligence.Indicator) said.get(0);
        assertThat(first.subjects()).hasToString("[Ip 192.0.2.1]");
        assertThat(first.tlp()).isEqualTo("green");
        assertThat(first.fromMicros()).isEqualTo(1_795_800_000_000_000L);
        assertThat(first.revoked()).isFalse();
        Intelligence.Indicator second = (Intelligence.Indicator) said.get(1);
        assertThat(second.subjects()).hasToString("[Md5 d41d8cd98f00b204e9800998ecf8427e]");
        assertThat(second.revoked()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "ip-dst|port,comment,0,1,0",
        "to_ids\":true,to_ids\":false,0,2,0",
        "192.0.2.1|80,192.0.2.x|80,1,0,1",
        "tlp:green,tlp:amber+strict,2,0,0"
    })
    void whatIsNotForDetectionIsPassedOverAndWhatIsNoneCounted(
            String from, String to, int said, int passedOver, int refused) throws RefusedException {
        MispReader.Read read = read(MispFuzz.EVENT.replace(from, to));
        int others = from.startsWith("ip-dst") ? 1 : 0;
        assertThat(read.said()).hasSize(said + others);
        assertThat(read.passedOver()).isEqualTo(passedOver);
        assertThat(read.refused()).isEqualTo(refused);
    }

    @Test
    void idsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> MispReader.manifest(
                        "{\"../../etc/passwd\":{\"timestamp\":1}}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RefusedException.class);
    }
}
