package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NftBatchTest {
    @Test
    void writesTheDocumentedJson() {
        NftBatch batch = new NftBatch("hookprobe");
        batch.remove(NftSet.BAN4, at("203.0.113.7"));
        batch.add(NftSet.BAN4, at("203.0.113.7"), 14400);
        batch.add(NftSet.BAN6NET, at("2001:db8::/32"), 60);
        String name = "\"family\":\"inet\",\"table\":\"hookprobe\",\"name\":";
        assertThat(batch.json())
                .isEqualTo("{\"nftables\":["
                        + "{\"add\":{\"element\":{" + name
                        + "\"ban4\",\"elem\":[{\"elem\":{\"val\":\"203.0.113.7\",\"timeout\":1}}]}}},"
                        + "{\"delete\":{\"element\":{" + name + "\"ban4\",\"elem\":[\"203.0.113.7\"]}}},"
                        + "{\"add\":{\"element\":{" + name
                        + "\"ban4\",\"elem\":[{\"elem\":{\"val\":\"203.0.113.7\",\"timeout\":14400}}]}}},"
                        + "{\"add\":{\"element\":{" + name + "\"ban6net\",\"elem\":[{\"elem\":{\"val\":"
                        + "{\"prefix\":{\"addr\":\"2001:db8::\",\"len\":32}},\"timeout\":60}}]}}}]}");
    }

    @Test
    void flushesFirst() {
        NftBatch batch = new NftBatch("t");
        assertThat(batch.isEmpty()).isTrue();
        batch.add(NftSet.RATE4, at("203.0.113.7"), 1);
        batch.flush(NftSet.RATE4);
        assertThat(batch.isEmpty()).isFalse();
        assertThat(batch.json())
                .startsWith(
                        "{\"nftables\":[{\"flush\":{\"set\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"rate4\"}}},"
                                + "{\"add\":{\"element\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"rate4\","
                                + "\"elem\":[\"0.0.0.1\"]}}},")
                .contains("add");
    }
}
