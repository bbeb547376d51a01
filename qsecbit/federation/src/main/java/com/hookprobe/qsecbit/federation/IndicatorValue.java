package com.hookprobe.qsecbit.federation;

import com.hookprobe.qsecbit.metric.Cidr;
import com.hookprobe.qsecbit.metric.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What an attack signature is about, in its one canonical form (FEDERATION 2). Immutable.
 *
 * <p>It is a secret of the sharing group until a ban is decided, and never leaves a site except as tag and sealed value.
 */
public final class IndicatorValue {
    /** The longest canonical form in bytes. */
    public static final int BYTES_MAX = 191;

    private static final int DOMAIN_CHARS_MAX = 190;
    private static final int LABEL_CHARS_MAX = 63;
    private static final int CONTEXT_BYTES = 4;
    private static final int NAME_BYTES_MAX = BYTES_MAX - CONTEXT_BYTES;

    private final IndicatorType type;
    private final byte[] canonical;

    private IndicatorValue(IndicatorType type, byte[] canonical) {
        this.type = type;
        this.canonical = canonical;
    }

    /** One address; the type follows the family. */
    public static IndicatorValue ip(IpAddress address) {
        return new IndicatorValue(address.isV4() ? IndicatorType.IP4 : IndicatorType.IP6, address.bytes());
    }

    /** A prefix; a prefix of full length is its one address. */
    public static IndicatorValue prefix(Cidr prefix) {
        if (prefix.isSingle()) {
            return ip(prefix.address());
        }
        byte[] address = prefix.address().bytes();
        return new IndicatorValue(
                IndicatorType.PREFIX,
                ByteBuffer.allocate(1 + address.length)
                        .put((byte) prefix.length())
                        .put(address)
                        .array());
    }

    /**
     * A domain name of ASCII labels, in any case and with or without the final dot.
     *
     * @throws IllegalArgumentException when it is not a host name of 1 to 190 characters
     */
    public static IndicatorValue domain(String name) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        byte[] bytes = lowerCase(plain).getBytes(StandardCharsets.US_ASCII);
        if (!isDomain(bytes)) {
            throw new IllegalArgumentException("not a host name of 1.." + DOMAIN_CHARS_MAX + " characters");
        }
        return new IndicatorValue(IndicatorType.DOMAIN, bytes);
    }

    /**
     * An alert class: its name does not identify an attack, its name together with its context does.
     *
     * @throws IllegalArgumentException when the name has not 1 to 187 bytes in UTF-8
     */
    public static IndicatorValue alertClass(String name, Context context) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("a name has 1.." + NAME_BYTES_MAX + " bytes, got " + bytes.length);
        }
        ByteBuffer canonical = ByteBuffer.allocate(CONTEXT_BYTES + bytes.length);
        putContext(canonical, context);
        return new IndicatorValue(
                IndicatorType.ALERT_CLASS, canonical.put(bytes).array());
    }

    /**
     * A SHA-256 of a fingerprint, pattern, file or behaviour.
     *
     * @throws IllegalArgumentException when the type's values are no digests
     */
    public static IndicatorValue digest(IndicatorType type, Bytes32 sha256) {
        if (!type.isDigest()) {
            throw new IllegalArgumentException("values of " + type + " are no digests");
        }
        return new IndicatorValue(type, sha256.bytes());
    }

    /**
     * Reads a canonical form.
     *
     * @throws MalformedException when it is not the one canonical form of a value of this type
     */
    public static IndicatorValue ofCanonical(IndicatorType type, byte[] canonical) throws MalformedException {
        boolean valid = switch (type) {
            case IP4 -> canonical.length == 4;
            // A mapped IPv6 address has an IPv4 address's meaning, so it would be a second form of it.
            case IP6 -> canonical.length == 16 && !IpAddress.ofBytes(canonical).isV4();
            case PREFIX -> isPrefix(canonical);
            case DOMAIN -> isDomain(canonical);
            case ALERT_CLASS -> isAlertClass(canonical);
            case TLS_FINGERPRINT, HTTP_PATTERN, FILE_HASH, SSH_FINGERPRINT, BEHAVIOUR ->
                canonical.length == Bytes32.LENGTH;
        };
        if (!valid) {
            throw new MalformedException("no canonical value of " + type);
        }
        return new IndicatorValue(type, canonical.clone());
    }

    /** What kind it is. */
    public IndicatorType type() {
        return type;
    }

    /** The canonical form, a new array. */
    public byte[] canonical() {
        return canonical.clone();
    }

    /** The addresses, for an address or a prefix. */
    public Optional<Cidr> addresses() {
        return switch (type) {
            case IP4, IP6 -> Optional.of(Cidr.of(IpAddress.ofBytes(canonical)));
            case PREFIX -> Optional.of(prefixOf(canonical));
            default -> Optional.empty();
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IndicatorValue value && value.type == type && Arrays.equals(value.canonical, canonical);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(canonical);
    }

    /** For people at the site that may see it. */
    @Override
    public String toString() {
        return switch (type) {
            case IP4, IP6, PREFIX -> addresses().map(Cidr::toString).orElse("");
            case DOMAIN -> new String(canonical, StandardCharsets.US_ASCII);
            default -> type + ":" + HexFormat.of().formatHex(canonical);
        };
    }

    static void putContext(ByteBuffer to, Context context) {
        to.put((byte) context.protocol())
                .put((byte) context.service())
                .put((byte) context.direction())
                .put((byte) context.rate());
    }

    private static Cidr prefixOf(byte[] canonical) {
        byte[] address = Arrays.copyOfRange(canonical, 1, canonical.length);
        return new Cidr(IpAddress.ofBytes(address), canonical[0] & 0xff);
    }

    private static boolean isPrefix(byte[] canonical) {
        if (canonical.length != 5 && canonical.length != 17) {
            return false;
        }
        IpAddress address = IpAddress.ofBytes(Arrays.copyOfRange(canonical, 1, canonical.length));
        int length = canonical[0] & 0xff;
        // Full length is an address and not a prefix; bits behind the prefix are zero.
        return address.bytes().length == canonical.length - 1
                && length < address.bits()
                && new Cidr(address, length).address().equals(address);
    }

    private static boolean isAlertClass(byte[] canonical) {
        if (canonical.length <= CONTEXT_BYTES || canonical.length > BYTES_MAX) {
            return false;
        }
        byte[] name = Arrays.copyOfRange(canonical, CONTEXT_BYTES, canonical.length);
        String text = new String(name, StandardCharsets.UTF_8);
        return (canonical[2] & 0xff) <= 3
                && (canonical[3] & 0xff) <= Buckets.MAX
                && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), name);
    }

    private static boolean isDomain(byte[] name) {
        if (name.length == 0 || name.length > DOMAIN_CHARS_MAX) {
            return false;
        }
        int label = 0;
        for (byte c : name) {
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (c == '.' ? label == 0 : !plain) {
                return false;
            }
            label = c == '.' ? 0 : label + 1;
            if (label > LABEL_CHARS_MAX) {
                return false;
            }
        }
        return label > 0;
    }

    /** Only A to Z change: a locale must not, and other letters are refused later. */
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // US-ASCII encoding would turn other letters into '?', which is refused too; be plain about it.
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return lower.toString();
    }
}
