package com.hookprobe.qsecbit.detection.packet;

/** The kind of a file by its first bytes, as a media type; only of files that matter to a detector. */
final class FileMagic {
    /** So many bytes are enough. */
    static final int BYTES = 4;

    private FileMagic() {}

    /** Empty when it is none of them. */
    static String of(byte[] data, int from, int to) {
        if (to - from < BYTES) {
            return "";
        }
        // What begins with MZ and goes on as text is text.
        if (data[from] == 'M' && data[from + 1] == 'Z' && !isText(data[from + 2]) | !isText(data[from + 3])) {
            return "application/x-dosexec";
        }
        int word = (data[from] & 0xff) << 24
                | (data[from + 1] & 0xff) << 16
                | (data[from + 2] & 0xff) << 8
                | data[from + 3] & 0xff;
        return switch (word) {
            case 0x7f454c46, 0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe -> "application/x-executable";
            case 0x504b0304 -> "application/zip";
            case 0xd0cf11e0 -> "application/x-ole-storage";
            case 0x25504446 -> "application/pdf";
            case 0x89504e47 -> "image/png";
            default -> "";
        };
    }

    private static boolean isText(byte b) {
        return b >= ' ' && b < 0x7f || b == '\n' || b == '\r' || b == '\t';
    }
}
