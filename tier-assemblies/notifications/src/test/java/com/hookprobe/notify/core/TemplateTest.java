package com.hookprobe.notify.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TemplateTest {
    private static final Set<String> KNOWN = Set.of("node", "band");

    @Test
    void fieldsAreFilledInOnceAndBracesAreWrittenTwice() throws Exception {
        Template template = Template.of("{{{node}}} is {band}", KNOWN);
        assertThat(template.fill(Map.of("node", "{band}", "band", "RED"))).isEqualTo("{{band}} is RED");
        assertThat(template.fill(Map.of("node", "a"))).isEqualTo("{a} is -");
    }

    @Test
    void anUnknownFieldIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Template.of("{node} {colour}", KNOWN))
                .isInstanceOf(TemplateException.class)
                .hasMessage("fields that there are: band, node; found '{colour}'");
    }

    @Test
    void aBraceAloneIsRefused() {
        for (String wrong : new String[] {"{", "}", "a {node", "node}", "{}", "{{{", "{" + "n".repeat(50) + "}"}) {
            assertThatThrownBy(() -> Template.of(wrong, KNOWN)).as(wrong).isInstanceOf(TemplateException.class);
        }
    }

    @Test
    void templateAndTextAreBounded() throws Exception {
        assertThatThrownBy(() -> Template.of("x".repeat(Template.CHARS_MAX + 1), KNOWN))
                .isInstanceOf(TemplateException.class);
        Template much = Template.of("{node}".repeat(100), KNOWN);
        assertThat(much.fill(Map.of("node", "n".repeat(300)))).hasSize(Template.RESULT_MAX);
    }

    @Property(tries = 500)
    void nothingButATemplateExceptionComesOfAnyText(@ForAll String text) {
        try {
            Template.of(text, KNOWN).fill(Map.of("node", text));
        } catch (TemplateException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void everyTypeReadsWellWithItsOwnTemplates() {
        Composer composer =
                new Composer("Corner shop", "guardian-1", java.time.ZoneOffset.UTC, new Rules(java.util.List.of()));
        for (NotificationType type : NotificationType.values()) {
            Composer.Words words =
                    composer.words("x", new Message("i", java.util.List.of(Samples.of(type, "i")), 0), 10);
            assertThat(words.title()).startsWith("Corner shop: ").doesNotContain("{", "}");
            assertThat(String.join(" ", words.body())).contains("guardian-1").doesNotContain("{", "}");
        }
    }

    @Test
    void aTextOfANotificationIsOneLineAndCut() {
        assertThat(Notification.line("a\r\nBcc: b\u202e\u0000c\u2028d", 100)).isEqualTo("a  Bcc: b  c d");
        assertThat(Notification.line("\ud83d\ude00\ud83d\ude00", 3)).isEqualTo("\ud83d\ude00");
    }
}
