package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.notify.core.Notification;
import com.hookprobe.notify.core.NotificationType;
import com.hookprobe.qsecbit.metric.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogAlarmsTest {
    @Test
    void everyEventOfTheTableIsOneOfTheLogs() throws Exception {
        String page = Files.readString(Path.of("../../docs/operating.md"));
        String table = page.substring(page.indexOf("## What the log says"));
        assertThat(LogAlarms.events())
                .hasSizeGreaterThan(20)
                .allSatisfy(event -> assertThat(table).contains('`' + event + '`'));
    }

    @Test
    void whatIsToldHasTheFieldsOfItsType() {
        for (String event : LogAlarms.events()) {
            LogAlarms.of(event, "back", true, "cause", "ERRORS_RISE", "reason", "r")
                    .ifPresent(told -> assertThat(
                                    new Notification("i", told.type(), told.severity(), 0, "", told.data()).data())
                            .containsOnlyKeys("what", "about", "reason"));
        }
    }

    @Test
    void aModelThatIsTakenBackIsToldAndANewOneIsNot() {
        assertThat(LogAlarms.of("model_in_use", "model", "m", "number", 7, "back", false))
                .isEmpty();
        assertThat(LogAlarms.of("model_in_use", "model", "m", "number", 7, "back", true))
                .contains(new LogAlarms.Told(
                        NotificationType.LEARNING_ROLLBACK,
                        Severity.HIGH,
                        Map.of("what", "model_in_use", "about", "m", "reason", "7")));
        assertThat(LogAlarms.of("order_published", "cause", "SOAKED")).isEmpty();
        assertThat(LogAlarms.of("order_published", "cause", "VETOES_RISE", "model", "m"))
                .isPresent();
        assertThat(LogAlarms.of("started")).isEmpty();
    }
}
