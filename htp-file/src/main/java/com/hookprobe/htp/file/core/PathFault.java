package com.hookprobe.htp.file.core;

/** Which rule of the path grammar a path broke. */
public enum PathFault {
    LENGTH,
    NOT_UTF8,
    NOT_NFC,
    TOO_DEEP,
    EMPTY_SEGMENT,
    DOT_SEGMENT,
    SEGMENT_LENGTH,
    FORBIDDEN_CHARACTER,
    TRAILING_DOT_OR_SPACE,
    LEADING_TILDE,
    DEVICE_NAME,
    RESERVED_NAME,
    ROOT_NOT_ALLOWED
}
