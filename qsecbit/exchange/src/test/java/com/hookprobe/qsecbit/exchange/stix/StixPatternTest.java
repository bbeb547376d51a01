package com.hookprobe.qsecbit.exchange.stix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hookprobe.qsecbit.exchange.RefusedException;
import com.hookprobe.qsecbit.exchange.Subject;
import com.hookprobe.qsecbit.exchange.Subject.Kind;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StixPatternTest {
    private static final String HASH = "ef537f25c895bfa782526529a9b63d97aa631564d5d789c2b765448c8635fb6c";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[ipv4-addr:value = '203.0.113.7']|Ip 203.0.113.7",
                "[ipv4-addr:value='203.0.113.0/24']|Range 203.0.113.0/24",
                "[ipv4-addr:value ISSUBSET '203.0.113.0/24']|Range 203.0.113.0/24",
                "[ipv6-addr:value = '2001:DB8::1']|Ip 2001:db8::1",
                "[domain-name:value = 'Evil.Example']|Domain evil.example",
                "[url:value = 'http://evil.example/a\\'b']|Url http://evil.example/a'b",
                "[file:hashes.'SHA-256' = '" + HASH + "']|Sha256 " + HASH,
                "[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E']|Md5 d41d8cd98f00b204e9800998ecf8427e",
                "[ ipv4-addr:value = '203.0.113.7' OR ipv4-addr:value = '203.0.113.8' ]|Ip 203.0.113.7, Ip 203.0.113.8",
                "[ipv4-addr:value = '203.0.113.7'] OR [domain-name:value = 'a.b']|Ip 203.0.113.7, Domain a.b",
                "[ipv4-addr:value IN ('203.0.113.7','203.0.113.8', '203.0.113.7')]|Ip 203.0.113.7, Ip 203.0.113.8"
            })
    void namesAnyOfThese(String pattern, String subjects) throws RefusedException {
        assertThat(StixPattern.parse(pattern).stream().map(Subject::toString).toList())
                .isEqualTo(List.of(subjects.split(", ")));
    }

    /** Half of such a pattern would be another one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "ipv4-addr:value = '203.0.113.7'",
                "[ipv4-addr:value = '203.0.113.7'",
                "[ipv4-addr:value = '203.0.113.7']]",
                "[ipv4-addr:value = '203.0.113.7' AND ipv4-addr:value = '203.0.113.8']",
                "[ipv4-addr:value = '203.0.113.7'] AND [domain-name:value = 'a.b']",
                "[ipv4-addr:value = '203.0.113.7'] FOLLOWEDBY [domain-name:value = 'a.b']",
                "[ipv4-addr:value = '203.0.113.7'] WITHIN 5 SECONDS",
                "[ipv4-addr:value != '203.0.113.7']",
                "[ipv4-addr:value NOT = '203.0.113.7']",
                "[ipv4-addr:value LIKE '203.0.%']",
                "[ipv4-addr:value = 203.0.113.7]",
                "[ipv4-addr:value = \"203.0.113.7\"]",
                "[ipv4-addr:value = '203.0.113.777']",
                "[ipv4-addr:value = '203.0.113.7/24']",
                "[network-traffic:dst_port = 22]",
                "[ipv4-addr:value = '0.0.0.0/0']",
                "[domain-name:value = 'not a name']",
                "[domain-name:value ISSUBSET 'a.b']",
                "[url:value = 'javascript:alert(1)']",
                "[file:hashes.MD5 = 'xyz']",
                "[ipv4-addr:value IN ()]",
                "[ipv4-addr:value IN ('203.0.113.7',)]",
                "[ipv4-addr:value = '203.0.113.7' OR]",
                "[ipv4-addr:value = '203.0.113.7\\n']",
                "[ipv4-addr:value = '203.0.113.7\\"
            })
    void refusesWhatItDoesNotUnderstandWhole(String pattern) {
        assertThatThrownBy(() -> StixPattern.parse(pattern)).isInstanceOf(RefusedException.class);
    }

    @Property
    void everySubjectComesBack(@ForAll("subjects") Subject subject) throws RefusedException {
        assertThat(StixPattern.parse(StixPattern.of(subject))).containsExactly(subject);
    }

    @Property(tries = 3_000)
    void anyTextIsAPatternOrRefused(@ForAll("pieces") String text) {
        try {
            assertThat(StixPattern.parse(text)).isNotEmpty();
        } catch (RefusedException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "[",
                        "]",
                        "(",
                        ")",
                        "'",
                        "\\",
                        ",",
                        " ",
                        "=",
                        "OR",
                        "AND",
                        "IN",
                        "ISSUBSET",
                        "ipv4-addr:value",
                        "domain-name:value",
                        "file:hashes.'SHA-256'",
                        "'203.0.113.7'",
                        "'a.b'",
                        "\u0000",
                        "\ud800",
                        "x")
                .list()
                .ofMaxSize(14)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<Subject> subjects() {
        Arbitrary<Subject> addresses = Arbitraries.integers()
                .between(1, Integer.MAX_VALUE)
                .map(bits -> Subject.ofAddress((bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255)
                                + "." + (bits & 255))
                        .orElseThrow());
        Arbitrary<Subject> urls = Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMaxLength(40)
                .map(path -> Subject.of(Kind.URL, "http://a/" + path).orElseThrow());
        return Arbitraries.oneOf(addresses, urls);
    }
}
