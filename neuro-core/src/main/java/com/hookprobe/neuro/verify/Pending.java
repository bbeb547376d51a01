package com.hookprobe.neuro.verify;

import com.hookprobe.neuro.verify.core.Answer;
import com.hookprobe.neuro.verify.core.DeviceId;
import com.hookprobe.neuro.verify.core.Request;
import java.util.concurrent.CompletableFuture;

/** A request and who waits for the answer. */
record Pending(DeviceId device, Request request, CompletableFuture<Answer> answer) {}
