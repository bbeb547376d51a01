package com.hookprobe.qsecbit.response;

import static com.hookprobe.qsecbit.response.Samples.NOW;
import static com.hookprobe.qsecbit.response.Samples.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** RESPONSE 5.3. */
class PrefixCoverTest {
    @Property(tries = 100)
    void theKernelsPrefixesNeverOverlapAndCoverWhatIsWanted(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        PrefixCover cover = new PrefixCover(NftSet.BAN4NET);
        Map<Cidr, Long> wanted = new HashMap<>();
        long now = NOW;
        for (int step = 0; step < 60; step++) {
            now += random.nextInt(10) * SECOND;
            Cidr prefix = new Cidr(IpAddress.v4(0xC6336400 | random.nextInt(256)), 20 + random.nextInt(12));
            if (random.nextInt(4) == 0) {
                cover.drop(prefix);
                wanted.remove(prefix);
            } else {
                long until = now + (1 + random.nextInt(60)) * SECOND;
                cover.want(prefix, until);
                wanted.put(prefix, until);
            }
            NftBatch batch = new NftBatch("t");
            Map<Cidr, Long> kernel = cover.plan(new NftBatch("t"), batch, random.nextInt(8) == 0, now);
            cover.committed(kernel);
            check(kernel, wanted, now, seed);
        }
    }

    private static void check(Map<Cidr, Long> kernel, Map<Cidr, Long> wanted, long now, long seed) {
        for (Cidr one : kernel.keySet()) {
            assertThat(wanted.get(one)).as("seed %d: nothing unwanted", seed).isEqualTo(kernel.get(one));
            assertThat(kernel.keySet().stream().filter(one::overlaps).count())
                    .as("seed %d", seed)
                    .isEqualTo(1);
        }
        wanted.forEach((prefix, until) -> assertThat(
                        until <= now || kernel.keySet().stream().anyMatch(one -> one.contains(prefix)))
                .as("seed %d: %s is covered", seed, prefix)
                .isTrue());
    }
}
