package com.hookprobe.dsm.ledger.kv;

import com.hookprobe.dsm.ledger.StoreException;
import java.io.IOException;

/** Why the segment store cannot go on, and what to do about it. */
final class Damage {
    private Damage() {}

    static StoreException found(Disk disk, String file, String expected, String found) {
        return new StoreException(
                "the block store in " + disk + " is damaged: in " + file + " expected " + expected
                        + ", found " + found
                        + "; run 'ledger repair', or move the folder away and let the node fetch the finalised state from its peers");
    }

    static StoreException missing(Object folder) {
        return new StoreException("there is no block store in " + folder
                + "; check storage.microblocks.path, or make a new one with the first start of the node");
    }

    static StoreException foreign(Disk disk, String file) {
        return new StoreException("the folder " + disk + " holds no block store but another file, " + file
                + "; check storage.microblocks.path, and give the node an empty folder");
    }

    static StoreException format(Disk disk, String file, String expected, String found) {
        return new StoreException("the block store in " + disk + " has another format: " + file + " begins with "
                + found + ", expected " + expected + "; use the release that wrote it, or an empty folder");
    }

    static StoreException readOnly(Disk disk) {
        return new StoreException("the block store in " + disk + " was opened to be read, and takes no writes");
    }

    static StoreException disk(Disk disk, IOException cause) {
        return new StoreException(
                "the block store in " + disk
                        + " cannot be read or written: check the disk, its free space and the folder's rights (" + cause
                        + ")",
                cause);
    }

    /** What the store's owner gets to see of a failure. */
    static StoreException explained(Disk disk, IOException e) {
        return e instanceof StoreException known ? known : disk(disk, e);
    }

    static StoreException stopped(Disk disk, Exception cause) {
        return new StoreException(
                "the block store in " + disk + " takes no more writes since one failed (" + cause.getMessage()
                        + "); remove the cause and restart the node",
                cause);
    }
}
