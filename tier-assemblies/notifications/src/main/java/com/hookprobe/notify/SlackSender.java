package com.hookprobe.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hookprobe.notify.core.Composer;
import com.hookprobe.notify.core.Message;
import com.hookprobe.notify.core.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Posts to an incoming webhook of Slack, Mattermost, or what takes the same: a text, and blocks where they are understood. */
final class SlackSender implements Sender {
    private static final int LISTED = 20;
    /** Slack's bound of a block's text is 3,000 characters. */
    private static final int TEXT_MAX = 2_900;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChannelConfig.Slack target;
    private final HttpPost http;
    private final String channel;
    private final Composer composer;

    SlackSender(ChannelConfig.Slack target, HttpPost http, String channel, Composer composer) {
        this.target = target;
        this.http = http;
        this.channel = channel;
        this.composer = composer;
    }

    @Override
    public Outcome send(Message message) throws InterruptedException {
        try {
            return http.post(
                    Addresses.of(new ChannelConfig.Address.Secret(target.address())),
                    Map.of("Content-Type", "application/json; charset=utf-8"),
                    body(composer.words(channel, message, LISTED)));
        } catch (IOException e) {
            return new Outcome.Retry(String.valueOf(e.getMessage()), Optional.empty());
        }
    }

    static byte[] body(Composer.Words words) {
        String title = escaped(words.title());
        String text = cut(escaped(String.join("\n", words.body())));
        ObjectNode body = JSON.createObjectNode();
        body.put("text", title);
        ArrayNode blocks = body.putArray("blocks");
        section(blocks, "*" + title + "*");
        section(blocks, text);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void section(ArrayNode blocks, String text) {
        ObjectNode inner = blocks.addObject().put("type", "section").putObject("text");
        inner.put("type", "mrkdwn").put("text", text).put("verbatim", true);
    }

    /** What an entity would be if it were cut is not there any more. */
    private static String cut(String escaped) {
        if (escaped.length() <= TEXT_MAX) {
            return escaped;
        }
        int end = TEXT_MAX;
        int entity = escaped.lastIndexOf('&', end);
        if (entity >= 0 && escaped.indexOf(';', entity) >= end) {
            end = entity;
        }
        if (Character.isHighSurrogate(escaped.charAt(end - 1))) {
            end--;
        }
        return escaped.substring(0, end) + "\u2026";
    }

    /** The three characters of Slack's markup; and an at sign calls nobody, for it is followed by a space of no width. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "@\u200b");
    }
}
