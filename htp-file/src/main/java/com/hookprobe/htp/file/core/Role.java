package com.hookprobe.htp.file.core;

/**
 * Which side of a transfer sent a message. Both ends of a session may ask for files, so a file id alone does not say
 * whose transfer it names; bit 0 of the form byte does.
 */
public enum Role {
    /** The side that opened the transfer and chose its file id. */
    REQUESTER,
    /** The side that holds the remote files. */
    ANSWERER
}
