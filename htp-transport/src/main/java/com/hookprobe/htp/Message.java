package com.hookprobe.htp;

/**
 * A message as it was sent, whole.
 *
 * @param channel 1 to {@link Channels#MAX}, not {@link Channels#RELAY}
 * @param bytes the contents; the array belongs to whoever received the message
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied; messages are not compared
public record Message(int channel, byte[] bytes) {
    /** Names the size, not the contents. */
    @Override
    public String toString() {
        return "Message[channel=" + channel + ", " + bytes.length + " bytes]";
    }
}
