/**
 * The file transfer protocol as pure code: message formats, the path grammar, and the two state machines. Nothing here
 * touches a disk, a socket, a clock or a thread.
 */
@NullMarked
package com.hookprobe.htp.file.core;

import org.jspecify.annotations.NullMarked;
