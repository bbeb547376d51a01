package com.hookprobe.htp.file.core;

/**
 * One transfer as the edge knows it.
 *
 * @param session the edge's number of the session; never used again for another session
 * @param fileId the requester's number on that session
 */
public record TransferKey(long session, int fileId) {}
