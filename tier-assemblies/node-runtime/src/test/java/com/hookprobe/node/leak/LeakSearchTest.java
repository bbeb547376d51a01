package com.hookprobe.node.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The search finds what is planted, and nothing where nothing is. */
class LeakSearchTest {
    private static final double CHANCE = 1e-6;
    private static final Needle ADDRESS = Needle.address("the attacker", "203.0.113.77");
    private static final List<Needle> NEEDLES = List.of(
            ADDRESS,
            Needle.address("the victim", "10.77.66.55"),
            Needle.address("the attacker's IPv6", "2001:db8:5a17:beef::c0de"),
            Needle.text("a host", "payroll.victim.example"),
            Needle.mac("a card", new byte[] {0x0a, 0x7b, 0x2c, 0x5d, 0x1e, 0x6f}),
            Needle.number("a flow", 1_844_674_407_370_955_161L));

    private final LeakSearch search = new LeakSearch(NEEDLES);
    private final Random random = new Random(1);

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] planted(byte[] what) {
        byte[] in = noise(500);
        System.arraycopy(what, 0, in, 100 + random.nextInt(100), what.length);
        return in;
    }

    @Test
    void everySpellingIsFound() {
        assertThat(search.spellings()).hasSizeGreaterThan(500);
        for (Spelling each : search.spellings()) {
            assertThat(search.search(planted(each.bytes())))
                    .as(each.toString())
                    .anyMatch(hit -> hit.spelling().equals(each));
        }
    }

    private List<String> leaks(String ascii) {
        byte[] in = planted(ascii.getBytes(StandardCharsets.ISO_8859_1));
        return LeakVerdict.of("test", List.of(in), search, CHANCE).leaks();
    }

    /** Spelt out by hand, so that the test does not ask the code what it looks for. */
    @Test
    void theUsualWaysToHideAnAddressAreFound() throws Exception {
        assertThat(leaks("from=203.0.113.77;")).isNotEmpty();
        assertThat(leaks("PAYROLL.Victim.example")).isNotEmpty();
        assertThat(leaks("p\0a\0y\0r\0o\0l\0l\0.\0v\0i\0c\0t\0i\0m\0.\0e\0x\0a\0m\0p\0l\0e\0"))
                .isNotEmpty();
        assertThat(leaks("CB00714D")).as("hexadecimal").isNotEmpty();
        assertThat(leaks("3405803853")).as("a number").isNotEmpty();
        assertThat(leaks("MjAzLjAuMTEzLjc3")).as("base64").isNotEmpty();
        assertThat(leaks("eDIwMy4wLjExMy43Nw")).as("base64, one byte further").isNotEmpty();
        assertThat(leaks("2001:0DB8:5A17:BEEF:0000:0000:0000:C0DE")).isNotEmpty();
        byte[] sha = MessageDigest.getInstance("SHA-256").digest("203.0.113.77".getBytes());
        assertThat(leaks(new String(sha, StandardCharsets.ISO_8859_1))).isNotEmpty();
        assertThat(leaks(HexFormat.of().formatHex(sha, 0, 16).toUpperCase(Locale.ROOT)))
                .isNotEmpty();
    }

    @Test
    void nothingIsFoundInNoise() {
        List<byte[]> noise = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            noise.add(noise(1_200));
        }
        LeakVerdict verdict = LeakVerdict.of("noise", noise, search, CHANCE);
        assertThat(verdict.leaks()).isEmpty();
        assertThat(verdict.falseAlarm()).isLessThan(2 * CHANCE);
        assertThat(verdict.expected()).isBetween(1e-3, 0.1);
    }

    /** Eight digits of a hash are an address sooner than 32 bits of noise are its eight digits. */
    @Test
    void nothingIsFoundInHashesThatAreWrittenOut() {
        List<byte[]> text = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] noise = noise(1_200);
            text.add(HexFormat.of().formatHex(noise).getBytes(StandardCharsets.US_ASCII));
            text.add(Base64.getEncoder().encode(noise));
        }
        LeakVerdict verdict = LeakVerdict.of("hashes", text, search, CHANCE, true);
        assertThat(verdict.leaks()).isEmpty();
        assertThat(verdict.falseAlarm()).isLessThan(2 * CHANCE);
        assertThat(verdict.bound())
                .isGreaterThan(LeakVerdict.of("bytes", text, search, CHANCE).bound());
        text.add("{\"attacker\": \"203.0.113.77\"}".getBytes(StandardCharsets.US_ASCII));
        assertThat(LeakVerdict.of("hashes", text, search, CHANCE, true).leaks()).hasSize(1);
    }

    /** Four bytes of one address may be chance, those of several in places of their own are not. */
    @Test
    void addressesAsBytesAreFoundWhenTheyComeOftenerThanByChance() {
        List<byte[]> once = List.of(planted(new byte[] {(byte) 203, 0, 113, 77}), noise(500));
        LeakVerdict verdict = LeakVerdict.of("once", once, search, CHANCE);
        assertThat(verdict.bound()).isEqualTo(2);
        assertThat(verdict.leaks()).isEmpty();
        List<byte[]> twice =
                List.of(planted(new byte[] {(byte) 203, 0, 113, 77}), planted(new byte[] {55, 66, 77, 10}));
        assertThat(LeakVerdict.of("twice", twice, search, CHANCE).leaks()).hasSize(2);
        assertThat(LeakVerdict.of("the same", List.of(once.get(0), once.get(0).clone()), search, CHANCE)
                        .leaks())
                .as("a copy is no second hit")
                .isEmpty();
    }

    @Test
    void aPlainHashFallsToTheDictionary() throws Exception {
        AddressDictionary dictionary = new AddressDictionary("203.0");
        byte[] sha = MessageDigest.getInstance("SHA-256").digest("203.0.100.13".getBytes());
        assertThat(dictionary.attack(planted(sha))).containsExactly("203.0.100.13");
        byte[] md5 = MessageDigest.getInstance("MD5").digest(new byte[] {(byte) 203, 0, 77, 9});
        assertThat(dictionary.attack(planted(md5))).containsExactly("203.0.77.9");
        assertThat(dictionary.attack(noise(100_000))).isEmpty();
        assertThat(dictionary.falseAlarm(10_000_000)).isLessThan(CHANCE);
    }
}
