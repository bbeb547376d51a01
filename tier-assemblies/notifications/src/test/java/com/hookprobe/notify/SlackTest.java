package com.hookprobe.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hookprobe.notify.core.Composer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlackTest {
    private static JsonNode body(String title, List<String> lines) throws Exception {
        return new ObjectMapper()
                .readTree(new String(SlackSender.body(new Composer.Words(title, lines)), StandardCharsets.UTF_8));
    }

    @Test
    void markupAndMentionsAreDisarmed() throws Exception {
        JsonNode body = body("a & b <!channel>", List.of("<@U123|x> @all", "second"));
        assertThat(body.path("text").asText()).isEqualTo("a &amp; b &lt;!channel&gt;");
        assertThat(body.path("blocks").get(0).path("text").path("text").asText())
                .isEqualTo("*a &amp; b &lt;!channel&gt;*");
        assertThat(body.path("blocks").get(1).path("text").path("text").asText())
                .isEqualTo("&lt;@\u200bU123|x&gt; @\u200ball\nsecond");
    }

    @Test
    void aBlockIsShortEnoughAndNoEntityIsCut() throws Exception {
        for (int lead = 0; lead < 6; lead++) {
            String text = "x".repeat(lead) + String.join("", Collections.nCopies(2_000, "<"));
            String cut = body("t", List.of(text))
                    .path("blocks")
                    .get(1)
                    .path("text")
                    .path("text")
                    .asText();
            assertThat(cut.length()).isLessThan(3_000);
            assertThat(cut).matches("x*(&lt;)+\u2026");
        }
    }
}
