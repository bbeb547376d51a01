package com.hookprobe.notify;

import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Outcome;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Posts CloudEvents, signed where there is a key. */
final class WebhookSender implements Sender {
    private final ChannelConfig.Webhook target;
    private final HttpPost http;
    private final CloudEvents events;
    private final Supplier<Instant> clock;

    WebhookSender(ChannelConfig.Webhook target, HttpPost http, CloudEvents events, Supplier<Instant> clock) {
        this.target = target;
        this.http = http;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Instant now = clock.get();
        byte[] body = events.body(message, ChronoUnit.MICROS.between(Instant.EPOCH, now));
        Map<String, String> headers = new LinkedHashMap<>();
        URI address;
        try {
            address = Addresses.of(target.address());
            headers.put("Content-Type", CloudEvents.CONTENT_TYPE);
            headers.put("User-Agent", "HookProbe");
            headers.put(Signature.ID, message.id());
            headers.put(Signature.TIMESTAMP, Long.toString(now.getEpochSecond()));
            if (target.secret().isPresent()) {
                byte[] key = Signature.key(target.secret().get());
                headers.put(Signature.SIGNATURE, Signature.of(key, message.id(), now.getEpochSecond(), body));
            }
        } catch (IOException e) {
            return new Outcome.Retry(String.valueOf(e.getMessage()), Optional.empty());
        }
        return http.post(address, headers, body);
    }
}
