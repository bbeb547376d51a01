package com.hookprobe.htp.file.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which paths a peer may name. Strict on purpose: a name is refused when any common file system would read it as
 * something other than one plain name, so that "inside the root" does not depend on where the server runs.
 *
 * <p>Pure: the grammar says nothing about links, mounts or what exists; the store refuses those when it walks the path.
 */
public final class PathGrammar {
    /** Most bytes of a path in UTF-8. */
    public static final int PATH_BYTES_MAX = 1024;
    /** Most names in a path. */
    public static final int SEGMENTS_MAX = 32;
    /** Most bytes of one name in UTF-8. */
    public static final int SEGMENT_BYTES_MAX = 255;
    /** Names that begin so belong to the store itself (temporary files, lock, journals). */
    public static final String RESERVED_PREFIX = ".htp-";

    // U+FFFD stands where someone's decoder failed; two different names may both show as it.
    private static final String FORBIDDEN = "\\:*?\"<>|\uFFFD";
    // Windows reads these as devices with any extension, and the superscript digits 1 to 3 as digits.
    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3])", Pattern.CASE_INSENSITIVE);

    private PathGrammar() {}

    /** A path, or the first rule it broke. */
    public sealed interface Result {
        /** The path is sound. */
        record Sound(FilePath path) implements Result {}

        /** The path is refused. */
        record Refused(PathFault fault) implements Result {}
    }

    /**
     * Parses a path as it comes from a peer.
     *
     * @param utf8 the bytes; not changed, not kept
     * @param rootAllowed whether the single byte '/' is a path (LIST and STAT)
     */
    public static Result parse(byte[] utf8, boolean rootAllowed) {
        // HTP 5: "1..1024 bytes"
        if (utf8.length < 1 || utf8.length > PATH_BYTES_MAX) {
            return refused(PathFault.LENGTH);
        }
        Optional<String> text = decodeStrictly(utf8);
        if (text.isEmpty()) {
            return refused(PathFault.NOT_UTF8);
        }
        return parseText(text.get(), rootAllowed);
    }

    private static Result parseText(String text, boolean rootAllowed) {
        // HTP 5: "NFC required (reject if not already NFC)"
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            return refused(PathFault.NOT_NFC);
        }
        // HTP 5: "reject leading '/' after one is stripped"
        String relative = text.startsWith("/") ? text.substring(1) : text;
        if (relative.isEmpty()) {
            return rootAllowed ? new Result.Sound(FilePath.ROOT) : refused(PathFault.ROOT_NOT_ALLOWED);
        }
        List<String> segments = new ArrayList<>();
        for (String segment : relative.split("/", -1)) {
            Optional<PathFault> fault = checkName(segment);
            if (fault.isPresent()) {
                return refused(fault.get());
            }
            segments.add(segment);
        }
        // HTP 5: "<=32 segments"
        if (segments.size() > SEGMENTS_MAX) {
            return refused(PathFault.TOO_DEEP);
        }
        return new Result.Sound(new FilePath(segments));
    }

    /** The rules for one name, without separators; empty when it is sound. */
    public static Optional<PathFault> checkName(String name) {
        if (name.isEmpty()) {
            return Optional.of(PathFault.EMPTY_SEGMENT);
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of(PathFault.DOT_SEGMENT);
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return Optional.of(PathFault.NOT_NFC);
        }
        if (!name.codePoints().allMatch(PathGrammar::allowed)) {
            return Optional.of(PathFault.FORBIDDEN_CHARACTER);
        }
        // HTP 5: "segment <=255 bytes"
        if (name.getBytes(StandardCharsets.UTF_8).length > SEGMENT_BYTES_MAX) {
            return Optional.of(PathFault.SEGMENT_LENGTH);
        }
        int last = name.codePointBefore(name.length());
        if (last == '.' || Character.isSpaceChar(last)) {
            return Optional.of(PathFault.TRAILING_DOT_OR_SPACE);
        }
        if (name.startsWith("~")) {
            return Optional.of(PathFault.LEADING_TILDE);
        }
        if (isDevice(name)) {
            return Optional.of(PathFault.DEVICE_NAME);
        }
        if (CaseFold.fold(name).startsWith(RESERVED_PREFIX)) {
            return Optional.of(PathFault.RESERVED_NAME);
        }
        return Optional.empty();
    }

    private static Optional<String> decodeStrictly(byte[] utf8) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    // HTP 5: NUL, C0/C1/DEL, backslash, ':', '*?"<>|', bidi controls and other Cf. Unassigned and private-use code
    // points are refused too: two JDKs need not agree on their normal form.
    private static boolean allowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> codePoint != '/' && FORBIDDEN.indexOf(codePoint) < 0;
        };
    }

    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        // Windows drops spaces in front of the extension: "CON .txt" is the console.
        String base = (dot < 0 ? name : name.substring(0, dot)).stripTrailing();
        return DEVICE.matcher(base).matches();
    }

    private static Result refused(PathFault fault) {
        return new Result.Refused(fault);
    }
}
