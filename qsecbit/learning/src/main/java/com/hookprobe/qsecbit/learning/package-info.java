/**
 * Sites learn one model together: what travels (model, update, order), and the folders it travels by. Formats and rules are in
 * {@code docs/spec/learning.md}. The pure parts are in {@code core}, the command line in {@code tool}.
 */
@NullMarked
package com.hookprobe.qsecbit.learning;

import org.jspecify.annotations.NullMarked;
