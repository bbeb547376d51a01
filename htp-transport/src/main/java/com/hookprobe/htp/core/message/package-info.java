/**
 * HTP 4, messages: frames, the way out ({@link com.hookprobe.htp.core.message.Outbox}), the way in
 * ({@link com.hookprobe.htp.core.message.Inbox}), and the credit between them.
 *
 * <p>Knows nothing of packets, keys, acknowledgements or time beyond what it is handed. What a message needs may be
 * allocated once per message; what happens per fragment or per packet allocates nothing. No class here is thread-safe:
 * all objects of a machine have one owner thread.
 */
@NullMarked
package com.hookprobe.htp.core.message;

import org.jspecify.annotations.NullMarked;
