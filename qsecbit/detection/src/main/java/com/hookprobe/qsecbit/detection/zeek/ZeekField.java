package com.hookprobe.qsecbit.detection.zeek;

import com.hookprobe.qsecbit.detection.read.JsonFields;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns that are read, with the names that they have had. Names with dots are also known with underscores, which
 * is how some shippers write them.
 */
enum ZeekField {
    TS("ts"),
    PATH("_path", "@stream"),
    UID("uid"),
    ORIG_HOST("id.orig_h"),
    ORIG_PORT("id.orig_p"),
    RESP_HOST("id.resp_h"),
    RESP_PORT("id.resp_p"),
    PROTO("proto"),
    SERVICE("service"),
    DURATION("duration"),
    ORIG_BYTES("orig_bytes"),
    RESP_BYTES("resp_bytes"),
    ORIG_PACKETS("orig_pkts"),
    RESP_PACKETS("resp_pkts"),
    ORIG_IP_BYTES("orig_ip_bytes"),
    RESP_IP_BYTES("resp_ip_bytes"),
    CONN_STATE("conn_state"),
    HISTORY("history"),
    VLAN("vlan"),
    INNER_VLAN("inner_vlan"),
    ORIG_MAC("orig_l2_addr"),
    RESP_MAC("resp_l2_addr"),
    RTT("rtt"),
    QUERY(2 * JsonFields.NAME_CHARS, "query"),
    QUERY_TYPE("qtype_name"),
    QUERY_TYPE_NUMBER("qtype"),
    RESPONSE_CODE("rcode_name"),
    HTTP_HOST("host"),
    METHOD("method"),
    URI(JsonFields.URL_CHARS, "uri"),
    REFERRER(JsonFields.URL_CHARS, "referrer"),
    USER_AGENT(4 * JsonFields.NAME_CHARS, "user_agent"),
    STATUS_CODE("status_code"),
    POST_BODY(2048, "post_body"),
    RESP_MIME_TYPES("resp_mime_types"),
    SERVER_NAME("server_name"),
    VERSION("version"),
    SUBJECT("subject", "certificate.subject"),
    ISSUER("issuer", "certificate.issuer"),
    VALIDATION("validation_status"),
    JA3("ja3"),
    NOT_BEFORE("certificate.not_valid_before"),
    NOT_AFTER("certificate.not_valid_after"),
    AUTH_SUCCESS("auth_success"),
    SUCCESS("success"),
    CLIENT("client"),
    SERVER("server"),
    USER("user"),
    USER_NAME("username"),
    COMMAND("command"),
    MYSQL_COMMAND("cmd"),
    ARGUMENT("arg"),
    REPLY_CODE("reply_code"),
    LAST_REPLY("last_reply"),
    COOKIE("cookie"),
    STATUS("status"),
    RESULT("result"),
    REQUEST_TYPE("request_type"),
    ERROR("error_msg"),
    MAC("mac"),
    CLIENT_ADDRESS("client_addr"),
    SERVER_ADDRESS("server_addr"),
    ASSIGNED_ADDRESS("assigned_addr", "assigned_ip"),
    MESSAGE_TYPES("msg_types"),
    OPERATION("operation", "opcode"),
    FRAME_SOURCE("src_mac", "mac_src"),
    FRAME_DESTINATION("dst_mac", "mac_dst"),
    SENDER_MAC("orig_hw", "SHA"),
    SENDER_IP("orig_h", "SPA"),
    TARGET_MAC("resp_hw", "THA"),
    TARGET_IP("resp_h", "TPA"),
    NOTE("note"),
    MESSAGE("msg"),
    SOURCE("src"),
    DESTINATION("dst"),
    PORT("p"),
    NAME("name"),
    SENDING_HOSTS("tx_hosts"),
    RECEIVING_HOSTS("rx_hosts");

    private static final Map<String, ZeekField> BY_NAME = new HashMap<>();

    static {
        for (ZeekField field : values()) {
            for (String name : field.names) {
                BY_NAME.put(name, field);
                BY_NAME.putIfAbsent(name.replace('.', '_'), field);
            }
        }
    }

    private final int charsMax;
    private final String[] names;

    ZeekField(String... names) {
        this(JsonFields.NAME_CHARS, names);
    }

    ZeekField(int charsMax, String... names) {
        this.charsMax = charsMax;
        this.names = names;
    }

    /** Texts are cut here. */
    int charsMax() {
        return charsMax;
    }

    static @Nullable ZeekField of(String name) {
        return BY_NAME.get(name);
    }
}
