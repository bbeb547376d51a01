/** The command line of file transfer: {@code hookprobe file}. */
@NullMarked
package com.hookprobe.htp.file.tool;

import org.jspecify.annotations.NullMarked;
