package com.hookprobe.htp.file;

import com.hookprobe.htp.file.core.FileErrorCode;
import java.io.IOException;

/** Why a file operation failed. The message never holds a path of the other side's machine. */
public final class FileTransferException extends IOException {
    private static final long serialVersionUID = 1L;

    private final FileErrorCode code;
    private final String reason;

    public FileTransferException(FileErrorCode code, String message) {
        super(code + ": " + message);
        this.code = code;
        this.reason = message;
    }

    public FileTransferException(FileErrorCode code, String message, Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
        this.reason = message;
    }

    /** The reason as it goes over the wire. */
    public FileErrorCode code() {
        return code;
    }

    /** The message without the code in front. */
    public String reason() {
        return reason;
    }
}
