package com.hookprobe.dsm.ledger;

import java.io.IOException;

/** The store could not do what was asked: disk, damage, a lock. The message names the place and what to do. */
public class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
