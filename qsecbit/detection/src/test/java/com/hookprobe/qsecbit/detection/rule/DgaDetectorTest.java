package com.hookprobe.qsecbit.detection.rule;

import static com.hookprobe.qsecbit.detection.Events.CLIENT;
import static com.hookprobe.qsecbit.detection.Events.LOCAL;
import static com.hookprobe.qsecbit.detection.Events.RESOLVER;
import static com.hookprobe.qsecbit.detection.Events.answer;
import static com.hookprobe.qsecbit.detection.Events.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.qsecbit.detection.AttackKind;
import com.hookprobe.qsecbit.detection.EventType;
import com.hookprobe.qsecbit.detection.Events;
import com.hookprobe.qsecbit.detection.NetworkEvent;
import com.hookprobe.qsecbit.detection.Thresholds;
import com.hookprobe.qsecbit.detection.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DgaDetectorTest {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private final DgaDetector detector = new DgaDetector(LOCAL, Thresholds.standard());
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void madeUpNamesThatDoNotExist() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(answer(i, CLIENT, word(LETTERS, 14) + ".info", "NXDOMAIN"));
        }
        assertThat(run(detector, events)).isNotEmpty().allSatisfy(d -> {
            assertThat(d.kind()).isEqualTo(AttackKind.DGA);
            assertThat(d.source()).isEqualTo(CLIENT);
            assertThat(d.internal()).isTrue();
        });
        assertThat(detector.explain(events.get(0))).contains("look made up of 10");
    }

    @Test
    void hexadecimalNamesToo() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(answer(i, CLIENT, word("0123456789abcdef", 16) + ".net", "NXDOMAIN"));
        }
        assertThat(run(detector, events)).isNotEmpty();
    }

    @Test
    void namesThatExistAreNot() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add(answer(i, CLIENT, word(LETTERS, 14) + ".com", "NOERROR"));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void searchListsProbesAndReverseLookUpsAreNot() {
        List<NetworkEvent> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(answer(i, CLIENT, word(LETTERS, 12) + ".office.example.com", "NXDOMAIN"));
            events.add(answer(i, CLIENT, word(LETTERS, 10), "NXDOMAIN"));
            events.add(answer(i, CLIENT, i + ".2.0.192.in-addr.arpa", "NXDOMAIN"));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aMailServerThatChecksInventedSendersIsNot() {
        List<NetworkEvent> events = new ArrayList<>();
        String[] words = {"garden", "market", "silver", "online", "master", "travel", "center", "little"};
        for (int i = 0; i < 40; i++) {
            String name = words[i % 8] + words[(i / 8 + 3) % 8] + ".biz";
            events.add(answer(10 * i, CLIENT, name, "NXDOMAIN"));
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @Test
    void aResolverAsksForOthers() {
        List<NetworkEvent> events = new ArrayList<>();
        events.add(answer(0, CLIENT, "www.example.com", "NOERROR"));
        for (int i = 0; i < 30; i++) {
            events.add(NetworkEvent.builder()
                    .type(EventType.DNS)
                    .loggedMicros(Events.micros(i))
                    .from(Events.ip("198.51.100.53"), 53)
                    .to(RESOLVER, 50_000)
                    .transport(Transport.UDP)
                    .dns(new NetworkEvent.Dns(false, word(LETTERS, 14) + ".info", "A", "NXDOMAIN"))
                    .build());
        }
        assertThat(run(detector, events)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wikipedia", "stackoverflow", "microsoft", "windowsupdate", "telekom", "sueddeutsche", "lemonde",
                "volkswagen", "googleusercontent", "cloudflare", "spiegel", "elpais", "rechtsanwalt", "example"
            })
    void wordsAreNotRandom(String label) {
        assertThat(MadeUpName.looksRandom(label, 0, label.length())).isFalse();
    }

    @Test
    void mostRandomLabelsAre() {
        int found = 0;
        for (int i = 0; i < 1000; i++) {
            String label = word(LETTERS, 12);
            found += MadeUpName.looksRandom(label, 0, label.length()) ? 1 : 0;
        }
        assertThat(found).isGreaterThan(700);
        assertThat(MadeUpName.looksRandom("qzxkj", 0, 5)).isFalse();
        assertThat(MadeUpName.looksRandom("xn--qzxkjwvbq", 0, 13)).isFalse();
    }

    private String word(String letters, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(letters.charAt(random.nextInt(letters.length())));
        }
        return out.toString();
    }

    @Test
    void namesBelowADynamicDnsDomainAreOneEach() {
        List<NetworkEvent> events = new ArrayList<>();
        List<NetworkEvent> below = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            events.add(answer(i, CLIENT, word(LETTERS, 14) + ".ddns.net", "NXDOMAIN"));
            below.add(answer(i, CLIENT, word(LETTERS, 14) + ".one.ddns.net", "NXDOMAIN"));
        }
        assertThat(run(detector, below)).isEmpty();
        assertThat(run(detector, events)).isNotEmpty();
    }
}
