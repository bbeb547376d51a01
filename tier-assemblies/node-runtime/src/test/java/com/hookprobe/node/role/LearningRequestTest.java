package com.hookprobe.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.hookprobe.node.log.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningRequestTest {
    @TempDir
    Path data;

    private final EventLog log = new EventLog("mssp", "test", EventLog.Format.JSON, new ByteArrayOutputStream());

    @Test
    void everyRequestIsAnsweredAlsoOneThatFails() throws Exception {
        Path back = new LearningRequest("rollback").write(data);
        Path on = new LearningRequest("promote").write(data);
        Path wrong = Files.writeString(data.resolve("learning-requests/9999999999999-x.json"), "{}");
        List<String> asked = new ArrayList<>();
        LearningRequest.settleAll(
                data,
                request -> {
                    asked.add(request);
                    if (request.equals("rollback")) {
                        throw new IOException("the ledger's disk is full");
                    }
                    return Optional.empty();
                },
                log);
        assertThat(asked).containsExactlyInAnyOrder("rollback", "promote");
        assertThat(LearningRequest.answer(back).orElseThrow().error()).contains("the ledger's disk is full");
        assertThat(LearningRequest.answer(on).orElseThrow().error()).isNull();
        assertThat(LearningRequest.answer(wrong).orElseThrow().error()).contains("expected a request");
        assertThat(LearningRequest.waiting(data)).isEmpty();
    }
}
