package com.hookprobe.node.learning;

import com.hookprobe.qsecbit.federation.Bytes32;
import com.hookprobe.qsecbit.federation.FieldReader;
import com.hookprobe.qsecbit.federation.MalformedException;
import com.hookprobe.qsecbit.learning.LearnedModel;
import com.hookprobe.qsecbit.learning.ModelUpdate;
import com.hookprobe.qsecbit.learning.SignedModel;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a site must not forget of its learning. Immutable; it is stored whole between any two steps, so that a crash leaves one of them.
 *
 * @param beganMicros when it began to gather, microseconds since the epoch
 * @param trained the highest number of a base that is done with; -1 at first. Numbers are never used twice, so one update to each
 * @param release the update that is being made or sent
 * @param sequence of the last order that was followed
 * @param model what it judges by
 * @param flows judged by that model, and so on
 */
record SiteState(
        long beganMicros,
        long trained,
        Optional<Release> release,
        long sequence,
        Optional<SignedModel> model,
        long flows,
        long vetoes,
        long errors) {
    private static final int VERSION = 1;
    private static final int HEAD_BYTES = 1 + 8 + 8 + 4 + 3 * 8 + 1 + 4;
    private static final int RELEASE_BYTES = 32 + 8 + 4;

    /**
     * One update.
     *
     * @param base the id of the model that it is about
     * @param charged how many releases the budget had been charged with before this one
     * @param update what is sent, empty while it is not made
     */
    record Release(Bytes32 base, long charged, Optional<byte[]> update) {}

    static SiteState begun(long nowMicros) {
        return new SiteState(nowMicros, -1, Optional.empty(), 0, Optional.empty(), 0, 0, 0);
    }

    SiteState beginning(long nowMicros) {
        return new SiteState(nowMicros, trained, release, sequence, model, flows, vetoes, errors);
    }

    /** An update is about to be charged for and made. */
    SiteState making(Bytes32 base, long charged) {
        return with(trained, Optional.of(new Release(base, charged, Optional.empty())));
    }

    /** It is made, and goes out as it is, however often. */
    SiteState made(long number, Bytes32 base, byte[] update) {
        return with(number, Optional.of(new Release(base, 0, Optional.of(update))));
    }

    /** Nothing is to be sent to bases up to this number. */
    SiteState done(long number) {
        return with(Math.max(trained, number), Optional.empty());
    }

    private SiteState with(long number, Optional<Release> next) {
        return new SiteState(beganMicros, number, next, sequence, model, flows, vetoes, errors);
    }

    SiteState followed(long order, Optional<SignedModel> by, boolean anew) {
        return new SiteState(
                beganMicros, trained, release, order, by, anew ? 0 : flows, anew ? 0 : vetoes, anew ? 0 : errors);
    }

    SiteState counted(Judging by) {
        return new SiteState(beganMicros, trained, release, sequence, model, by.flows(), by.vetoes(), by.errors());
    }

    static SiteState decode(byte[] bytes) throws MalformedException {
        FieldReader in = new FieldReader(bytes);
        in.number("version", 1, VERSION, VERSION);
        long began = in.signed64("began", 0, Long.MAX_VALUE);
        long trained = in.signed64("trained", -1, Integer.MAX_VALUE);
        long sequence = in.number("sequence", 4, 0, Integer.MAX_VALUE);
        long flows = in.signed64("flows", 0, Long.MAX_VALUE);
        long vetoes = in.signed64("vetoes", 0, Long.MAX_VALUE);
        long errors = in.signed64("errors", 0, Long.MAX_VALUE);
        Optional<Release> release = Optional.empty();
        if (in.number("release", 1, 0, 1) == 1) {
            Bytes32 base = in.bytes32("base");
            long charged = in.signed64("charged", 0, Long.MAX_VALUE);
            int length = (int) in.number("update", 4, 0, ModelUpdate.BYTES_MAX);
            byte[] update = in.bytes("update", length);
            release = Optional.of(new Release(base, charged, length == 0 ? Optional.empty() : Optional.of(update)));
        }
        int length = (int) in.number("model", 4, 0, LearnedModel.BYTES_MAX);
        Optional<SignedModel> model =
                length == 0 ? Optional.empty() : Optional.of(SignedModel.decode(in.bytes("model", length)));
        in.end();
        return new SiteState(began, trained, release, sequence, model, flows, vetoes, errors);
    }

    byte[] encode() {
        byte[] by = model.map(SignedModel::encode).orElse(new byte[0]);
        byte[] update = release.flatMap(Release::update).orElse(new byte[0]);
        ByteBuffer to =
                ByteBuffer.allocate(HEAD_BYTES + by.length + (release.isPresent() ? RELEASE_BYTES + update.length : 0));
        to.put((byte) VERSION).putLong(beganMicros).putLong(trained).putInt((int) sequence);
        to.putLong(flows).putLong(vetoes).putLong(errors).put((byte) (release.isPresent() ? 1 : 0));
        release.ifPresent(one -> to.put(one.base().bytes())
                .putLong(one.charged())
                .putInt(update.length)
                .put(update));
        return to.putInt(by.length).put(by).array();
    }
}
