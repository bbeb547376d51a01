package com.hookprobe.dsm.ledger;

/** What lies in the store is not what was put there. {@code ledger check} tells all of it, {@code ledger repair} keeps the rest. */
public final class DamagedStoreException extends StoreException {
    private static final long serialVersionUID = 1L;

    DamagedStoreException(String message) {
        super(message);
    }

    DamagedStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
