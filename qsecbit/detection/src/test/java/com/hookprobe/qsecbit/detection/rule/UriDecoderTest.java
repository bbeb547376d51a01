package com.hookprobe.qsecbit.detection.rule;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UriDecoderTest {
    @Test
    void sees() {
        assertThat(decode("/A%20b+C")).isEqualTo("/a b c");
        assertThat(decode("%2e%2e%2f")).isEqualTo("../");
        assertThat(decode("%252e")).isEqualTo(".");
        assertThat(decode("%25252527")).isEqualTo("%27");
        assertThat(decode("%c0%ae%C0%AF%c1%9c")).isEqualTo("./\\");
        assertThat(decode("%u0027%uff1cscript")).isEqualTo("'<script");
        assertThat(decode("un/**/ion/*x*/a")).isEqualTo("un ion a");
        assertThat(decode("a%00%0a \t b")).isEqualTo("a b");
        assertThat(decode("50%")).isEqualTo("50%");
        assertThat(decode("%zz%2")).isEqualTo("%zz%2");
        assertThat(decode("/*not closed")).isEqualTo("/*not closed");
        assertThat(decode("%e4%b8%ad")).isEqualTo("中");
    }

    @Property
    void workIsBounded(@ForAll String text) {
        UriDecoder.Decoded decoded = UriDecoder.decode(text.repeat(20));
        assertThat(decoded.text().length()).isLessThanOrEqualTo(3 * UriDecoder.CHARS_MAX);
        assertThat(decoded.rounds()).isBetween(0, 3);
    }

    private static String decode(String text) {
        return UriDecoder.decode(text).text();
    }
}
